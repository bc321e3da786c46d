from collections import Counter, defaultdict

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import clean_context

from .mail_activity_next_step import CREATE
from .mail_activity_outcome_rule import OUTCOMES


class MailActivity(models.Model):
    """What follows at once: created with the completion, as the system.

    Each way to complete ends in :meth:`_flow_after_close`.
    """

    _inherit = "mail.activity"

    @api.model
    def _flow_system_fields(self):
        system_fields = {"next_step_id", "previous_activity_id"}
        return super()._flow_system_fields() | system_fields

    def _flow_check_rights(self, vals):
        """An activity follows only one that the user may read: its name would show."""
        super()._flow_check_rights(vals)
        if vals.get("previous_activity_id"):
            self.browse(vals["previous_activity_id"]).check_access("read")

    def _flow_check_created(self):
        super()._flow_check_created()
        self.previous_activity_id.check_access("read")
        for activity in self.filtered(lambda activity: activity.origin == "next_step"):
            if activity.previous_activity_id.active and not self.env.su:
                raise activity._get_not_done_error(activity.previous_activity_id)

    def _flow_after_close(self):
        """Create what follows; each way to complete ends here."""
        super()._flow_after_close()
        if not self.env.context.get("mail_activity_automation_skip"):
            self._create_next_steps()

    def _flow_after_reopen(self):
        """Delete what the completion created, unless somebody touched it since.

        As the superuser: whoever may undo a completion undoes all of it, whoever the
        follow-up was assigned to. With Outcomes off, only what came of next steps is
        withdrawn: Odoo leaves what it triggered.
        """
        super()._flow_after_reopen()
        domain = Domain("previous_activity_id", "in", self.ids)
        if not self._has_outcomes():
            if not self._expects_suggestions():
                return
            domain &= Domain("origin", "=", "next_step")
        domain &= Domain("is_untouched", "=", True)
        self._sudo_open().search(domain).unlink()

    def _flow_filter_creating(self):
        return super()._flow_filter_creating() | self.filtered(
            lambda activity: CREATE in activity.activity_type_id._get_next_modes()
        )

    def _flow_get_created(self):
        """Return what rules created after these activities, and is to be done."""
        created = super()._flow_get_created()
        if not self:
            return created
        followers = self._get_followers().sorted("id")
        return created | followers.filtered(
            lambda activity: activity.next_step_id.mode == CREATE
        )

    @api.model
    def _flow_session_info(self):
        expects = self._expects_suggestions()
        return {**super()._flow_session_info(), "activity_next_steps": expects}

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        """Which rules are in force depends on the outcomes of their types."""
        super()._flow_on_switch(switch, switched_on)
        if switch == OUTCOMES:
            self.env["mail.activity.next.step"]._clear_modes()

    @api.model
    def _expects_suggestions(self):
        """Return whether the web client has to expect suggestions at all.

        With every switch off and without a rule it behaves as Odoo's own.
        """
        rules = self.env["mail.activity.next.step"]
        return self._flow_keeps_trace() or bool(rules._get_modes_by_type())

    def _create_next_steps(self):
        """Create what the rules say, whoever may: the administrator decided on it.

        Without the defaults of the view, which are not meant for what is created.
        """
        follow_ups = self._get_follow_ups(CREATE)
        if not follow_ups:
            return
        system = self.with_env(
            self.env(context=clean_context(self.env.context), su=True)
        )
        singles = [each for each in follow_ups if not each[1].plan_id]
        try:
            with self.env.cr.savepoint():
                system._create_single_steps(singles)
        except (IntegrityError, UserError) as error:
            system._log_left(dict.fromkeys((each[0] for each in singles), error))
        for launch in system._get_plan_launches(follow_ups):
            system._log_left(system._launch_next_plan(*launch))

    def _launch_next_plan(self, plan, records, values, kwargs):
        """Launch a plan, and return why not, by completed activity.

        A completion never fails because of what follows: a plan may have changed since,
        and other addons may refuse activities.
        """
        reasons = {}
        left = records
        try:
            with self.env.cr.savepoint():
                launched = plan._schedule_on(records, **kwargs, values=values)
            left -= records.browse(launched.mapped("res_id"))
            if left:
                reasons = plan._get_launch_refusals(left, kwargs["responsible"])
        except (IntegrityError, UserError) as error:
            reasons = dict.fromkeys(left.ids, error)
        return {
            self.browse(values[record.id]["previous_activity_id"]): reasons[record.id]
            for record in left
        }

    def _create_single_steps(self, follow_ups):
        """Create what follows, no plans, as the user of ``self``."""
        return self._create_next_activities(
            [
                rule._prepare_activity_values(activity, user, day)
                for activity, rule, user, day in follow_ups
            ]
        )

    @api.model
    def _create_next_activities(self, vals_list):
        """Create activities, and tell each assignee once, as a plan does.

        Of a single one Odoo tells in its own words.
        """
        if len(vals_list) <= 1:
            return self.create(vals_list)
        quiet = self.with_context(mail_activity_quick_update=True)
        activities = quiet.create(vals_list).with_env(self.env)
        if not self.env.context.get("mail_activity_quick_update"):
            activities._notify_assignees(self.env._("Next steps"))
        return activities

    def _get_plan_launches(self, follow_ups):
        """Return the plans to launch, with their records and what else they need.

        As few launches as possible; one for each time that a record occurs.

        :return: plan, records, values by the id of the record, and what else
            ``_schedule_on`` takes
        :rtype: list[tuple]
        """
        turns = Counter()
        launches = defaultdict(dict)
        for activity, rule, user, day in follow_ups:
            if rule.plan_id:
                turns[rule, activity.res_model, activity.res_id] += 1
                turn = turns[rule, activity.res_model, activity.res_id]
                key = (rule, user, day, activity.res_model, turn)
                launches[key][activity.res_id] = {
                    "next_step_id": rule.id,
                    "previous_activity_id": activity.id,
                    "previous_activity_type_id": activity.activity_type_id.id,
                }
        return [
            (
                rule.plan_id.with_env(self.env),
                self.env[model].browse(values),
                values,
                {"plan_date": day, "responsible": user, "origin": "next_step"},
            )
            for (rule, user, day, model, _turn), values in launches.items()
        ]

    def _log_left(self, reasons):
        """Tell in the chatters what was to follow and doesn't, and why.

        :param dict reasons: texts or errors, by completed activity
        """
        activities = self.browse().concat(*reasons)
        activities._log_on_documents(
            {
                activity: self.env._(
                    "What was to follow “%(activity)s” could not be created: "
                    "%(reason)s",
                    activity=activity.display_name,
                    reason=reason,
                )
                for activity, reason in reasons.items()
            }
        )
