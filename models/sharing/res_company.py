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
        return super()._get_policy_fields() | {"activity_share_default"}

    def _get_policy_owners(self):
        users = self.env["res.users"].sudo().with_context(active_test=False)
        if not self.env["mail.activity"]._has_sharing():
            return users
        return users.search([("company_id", "in", self.ids)])
