from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from .mail_activity_next_step import SUGGEST


class MailActivity(models.Model):
    """Accepting what was suggested, as it was or edited."""

    _inherit = "mail.activity"

    @api.model
    def add_next_steps(self, suggestions):
        """Create what was suggested after completed activities, all of it or nothing.

        As the current user: whoever may not create an activity there is refused.

        :param list[dict] suggestions: as :meth:`action_complete` returned them; the
            summary, the deadline, the planned time and duration, and the assignee may
            be others; of a deadline and a planned time that differ, the time wins
        :return: ``created_ids`` (activities)
        :rtype: dict[str, list[int]]
        :raise ValidationError: one of them was added before, or isn't suggested (any
            more), or a value is wrong
        :raise AccessError: the user may not create one of them
        """
        # without the defaults of the view, which are not meant for what is created
        own = self.with_env(self.env(context=clean_context(self.env.context)))
        return own._add_next_steps(own._check_list(suggestions))

    def _add_next_steps(self, suggestions):
        offered = self._take_done(suggestions)._get_next_steps(SUGGEST)
        self._check_users(suggestions)
        taken = [self._take_suggestion(each, offered) for each in suggestions]
        self._check_not_made(taken)
        singles = [each for each in taken if not each["rule"].plan_id]
        created = self._create_next_activities(
            [self._prepare_taken_values(each) for each in singles]
        )
        follow_ups = [
            (each["previous"], each["rule"], each["user"], each["day"])
            for each in taken
            if each["rule"].plan_id
        ]
        for plan, records, values, kwargs in self._get_plan_launches(follow_ups):
            created |= self._launch_taken(plan, records, kwargs, values)
        return {"created_ids": created.ids}

    def _launch_taken(self, plan, records, kwargs, values):
        """Launch a plan on all records, or refuse it: here a person can do something.

        :raise ValidationError: with the reasons
        """
        launched = plan._schedule_on(records, **kwargs, values=values)
        left = records - records.browse(launched.mapped("res_id"))
        if left:
            refusals = plan._get_launch_refusals(left, kwargs["responsible"])
            raise ValidationError("\n".join(refusals.values()))
        return launched

    def _check_not_made(self, taken):
        """Refuse what two people, or two clicks, add at the same time.

        The UPDATE lets them collide: PostgreSQL refuses the second one, Odoo tries it
        again, and then it finds the first one's activity.
        """
        previous = self.browse().union(*(each["previous"] for each in taken))
        if not previous:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET active = active WHERE id IN %s", previous._ids
            )
        )
        made = previous._get_pending_sources()
        for each in taken:
            pair = (each["previous"], each["rule"]._get_source())
            if pair in made:
                raise ValidationError(
                    self.env._(
                        "“%(step)s” was already added after “%(activity)s”.",
                        step=each["rule"]._get_step_label(),
                        activity=each["previous"].display_name,
                    )
                )
            made.add(pair)

    def _prepare_taken_values(self, taken):
        """Return the values of an activity, as the user edited them."""
        day = taken["day"] or fields.Date.context_today(self)
        values = taken["rule"]._prepare_activity_values(
            taken["previous"], taken["user"], day
        )
        if taken["start"]:
            values["planned_duration"] = taken["hours"]
        return {**values, "planned_start": taken["start"], "summary": taken["summary"]}
