from odoo import api, models

from ..activity.records import is_uninstalling


class MailActivityOutcome(models.Model):
    _inherit = "mail.activity.outcome"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_next_step(self):
        """Refuse to delete a rule's outcomes: it would apply to every completion."""
        if is_uninstalling(self.env):
            return
        self.env["mail.activity.next.step"]._check_unnamed("outcome_ids", self)
