from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_activity_status = fields.Boolean(
        "Statuses",
        implied_group="crm_activity_flow.group_activity_status",
    )
