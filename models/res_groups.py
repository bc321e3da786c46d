from odoo import models

OUTCOMES = "crm_activity_flow.group_activity_outcome"
STATUSES = "crm_activity_flow.group_activity_status"
SWITCHES = (OUTCOMES, STATUSES)


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Tell the rooms when their switch moves, however it was moved.

        A switch is a group implied by *Internal User*; besides the settings, the form
        of a group and the API can change that.
        """
        if not {"implied_ids", "implied_by_ids"} & vals.keys():
            return super().write(vals)
        before = self._get_activity_switches()
        result = super().write(vals)
        after = self._get_activity_switches()
        for switch in before ^ after:
            self._on_activity_switch(switch, switch in after)
        return result

    def _get_activity_switches(self):
        """Return the external ids of the switches that are on."""
        return {switch for switch in SWITCHES if self._is_feature_enabled(switch)}

    def _on_activity_switch(self, switch, switched_on):
        """Hook: do what a switch brings about the moment it moves.

        :param str switch: external id of the switch's group
        :param bool switched_on: whether it is on now
        """
        if switch == OUTCOMES:
            self.env["mail.activity.type"]._switch_outcomes(switched_on)
        elif switch == STATUSES:
            self.env["mail.activity"]._on_statuses_switched(switched_on)
