from odoo import api, models

from ..models.activity.records import check_single


class MailActivitySchedule(models.TransientModel):
    """Scheduling an activity as done in Odoo's dialog, with an outcome and a time."""

    _name = "mail.activity.schedule"
    _inherit = ["mail.activity.schedule", "mail.activity.outcome.choice.mixin"]

    @api.depends_context("uid")
    @api.depends("activity_user_id")
    def _compute_can_date(self):
        """Ask no one when someone else's activity was done, except managers."""
        result = super()._compute_can_date()
        if not self.env["mail.activity"]._is_activity_manager():
            own = self.filtered(lambda each: each.activity_user_id == self.env.user)
            (self - own).can_date = False
        return result

    def action_schedule_activities_done(self):
        """Schedule activities as done, with what was chosen in this dialog."""
        check_single(self)
        expects = self.env["mail.activity"]._expects_suggestions()
        if not (expects or self.done_at):
            return super().action_schedule_activities_done()
        activities = self._action_schedule_activities()
        result = activities.action_complete(
            outcome_id=self.outcome_id.id, done_at=self.done_at
        )
        return activities._get_completed_action(suggestions=result["suggestions"])
