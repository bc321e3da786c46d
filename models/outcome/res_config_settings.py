from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_activity_outcome = fields.Boolean(
        "Outcomes",
        implied_group="crm_activity_flow.group_activity_outcome",
    )
    activity_days_back = fields.Integer(
        related="company_id.activity_days_back", readonly=False
    )
