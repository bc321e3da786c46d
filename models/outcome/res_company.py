from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    activity_days_back = fields.Integer(
        "Days to Complete Afterwards",
        default=30,
        help=(
            "How many days ago the assignee can have completed an activity. 0 means "
            "that only activity managers can say when it was."
        ),
    )

    _activity_days_back_range = models.Constraint(
        "CHECK (activity_days_back BETWEEN 0 AND 3660)",
        "Activities can be completed from 0 to 3660 days afterwards.",
    )
