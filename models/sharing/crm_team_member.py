from odoo import api, models


class CrmTeamMember(models.Model):
    _name = "crm.team.member"
    _inherit = ["crm.team.member", "mail.activity.policy.mixin"]

    @api.model
    def _get_policy_fields(self):
        return super()._get_policy_fields() | {"active", "crm_team_id", "user_id"}
