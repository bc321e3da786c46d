from odoo import models


class MailMail(models.Model):
    """Mails to assignees are for them alone."""

    _name = "mail.mail"
    _inherit = ["mail.mail", "mail.activity.told.mixin"]

    _recipient_path = "recipient_ids"
