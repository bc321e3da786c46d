from odoo import api, models

from .per_user import compare_for_user

OUTCOME_FIELDS = (
    "last_outcome_date",
    "last_outcome_id",
    "last_outcome_sentiment",
    "outcome_negative_count",
    "outcome_neutral_count",
    "outcome_positive_count",
)


class MailActivityOutcomeMixin(models.AbstractModel):
    """Outcomes are those that the user knows, also for whoever compares a record."""

    _inherit = "mail.activity.outcome.mixin"

    @api.model
    def _post_model_setup__(self):
        super()._post_model_setup__()
        compare_for_user(self, OUTCOME_FIELDS)
