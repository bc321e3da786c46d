from odoo import models


class MailComposeMessage(models.TransientModel):
    """Mails to many records, which Odoo then logs on them as the superuser."""

    _inherit = "mail.compose.message"

    def _prepare_mail_values(self, res_ids):
        """Write nothing into the chatter of private meetings of others."""
        if self.model == "calendar.event":
            self.env[self.model].browse(res_ids).exists()._check_not_masked()
        return super()._prepare_mail_values(res_ids)
