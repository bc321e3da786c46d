from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_activity_outcome = fields.Boolean(
        "Outcomes",
        implied_group="crm_activity_flow.group_activity_outcome",
    )
