from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    activity_effect_line = fields.Boolean(
        "Won Rates in Next Steps",
        default=True,
        help="Shows under each next step how many deals were won after it.",
    )
