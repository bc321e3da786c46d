from odoo import fields, models

SECONDS_PER_HOUR = 3600


class MailActivityStatusChange(models.Model):
    """One change of an activity's status: who, when, from, to.

    Written only by the system. Users who can read the activity can read its changes.
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
        help=(
            "Hours spent in the previous status, around the clock, since Statuses "
            "was first switched on."
        ),
    )
