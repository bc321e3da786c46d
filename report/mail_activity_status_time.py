import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_activity_flow.models.activity.records import check_single
from odoo.addons.crm_activity_flow.models.status.mail_activity_status import OPEN


class MailActivityStatusTime(models.Model):
    """How long activities stay in each open status: one row for each stay.

    Finished stays come from the change that ended them, current ones from the activity.
    Ids are even for the former, odd for the latter. Time counts around the clock, from
    the moment Statuses was switched on.
    """

    _name = "mail.activity.status.time"
    _inherit = "mail.activity.detail.mixin"
    _description = "Time per Activity Status"
    _auto = False
    _order = "entered_at DESC, id DESC"
    _rec_name = "activity_id"
    _depends = {
        "mail.activity": [
            "active",
            "activity_type_id",
            "create_date",
            "res_model",
            "status_id",
            "status_since",
            "user_id",
        ],
        "mail.activity.status": ["kind"],
        "mail.activity.status.change": [
            "activity_id",
            "changed_at",
            "changed_by_id",
            "hours",
            "previous_status_id",
        ],
    }

    activity_id = fields.Many2one("mail.activity", readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    user_id = fields.Many2one("res.users", "Assigned To", readonly=True)
    res_model = fields.Selection(
        lambda self: self.env["mail.activity.overview"]._selection_res_model(),
        "Record Type",
        readonly=True,
    )
    status_id = fields.Many2one("mail.activity.status", readonly=True)
    entered_at = fields.Datetime("Since", readonly=True)
    left_at = fields.Datetime("Until", readonly=True)
    changed_by_id = fields.Many2one("res.users", "Moved By", readonly=True)
    is_current = fields.Boolean("Ongoing", readonly=True)
    hours = fields.Float(
        readonly=True,
        aggregator="avg",
        help=(
            "Hours in the status, around the clock. Counts up to now while the "
            "activity is still in it."
        ),
    )
    nbr = fields.Integer("Periods", readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL("%s UNION ALL %s", self._select_finished(), self._select_current())

    @api.model
    def _select_finished(self) -> SQL:
        return SQL(
            """
            SELECT change.id * 2 AS id,
                   change.activity_id,
                   activity.activity_type_id,
                   activity.user_id,
                   activity.res_model,
                   change.previous_status_id AS status_id,
                   change.changed_at - change.hours * INTERVAL '1 hour' AS entered_at,
                   change.changed_at AS left_at,
                   change.changed_by_id,
                   FALSE AS is_current,
                   change.hours,
                   1 AS nbr
              FROM mail_activity_status_change change
              JOIN mail_activity activity ON activity.id = change.activity_id
              JOIN mail_activity_status status ON status.id = change.previous_status_id
             WHERE status.kind = %s
            """,
            OPEN,
        )

    @api.model
    def _select_current(self) -> SQL:
        return SQL(
            """
            SELECT activity.id * 2 + 1 AS id,
                   activity.id AS activity_id,
                   activity.activity_type_id,
                   activity.user_id,
                   activity.res_model,
                   activity.status_id,
                   COALESCE(activity.status_since, activity.create_date) AS entered_at,
                   NULL AS left_at,
                   NULL AS changed_by_id,
                   TRUE AS is_current,
                   EXTRACT(
                       EPOCH FROM %(now)s AT TIME ZONE 'UTC'
                           - COALESCE(activity.status_since, activity.create_date)
                   )::float / 3600 AS hours,
                   1 AS nbr
              FROM mail_activity activity
             WHERE activity.active AND activity.status_id IS NOT NULL
            """,
            now=pytz.utc.localize(fields.Datetime.now()),
        )

    @api.readonly
    def action_open_document(self):
        """Open the activity's document, or the activity if there is none to open."""
        check_single(self)
        self.check_access("read")
        return self.activity_id.action_open_document()
