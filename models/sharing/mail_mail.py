from odoo import models


class MailMail(models.Model):
    """Mails to assignees are for them alone."""

    _name = "mail.mail"
    _inherit = ["mail.activity.told.mixin", "mail.mail"]

    _recipient_path = "recipient_ids"

    def _check_links(self, vals_list, is_new=False):
        """Send no message again that is for others: the sender could read it."""
        result = super()._check_links(vals_list, is_new)
        if self.env["mail.activity"]._is_limited():
            messages = self._get_linked_by_values(vals_list, "mail_message_id", is_new)
            messages.exists().check_access("read")
        return result
