from odoo import api, models


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "mail.activity.policy.mixin"]

    @api.model
    def _get_policy_fields(self):
        """Add the leader, who has full access to the members' activities."""
        return frozenset({"active", "user_id"})
