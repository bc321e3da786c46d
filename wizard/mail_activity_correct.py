from odoo import api, fields, models

from ..models.activity.records import check_single
from .dialog import get_dialog_action


class MailActivityCorrect(models.TransientModel):
    """Correct the outcome of a done activity, and offer what follows."""

    _name = "mail.activity.correct"
    _description = "Correct the Outcome"

    activity_id = fields.Many2one(
        "mail.activity", required=True, readonly=True, ondelete="cascade"
    )
    choices = fields.Json(readonly=True)
    previous_id = fields.Many2one(
        "mail.activity.outcome", readonly=True, ondelete="cascade"
    )
    outcome_id = fields.Many2one("mail.activity.outcome", ondelete="cascade")

    @api.constrains("activity_id")
    def _check_activity_access(self):
        """Refuse activities that the user can't read: their name would show here."""
        self.sudo(False).activity_id.check_access("read")  # Odoo runs this as superuser

    @api.model
    def _create_for(self, activity):
        """Return a dialog that asks how a done activity really ended."""
        kind = activity.activity_type_id
        return self.create(
            {
                "activity_id": activity.id,
                "choices": kind._get_outcome_choices().get(kind, []),
                "outcome_id": activity.outcome_id.id,
                "previous_id": activity.outcome_id.id,
            }
        )

    def _get_action(self):
        """Return the action that opens this dialog."""
        return get_dialog_action(self, self.env._("Correct the Outcome"))

    def action_apply(self):
        """Correct the outcome.

        :return: the client action that says so, and offers the next steps
        :rtype: dict, an action
        """
        check_single(self)
        # closed, and a many2one isn't filtered by active_test
        activity = self.activity_id
        result = activity.action_correct_outcome(self.outcome_id.id)
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.corrected",
            "params": {
                "message": self.env._(
                    "“%(activity)s” ended with “%(outcome)s”.",
                    activity=activity.display_name,
                    outcome=activity.outcome_id.name,
                ),
                "suggestions": result["suggestions"],
            },
        }
