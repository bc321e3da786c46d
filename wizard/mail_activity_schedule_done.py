from odoo import api, fields, models

from ..models.activity.records import check_single


class MailActivitySchedule(models.TransientModel):
    """Scheduling an activity as done in Odoo's dialog, with an outcome."""

    _inherit = "mail.activity.schedule"

    outcome_choices = fields.Json(compute="_compute_outcome_choices")
    outcome_required = fields.Boolean(compute="_compute_outcome_choices")
    outcome_id = fields.Many2one(
        "mail.activity.outcome",
        compute="_compute_outcome_id",
        store=True,
        readonly=False,
        ondelete="cascade",
    )

    @api.depends("activity_type_id")
    def _compute_outcome_choices(self):
        choices = self.activity_type_id._get_outcome_choices()
        for scheduler in self:
            options = choices.get(scheduler.activity_type_id, [])
            scheduler.outcome_choices = options
            scheduler.outcome_required = (
                bool(options) and scheduler.activity_category != "upload_file"
            )

    @api.depends("activity_type_id")
    def _compute_outcome_id(self):
        """Preselect the outcome of a type that has only one."""
        for scheduler in self:
            outcomes = scheduler.activity_type_id.outcome_ids
            is_clear = scheduler.outcome_required and len(outcomes) == 1
            scheduler.outcome_id = outcomes if is_clear else False

    def action_schedule_activities_done(self):
        """Schedule activities as done, with the outcome chosen in this dialog."""
        check_single(self)
        if not self.env["mail.activity"]._expects_suggestions():
            return super().action_schedule_activities_done()
        activities = self._action_schedule_activities()
        result = activities.action_complete(outcome_id=self.outcome_id.id)
        return activities._get_completed_action(suggestions=result["suggestions"])
