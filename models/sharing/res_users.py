from odoo import api, models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "mail.activity.policy.mixin"]

    @api.model
    def _get_policy_fields(self):
        """Add the user's own company, and what makes a viewer one of everyone."""
        return frozenset({"company_id", "company_ids", "group_ids"})
