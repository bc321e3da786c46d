from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    activity_effect_line = fields.Boolean(
        related="company_id.activity_effect_line", readonly=False
    )
