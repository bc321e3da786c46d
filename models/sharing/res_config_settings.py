from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_activity_sharing = fields.Boolean(
        "Sharing",
        implied_group="crm_activity_flow.group_activity_sharing",
    )
    activity_share_default = fields.Selection(
        related="company_id.activity_share_default", readonly=False
    )
