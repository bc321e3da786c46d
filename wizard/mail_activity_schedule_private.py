from odoo import fields, models

from ..models.sharing.hidden_error import check_named


class MailActivitySchedule(models.TransientModel):
    """Scheduling a private activity in Odoo's dialog, and none on what is hidden."""

    _inherit = "mail.activity.schedule"

    is_private = fields.Boolean(
        "Private",
        help=(
            "Only the assignee and you see the activity, whatever the assignee shares. "
            "Managers don't see it either."
        ),
    )

    def _evaluate_res_ids(self):
        """Refuse records that the user isn't to know of: it computes as the superuser.

        Odoo takes them from the context, too.
        """
        ids = super()._evaluate_res_ids()
        check_named(self.env(su=False), self.res_model, ids)
        return ids

    def _action_schedule_activities(self):
        """Pass the lock on: Odoo passes only its own fields, record by record."""
        if not self.is_private:
            return super()._action_schedule_activities()
        locked = self.with_context(default_is_private=True)
        activities = super(MailActivitySchedule, locked)._action_schedule_activities()
        # what follows from them isn't private by itself
        return activities.with_env(self.env)

    def _action_schedule_activities_personal(self):
        """Pass the lock on where Odoo opens the calendar for a meeting, too."""
        if not self.is_private:
            return super()._action_schedule_activities_personal()
        locked = self.with_context(default_is_private=True)
        activities = super(
            MailActivitySchedule, locked
        )._action_schedule_activities_personal()
        return activities.with_env(self.env)
