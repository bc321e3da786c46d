from odoo import api, fields, models

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


class MailActivity(models.Model):
    _inherit = "mail.activity"

    status_since = fields.Datetime(
        "In Status Since",
        readonly=True,
        copy=False,
        groups="crm_activity_flow.group_activity_status",
    )
    status_change_ids = fields.One2many(
        "mail.activity.status.change",
        "activity_id",
        "Status Changes",
        readonly=True,
        groups="crm_activity_flow.group_activity_status",
    )

    @api.model
    def _prepare_created_status(self, vals, defaults):
        if vals.get("status_since"):
            self._check_may_write_system_fields()
        vals, closing = super()._prepare_created_status(vals, defaults)
        return {"status_since": fields.Datetime.now(), **vals}, closing

    @api.model
    def _flow_system_fields(self):
        return super()._flow_system_fields() | {"status_since"}

    def _flow_write(self, vals):
        """Track every change of a status: they all pass here, whatever caused them."""
        if "status_id" not in vals:
            return super()._flow_write(vals)
        changing = self.filtered(
            lambda activity: activity.status_id.id != vals["status_id"]
        )
        now = fields.Datetime.now()
        changes = [
            activity._prepare_status_change_values(vals["status_id"], now)
            for activity in changing
        ]
        super()._flow_write(vals)
        if changing:
            # the columns of one UPDATE with the ones above
            super(MailActivity, changing)._flow_write({"status_since": now})
            self.env["mail.activity.status.change"].sudo().create(changes)
        return None

    def _prepare_status_change_values(self, status_id, now):
        since = self.status_since or self.create_date
        return {
            "activity_id": self.id,
            "changed_at": now,
            "changed_by_id": self.env.uid,
            "previous_status_id": self.status_id.id,
            "status_id": status_id,
            "hours": (now - since).total_seconds() / SECONDS_PER_HOUR,
        }
