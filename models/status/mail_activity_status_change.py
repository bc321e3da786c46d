from odoo import fields, models

SECONDS_PER_HOUR = 3600


class MailActivityStatusChange(models.Model):
    """One step of an activity from a status to the next: who, when, from, to.

    Written by the system alone. Whoever may read the activity reads its steps.
    """

    _name = "mail.activity.status.change"
    _inherit = "mail.activity.detail.mixin"
    _description = "Change of an Activity's Status"
    _order = "changed_at DESC, id DESC"
    _rec_name = "status_id"

    activity_id = fields.Many2one(
        "mail.activity", required=True, index=True, readonly=True, ondelete="cascade"
    )
    changed_at = fields.Datetime("Date", required=True, readonly=True)
    changed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    previous_status_id = fields.Many2one(
        "mail.activity.status",
        "From",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    status_id = fields.Many2one(
        "mail.activity.status", "To", required=True, readonly=True, ondelete="restrict"
    )
    hours = fields.Float(
        "Time in Previous Status",
        readonly=True,
        help="Hours that the activity had spent in the status it came from, day and "
        "night, since Statuses was first switched on.",
    )
