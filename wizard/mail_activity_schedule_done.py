from odoo import models

from ..models.activity.records import check_single


class MailActivitySchedule(models.TransientModel):
    """Scheduling an activity as done in Odoo's dialog, with an outcome."""

    _name = "mail.activity.schedule"
    _inherit = ["mail.activity.schedule", "mail.activity.outcome.choice.mixin"]

    def action_schedule_activities_done(self):
        """Schedule activities as done, with the outcome chosen in this dialog."""
        check_single(self)
        if not self.env["mail.activity"]._expects_suggestions():
            return super().action_schedule_activities_done()
        activities = self._action_schedule_activities()
        result = activities.action_complete(outcome_id=self.outcome_id.id)
        return activities._get_completed_action(suggestions=result["suggestions"])
