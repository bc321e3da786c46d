from odoo import api, models

from ..activity.client_values import is_id


class MailMail(models.Model):
    """Mails to assignees are for them alone."""

    _name = "mail.mail"
    _inherit = ["mail.mail", "mail.activity.told.mixin"]

    _recipient_path = "recipient_ids"

    @api.model
    def _check_links(self, vals_list):
        """Send no message again that is for others: the sender could read it."""
        result = super()._check_links(vals_list)
        if self.env["mail.activity"]._is_limited():
            ids = [vals.get("mail_message_id") for vals in vals_list]
            messages = self.env["mail.message"].browse(filter(is_id, ids))
            messages.exists().check_access("read")
        return result
