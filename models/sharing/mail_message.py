from odoo import models

from .hidden_error import can_be_hidden


class MailMessage(models.Model):
    """What messages say of activities."""

    _inherit = "mail.message"

    def _compute_record_name(self):
        """Name no activity: Odoo names what any values of a form point to."""
        unnamed = self.filtered(lambda each: can_be_hidden(self.env, each.model))
        if not unnamed or not self.env["mail.activity"]._has_sharing():
            return super()._compute_record_name()
        unnamed.record_name = False
        return super(MailMessage, self - unnamed)._compute_record_name()
