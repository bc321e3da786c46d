from odoo import api, models
from odoo.exceptions import ValidationError

from ..activity.client_values import is_id
from ..activity.records import check_single


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "mail.activity.policy.mixin"]

    def action_view_shared_calendar(self):
        """Open the calendar of the team's members."""
        check_single(self)
        self.check_access("read")
        self.env["mail.activity.slot.filter"]._show_only(self.member_ids)
        return self.env["ir.actions.actions"]._for_xml_id(
            "crm_activity_flow.mail_activity_slot_action"
        )

    @api.model
    def _get_policy_fields(self):
        """Add the leader, who has full access to the members' activities."""
        return super()._get_policy_fields() | {"active", "user_id"}

    @api.model
    def _browse_named(self, team_id):
        """Return the team that a client names.

        :raise ValidationError: it isn't there, or the user can't read it
        """
        team = self.browse(team_id if is_id(team_id) else ())
        if not team.exists()._filtered_access("read"):
            raise ValidationError(
                self.env._(
                    "This sales team doesn't exist, or you don't have access. Reload "
                    "the page, or choose another one."
                )
            )
        return team
