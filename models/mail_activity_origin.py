from odoo import api, fields, models

ORIGINS = [
    ("manual", "Created by hand"),
    ("plan", "Plan"),
    ("won", "Won deal"),
    ("lost", "Lost deal"),
    ("next_step", "Next step"),
]


class MailActivity(models.Model):
    """Where an activity comes from, so that it can explain itself."""

    _inherit = "mail.activity"

    origin = fields.Selection(ORIGINS, default="manual", readonly=True, copy=False)
    plan_id = fields.Many2one(
        "mail.activity.plan",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
    )
    plan_template_id = fields.Many2one(
        "mail.activity.plan.template",
        "Plan Step",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
    )

    @api.model
    def _flow_system_fields(self):
        return super()._flow_system_fields() | {"plan_id", "plan_template_id"}
