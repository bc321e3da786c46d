from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Notify the rooms when their switch changes, however it was changed.

        A switch is a group implied by *Internal User*; besides the settings, the form
        of a group and the API can change that.
        """
        if not {"implied_ids", "implied_by_ids"} & vals.keys():
            return super().write(vals)
        before = self._get_activity_switches()
        result = super().write(vals)
        after = self._get_activity_switches()
        for switch in sorted(before ^ after):
            self.env["mail.activity"]._flow_on_switch(switch, switch in after)
        return result

    def _get_activity_switches(self):
        """Return the external ids of the switches that are on."""
        switches = self.env["mail.activity"]._flow_switches().values()
        return {switch for switch in switches if self._is_feature_enabled(switch)}
