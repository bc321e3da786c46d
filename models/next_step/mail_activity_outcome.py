from odoo import api, models


class MailActivityOutcome(models.Model):
    _inherit = "mail.activity.outcome"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_next_step(self):
        """Refuse to delete a rule's outcomes: it would apply to every completion."""
        self.env["mail.activity.next.step"]._check_unnamed("outcome_ids", self)
