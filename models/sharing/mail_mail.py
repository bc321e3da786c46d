from odoo import models

from ..activity.client_values import get_linked_ids


class MailMail(models.Model):
    """Mails to assignees are for them alone."""

    _name = "mail.mail"
    _inherit = ["mail.activity.told.mixin", "mail.mail"]

    _recipient_path = "recipient_ids"

    def _check_links(self, vals_list, is_new=False):
        """Send no message again that is for others: the sender could read it."""
        result = super()._check_links(vals_list, is_new)
        if self.env["mail.activity"]._is_limited():
            name = "mail_message_id"
            if is_new:
                vals_list = self._add_defaults(vals_list, [name])
            ids = set().union(*(get_linked_ids(vals.get(name)) for vals in vals_list))
            self.env["mail.message"].browse(ids).exists().check_access("read")
        return result
