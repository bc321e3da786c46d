from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    activity_effect_line = fields.Boolean(
        "What Worked, in Next Steps",
        default=True,
        help=(
            "Under each next step, shows how many of the deals were won after which "
            "it was done."
        ),
    )
