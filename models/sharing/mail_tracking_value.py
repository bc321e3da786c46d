from odoo import models

from .sudo_values import allow_sudo_commands


class MailTrackingValue(models.Model):
    """What the log says of changes, also in private meetings of others.

    Odoo runs commands on it as the superuser for whoever writes a message.
    """

    _inherit = "mail.tracking.value"
    _allow_sudo_commands = allow_sudo_commands
