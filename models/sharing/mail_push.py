from odoo import models


class MailPush(models.Model):
    """What browsers show to assignees is for them alone."""

    _name = "mail.push"
    _inherit = ["mail.activity.told.mixin", "mail.push"]

    _recipient_path = "mail_push_device_id.partner_id"
