from odoo import api, fields, models


class MailActivityOutcomeChoiceMixin(models.AbstractModel):
    """Choosing how and when an activity ended that a dialog creates as done.

    The dialog has a field ``activity_type_id``.
    """

    _name = "mail.activity.outcome.choice.mixin"
    _description = "Choice of an Outcome"

    outcome_choices = fields.Json(compute="_compute_outcome_choices")
    outcome_required = fields.Boolean(compute="_compute_outcome_choices")
    outcome_id = fields.Many2one(
        "mail.activity.outcome",
        compute="_compute_outcome_id",
        store=True,
        readonly=False,
        ondelete="cascade",
    )
    done_at = fields.Datetime("When was it?")
    can_date = fields.Boolean(compute="_compute_can_date")

    @api.depends_context("uid")
    def _compute_can_date(self):
        activities = self.env["mail.activity"]
        self.can_date = (
            activities._flow_keeps_trace()
            and activities._get_earliest_done_at() is not False
        )

    @api.depends("activity_type_id")
    def _compute_outcome_choices(self):
        choices = self.activity_type_id._get_outcome_choices()
        for dialog in self:
            options = choices.get(dialog.activity_type_id, [])
            dialog.outcome_choices = options
            dialog.outcome_required = (
                bool(options) and dialog.activity_type_id.category != "upload_file"
            )

    @api.depends("activity_type_id")
    def _compute_outcome_id(self):
        """Preselect the outcome of a type that has only one."""
        self.outcome_id = False
        for dialog in self.filtered("outcome_required"):
            outcomes = dialog.activity_type_id.outcome_ids
            dialog.outcome_id = outcomes if len(outcomes) == 1 else False
