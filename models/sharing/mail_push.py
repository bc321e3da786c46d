from odoo import models


class MailPush(models.Model):
    """What browsers show to assignees is for them alone."""

    _name = "mail.push"
    _inherit = ["mail.push", "mail.activity.told.mixin"]

    _recipient_path = "mail_push_device_id.partner_id"
