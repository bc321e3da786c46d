from odoo import api, fields, models

from .mail_activity_share import SHARE_LEVELS
from .policy import FULL


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "mail.activity.policy.mixin"]

    activity_share_default = fields.Selection(
        SHARE_LEVELS, "Activities Shared by Default", default=FULL
    )

    @api.model
    def _get_policy_fields(self):
        return frozenset({"activity_share_default"})
