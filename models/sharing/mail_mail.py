from odoo import models


class MailMail(models.Model):
    """Mails to assignees are for them alone."""

    _name = "mail.mail"
    _inherit = ["mail.activity.told.mixin", "mail.mail"]

    _recipient_path = "recipient_ids"
