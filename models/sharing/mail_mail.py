from odoo import api, models

from .hidden_error import empty_names


class MailMail(models.Model):
    """Mails to assignees are for them alone."""

    _name = "mail.mail"
    _inherit = ["mail.activity.told.mixin", "mail.mail"]

    _recipient_path = "recipient_ids"

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name none to users who can't read it, such as an invitation."""
        return super(MailMail, empty_names(self))._compute_display_name()
