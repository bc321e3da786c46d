from odoo import api, fields, models


class MailActivityOutcomeChoiceMixin(models.AbstractModel):
    """Choosing the outcome of an activity that a dialog creates as done.

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
        for dialog in self:
            outcomes = dialog.activity_type_id.outcome_ids
            is_clear = dialog.outcome_required and len(outcomes) == 1
            dialog.outcome_id = outcomes if is_clear else False
