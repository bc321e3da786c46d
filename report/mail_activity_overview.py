import pytz

from odoo import api, fields, models
from odoo.tools import SQL, ormcache
from odoo.tools.translate import LazyTranslate

from odoo.addons.crm_activity_flow.models.activity.mail_activity import ORIGINS
from odoo.addons.crm_activity_flow.models.activity.records import check_single
from odoo.addons.crm_activity_flow.models.cancel.mail_activity import (
    STATES,
    get_state_sql,
)
from odoo.addons.crm_activity_flow.models.outcome.mail_activity_outcome import (
    SENTIMENTS,
)
from odoo.addons.crm_activity_flow.models.planned_time.zones import get_zone

_lt = LazyTranslate(__name__)

# labels for empty values, which aren't translated with their fields
NO_OUTCOME = _lt("No outcome")
NOT_COMPLETED = _lt("Not completed")
UNASSIGNED = _lt("Unassigned")

RELATES_TO = [
    ("contact", "Contact"),
    ("deal", "Deal"),
    ("other", "Other record"),
    ("none", "No record"),
]
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class MailActivityOverview(models.Model):
    """Every activity that the user can read, done or not, one row each.

    The ids are those of the activities. Ratios are averages of one value per row, NULL
    where a row says nothing about them, so that they are right at every level of
    grouping, totals included.
    """

    _name = "mail.activity.overview"
    _inherit = ["mail.activity.detail.mixin", "mail.activity.group.mixin"]
    _description = "Activity Overview"
    _auto = False
    _order = "date_deadline DESC, id DESC"
    _rec_name = "summary"
    _depends = {
        "crm.lead": ["company_id", "partner_id", "team_id", "won_status"],
        "mail.activity": [
            "active",
            "activity_type_id",
            "automated",
            "cancelled_at",
            "create_date",
            "create_uid",
            "date_deadline",
            "date_done",
            "done_at",
            "done_by_id",
            "done_day",
            "is_private",
            "origin",
            "outcome_id",
            "plan_id",
            "plan_template_id",
            "res_id",
            "res_model",
            "res_name",
            "status_id",
            "summary",
            "user_id",
            "user_tz",
        ],
        "mail.activity.outcome": ["sentiment"],
    }

    summary = fields.Char(readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    outcome_id = fields.Many2one(
        "mail.activity.outcome", readonly=True, falsy_value_label=NO_OUTCOME
    )
    sentiment = fields.Selection(
        SENTIMENTS, readonly=True, falsy_value_label=NO_OUTCOME
    )
    user_id = fields.Many2one(
        "res.users", "Assigned To", readonly=True, falsy_value_label=UNASSIGNED
    )
    done_by_id = fields.Many2one("res.users", "Completed By", readonly=True)
    status_id = fields.Many2one(
        "mail.activity.status",
        readonly=True,
        groups="crm_activity_flow.group_activity_status",
    )
    state = fields.Selection(
        STATES, readonly=True, help="In the assignee's time zone, as on the activity."
    )
    origin = fields.Selection(
        ORIGINS, readonly=True, help="How the activity was created."
    )
    plan_id = fields.Many2one("mail.activity.plan", readonly=True)
    plan_template_id = fields.Many2one(
        "mail.activity.plan.template", "Plan Step", readonly=True
    )
    relates_to = fields.Selection(RELATES_TO, readonly=True)
    res_model = fields.Selection("_selection_res_model", "Record Type", readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model")
    res_name = fields.Char("Record", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    won_status = fields.Selection("_selection_won_status", "Won/Lost", readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    create_date = fields.Datetime("Created On", readonly=True)
    date_deadline = fields.Date("Due Date", readonly=True)
    done_at = fields.Datetime(
        "Completed On",
        readonly=True,
        falsy_value_label=NOT_COMPLETED,
        help="Noon for activities completed before CRM Activity Flow was installed: "
        "only their day is known.",
    )

    done_weekday = fields.Selection(
        WEEKDAYS, "Weekday of Completion", readonly=True, help="In your time zone."
    )

    nbr = fields.Integer("Activities", readonly=True)
    nbr_open = fields.Integer("Open", readonly=True)
    nbr_overdue = fields.Integer("Overdue", readonly=True)
    nbr_done = fields.Integer("Done", readonly=True)
    nbr_cancelled = fields.Integer(
        "Cancelled", readonly=True, groups="crm_activity_flow.group_activity_status"
    )
    days_late = fields.Float(
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help=(
            "Days from the due date to completion, or to today while the activity is "
            "open. 0 when it is on time."
        ),
    )
    days_to_complete = fields.Float(
        "Days to Complete",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help=(
            "Days from creation to completion. Leaves out open activities, and "
            "imported ones that were completed before they were created here."
        ),
    )
    on_time = fields.Float(
        "On-Time Rate",
        readonly=True,
        aggregator="avg",
        help=(
            "Share of activities completed by their due date. Open activities are "
            "included, as late, once they are overdue."
        ),
    )
    score = fields.Float(
        "Sentiment Score",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        help=(
            "Average of +1 for a positive, 0 for a neutral and -1 for a negative "
            "outcome. Activities without an outcome aren't included."
        ),
    )

    @api.model
    def _selection_res_model(self):
        return list(self._get_models_of_documents())

    @api.model
    @ormcache("self.env.lang")
    def _get_models_of_documents(self):
        """Return all models whose records can have activities, with their names.

        Those that have some would tell of activities that are hidden.

        :rtype: tuple[tuple[str, str]]
        """
        domain = ["|", ("is_mail_activity", "=", True), ("is_mail_thread", "=", True)]
        of_mail = self.env["ir.model"].sudo().search(domain)
        return tuple(
            (model.model, model.name)
            for model in of_mail
            if model.model in self.env
            and self.env[model.model]._auto
            and not self.env[model.model]._transient
        )

    @api.model
    def _selection_won_status(self):
        return (
            self.env["crm.lead"]._fields["won_status"]._description_selection(self.env)
        )

    @api.model
    def _get_detail_domain(self):
        return self.env["mail.activity"]._get_readable_domain()

    @api.model
    def _get_known_sql(self, alias, _query):
        return self.env["mail.activity"]._get_level_condition(alias)

    @api.model
    def _sorts_groups(self, specs, is_paged=False):
        """Sort groups of all kinds, which pivot and graph read as a whole."""
        return not is_paged or super()._sorts_groups(specs, is_paged)

    @api.readonly
    def action_open_document(self):
        """Open the activity's document, or the activity if there is none to open."""
        check_single(self)
        self.check_access("read")
        return self.env["mail.activity"].browse(self.id).action_open_document()

    # ------------------------------------------------------------
    # What the rows are made of
    # ------------------------------------------------------------

    @property
    def _table_query(self) -> SQL:
        return SQL("%s %s", self._select(), self._from())

    def _select(self) -> SQL:
        return SQL("SELECT %s, %s", self._select_dimensions(), self._select_measures())

    def _select_dimensions(self) -> SQL:
        """Hook: the columns to filter and to group by.

        A completion of which only the day is known is on that day for every viewer.
        """
        return SQL(
            """
            activity.id,
            activity.summary,
            activity.activity_type_id,
            CASE WHEN activity.cancelled_at IS NULL
                 THEN activity.outcome_id END AS outcome_id,
            outcome.sentiment,
            activity.user_id,
            CASE WHEN activity.cancelled_at IS NULL
                 THEN activity.done_by_id END AS done_by_id,
            activity.status_id,
            %(state)s AS state,
            activity.origin,
            activity.plan_id,
            activity.plan_template_id,
            CASE COALESCE(activity.res_model, '')
                WHEN '' THEN 'none'
                WHEN 'res.partner' THEN 'contact'
                WHEN 'crm.lead' THEN 'deal'
                ELSE 'other'
            END AS relates_to,
            activity.res_model,
            activity.res_id,
            activity.res_name,
            deal.id AS lead_id,
            deal.team_id,
            deal.company_id,
            deal.won_status,
            COALESCE(contact.id, deal.partner_id) AS partner_id,
            activity.create_date,
            activity.create_uid, -- no fields of the report, like those below
            activity.active,
            activity.automated,
            activity.cancelled_at,
            activity.is_private,
            activity.user_tz,
            activity.date_deadline,
            done.done_at,
            (
                EXTRACT(
                    ISODOW FROM done.done_at AT TIME ZONE 'UTC'
                        AT TIME ZONE %(viewer_tz)s
                ) - 1
            )::int::text AS done_weekday
            """,
            viewer_tz=self._get_viewer_zone().zone,
            state=get_state_sql("activity", SQL.identifier("day", "today")),
        )

    def _select_measures(self) -> SQL:
        """Hook: the columns to add up or to average.

        Days are in the assignee's time zone. The last day that counts, ``last.day``, is
        that of the completion, or today while the activity is open. The day of the
        completion is stored: it doesn't change if the assignee moves. What only Odoo
        recorded has days of the server: of completion, and so of creation.
        """
        return SQL(
            """
            1 AS nbr,
            (activity.active IS TRUE)::int AS nbr_open,
            (activity.active IS TRUE AND activity.date_deadline < day.today)::int
                AS nbr_overdue,
            (activity.active IS NOT TRUE AND activity.cancelled_at IS NULL)::int
                AS nbr_done,
            (activity.cancelled_at IS NOT NULL)::int AS nbr_cancelled,
            CASE
                WHEN last.day > activity.date_deadline
                THEN last.day - activity.date_deadline
                WHEN last.day <= activity.date_deadline THEN 0
            END AS days_late,
            CASE
                WHEN activity.cancelled_at IS NOT NULL THEN NULL
                WHEN activity.done_at >= activity.create_date THEN EXTRACT(
                    EPOCH FROM activity.done_at - activity.create_date
                )::float / 86400
                WHEN activity.done_at IS NULL
                 AND activity.date_done >= activity.create_date::date
                THEN activity.date_done - activity.create_date::date
            END AS days_to_complete,
            CASE
                WHEN last.day > activity.date_deadline THEN 0
                WHEN last.day <= activity.date_deadline AND NOT activity.active THEN 1
            END AS on_time,
            CASE outcome.sentiment
                WHEN 'positive' THEN 1
                WHEN 'neutral' THEN 0
                WHEN 'negative' THEN -1
            END AS score
            """
        )

    def _from(self) -> SQL:
        """Hook: the tables; a join costs nothing while its columns aren't used."""
        return SQL(
            """
              FROM mail_activity activity
              LEFT JOIN mail_activity_outcome outcome
                    ON outcome.id = activity.outcome_id
                   AND activity.cancelled_at IS NULL
              LEFT JOIN res_partner contact
                    ON contact.id = activity.res_id
                   AND activity.res_model = 'res.partner'
              LEFT JOIN %(deals)s deal
                    ON deal.id = activity.res_id
                   AND activity.res_model = 'crm.lead'
             CROSS JOIN LATERAL (
                SELECT CASE WHEN activity.cancelled_at IS NULL
                    THEN COALESCE(
                        activity.done_at,
                        (activity.date_done + TIME '12:00')
                            AT TIME ZONE %(viewer_tz)s AT TIME ZONE 'UTC'
                    )
                END AS done_at
             ) done
             CROSS JOIN LATERAL (
                SELECT COALESCE(activity.user_tz, 'UTC') AS tz
             ) owner
             CROSS JOIN LATERAL (
                SELECT (%(now)s AT TIME ZONE owner.tz)::date AS today
             ) day
             CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN activity.active THEN day.today
                    WHEN activity.cancelled_at IS NULL
                    THEN COALESCE(activity.done_day, activity.date_done)
                END AS day
             ) last
            """,
            deals=self._get_readable_deals(),
            now=pytz.utc.localize(fields.Datetime.now()),
            viewer_tz=self._get_viewer_zone().zone,
        )

    @api.model
    def _get_viewer_zone(self):
        """Return the time zone of days that aren't an assignee's.

        The client's, or else that of the user who calls without one.
        """
        zone = get_zone(self.env.context.get("tz") or self.env.user.tz, False)
        return zone if self._has_zone(zone.zone) else pytz.utc

    @api.model
    @ormcache("name")
    def _has_zone(self, name):
        """Return whether PostgreSQL knows a zone.

        Of one that it doesn't know it would say so where there is a row, also of those
        that the user isn't to find.
        """
        query = SQL("SELECT 1 FROM pg_timezone_names WHERE name = %s", name)
        return bool(self.env.execute_query(query))

    def _get_readable_deals(self) -> SQL:
        """Return the opportunities that the user can read.

        Assignees also see their activities on documents that they can't read: the
        activity has the name of the document, the other columns stay empty.
        """
        deals = self.env["crm.lead"].with_context(active_test=False)
        query = deals._search([]) if deals.has_access("read") else deals._as_query()
        columns = ("id", "partner_id", "team_id", "company_id", "won_status")
        return query.subselect(
            *(SQL.identifier(deals._table, column) for column in columns)
        )
