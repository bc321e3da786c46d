from odoo import fields, models

from .ir_config_parameter import RESTRICTED


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_activity_sharing = fields.Boolean(
        "Sharing",
        implied_group="crm_activity_flow.group_activity_sharing",
    )
    activity_share_default = fields.Selection(
        related="company_id.activity_share_default", readonly=False
    )

    def set_values(self):
        """Restrict templates with the switch, see ``ir_config_parameter.py``."""
        params = self.env["ir.config_parameter"].sudo()
        if self.group_activity_sharing and not params.get_param(RESTRICTED):
            self.restrict_template_rendering = True
        return super().set_values()
