from odoo import api, models

from .sudo_values import allow_sudo_commands


class MailMessage(models.Model):
    """Messages tell assignees of activities, and others of private meetings."""

    _inherit = "mail.message"
    _allow_sudo_commands = allow_sudo_commands

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name no message to users who can't read it, see ``_filter_unnamed``.

        Its name is its subject, and Odoo names the one that another answers.
        """
        asking = self.sudo(False)
        unnamed = self.browse()
        if self.env.su and asking.env["mail.activity"]._is_limited():
            saved = asking._origin
            unnamed |= saved - saved._filtered_access("read")
        unnamed.display_name = False
        return super(MailMessage, self - unnamed)._compute_display_name()
