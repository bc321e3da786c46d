from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from .mail_activity_next_step import CREATE


class MailActivity(models.Model):
    """What follows at once: created with the completion, as the system.

    A class of its own, on top of the rule in ``mail_activity_outcome_rule.py``: each
    way to complete ends in :meth:`_close`.
    """

    _inherit = "mail.activity"

    def _close(self, moving, vals):
        result = super()._close(moving, vals)
        if not self.env.context.get("mail_activity_automation_skip"):
            moving._create_next_steps()
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        """Return what the rules created, with what Odoo's settings triggered."""
        creating = self.filtered(
            lambda activity: CREATE in activity.activity_type_id._get_next_modes()
        )
        before = creating._get_created_next_steps()
        messages, created = super()._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        return messages, created | creating._get_created_next_steps() - before

    def _create_next_steps(self):
        """Create what the rules say, whoever may: the administrator decided on it.

        Without the defaults of the view, which are not meant for what is created.
        """
        follow_ups = self._get_follow_ups(CREATE)
        if not follow_ups:
            return
        env = self.env(context=clean_context(self.env.context), su=True)
        self.with_env(env)._create_single_steps(follow_ups)
        for plan, records, values, kwargs in self._get_plan_launches(follow_ups):
            try:
                plan.with_env(env)._schedule_on(
                    records.with_env(env), **kwargs, values=values
                )
            except UserError as error:
                self.filtered(lambda act, ids=records.ids: act.res_id in ids)._log_left(
                    plan, error
                )

    def _create_single_steps(self, follow_ups):
        """Create what follows where that is no plan, as the user of ``self``."""
        return self._create_next_activities(
            [
                rule._prepare_activity_values(activity, user, day)
                for activity, rule, user, day in follow_ups
                if not rule.plan_id
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
                rule.plan_id,
                self.env[model].browse(values),
                values,
                {"plan_date": day, "responsible": user, "origin": "next_step"},
            )
            for (rule, user, day, model, _turn), values in launches.items()
        ]

    def _log_left(self, plan, error):
        """Tell in the chatter which plan didn't start, and why."""
        text = self.env._(
            "The plan “%(plan)s” was to follow, and could not be started: %(reason)s",
            plan=plan.sudo().name,
            reason=error.args[0],
        )
        self._log_on_documents(dict.fromkeys(self, text))

    def _get_created_next_steps(self):
        """Return what rules created after these activities, and is to be done."""
        if not self:
            return self
        followers = self._get_followers().sorted("id")
        return followers.filtered(lambda activity: activity.next_step_id.mode == CREATE)
