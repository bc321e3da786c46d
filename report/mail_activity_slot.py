from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import hmac
from odoo.tools.query import Query

from odoo.addons.crm_activity_flow.models.activity.client_values import (
    BadValueError,
    is_id,
    parse_date,
)
from odoo.addons.crm_activity_flow.models.availability.intervals import (
    ONE_DAY,
    get_day_slot,
    merge_slots,
    to_json,
)
from odoo.addons.crm_activity_flow.models.cancel.mail_activity import (
    STATES,
    get_state_sql,
)
from odoo.addons.crm_activity_flow.models.planned_time.zones import get_moment_at
from odoo.addons.crm_activity_flow.models.sharing.conditions import guard
from odoo.addons.crm_activity_flow.models.sharing.hidden_error import empty_names
from odoo.addons.crm_activity_flow.models.sharing.mail_activity import (
    SLOT_START,
    SLOT_STOP,
)
from odoo.addons.crm_activity_flow.models.sharing.mail_activity_share import (
    SHARE_LEVELS,
)
from odoo.addons.crm_activity_flow.models.sharing.policy import BUSY, FULL, READ

# above all ids of activities, and exact in JavaScript, which has 53 bits
BUSY_ID_START = 1 << 40
BUSY_ID_BITS = 39
SHADE_DAYS_MAX = 62  # a month, with the weeks around it


class MailActivitySlot(models.Model):
    """When people are taken up: what the shared calendar shows to the current user.

    Activities that the user can read have all of their fields, and the activity's id.
    Others that the owner shows as busy times only have the owner and the time; they are
    masked here, in the rows themselves, so that no search, order or group tells more.
    Two of them at the same time are one slot.

    The document of a masked activity doesn't matter, as in *Busy* warnings: whether the
    user could open it would say something about it.
    """

    _name = "mail.activity.slot"
    _description = "Calendar Slot"
    _auto = False
    _order = "start, id"
    _rec_name = "summary"
    _depends = {
        "calendar.event": ["active", "allday", "start", "stop"],
        "mail.activity": [
            "active",
            "activity_type_id",
            "automated",
            "calendar_event_id",
            "cancelled_at",
            "create_uid",
            "date_deadline",
            "is_private",
            "origin",
            "outcome_id",
            "planned_duration",
            "planned_start",
            "res_id",
            "res_model",
            "res_name",
            "summary",
            "user_id",
            "user_tz",
        ],
    }

    user_id = fields.Many2one("res.users", "Assigned To", readonly=True)
    start = fields.Datetime(readonly=True)
    stop = fields.Datetime(readonly=True)
    allday = fields.Boolean("All Day", readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, help="Empty for busy times."
    )
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    activity_type_icon = fields.Char("Icon", related="activity_type_id.icon")
    summary = fields.Char(readonly=True)
    res_model = fields.Char("Record Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", readonly=True
    )
    res_name = fields.Char("Record", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    outcome_id = fields.Many2one("mail.activity.outcome", readonly=True)
    is_private = fields.Boolean("Private", readonly=True)
    has_meeting = fields.Boolean(readonly=True)
    share_level = fields.Selection(
        SHARE_LEVELS, "Your Access", readonly=True, help="Empty for busy times."
    )
    active = fields.Boolean(readonly=True, help="Done activities are inactive.")

    @api.depends("activity_id", "activity_type_id", "summary")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        """Name busy times alike, whatever is behind them."""
        for slot in empty_names(self):
            if slot.activity_id:
                title = slot.summary or slot.activity_type_id.sudo().display_name
                slot.display_name = title
            else:
                slot.display_name = self.env._("Busy")

    def _prepare_shared(self):
        """Return what a user is shown of this slot, see ``res.users``.

        :rtype: dict
        """
        return {
            **to_json(self.start, self.stop),
            "allday": self.allday,
            "name": self.display_name,
            "icon": self.activity_type_id.sudo().icon,
            "record": self.res_name,
            "is_busy": not self.activity_id,
        }

    # ------------------------------------------------------------
    # Behind the slots of one person
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_shade(self, user_id, first_day, last_day):
        """Return when a person works, and is busy with something else than activities.

        No more than busy warnings tell: a leave looks like a meeting. Busy times end
        with the day of the person, else two weeks without an end would be a leave.

        :param int user_id: id of an internal user
        :param str first_day: like "2026-03-31"
        :param str last_day: at most two months later, included
        :return: ``work`` and ``busy``: lists of dicts of ``start`` and ``stop``, in
            UTC; ``work`` is False if the user isn't to know
        :rtype: dict
        :raise AccessError: the user isn't internal
        :raise ValidationError: a value is invalid, or the person can't be found
        """
        activities = self.env["mail.activity"]
        activities._check_busy_access()
        first, last = self._parse_shade(user_id, first_day, last_day)
        user = activities._browse_busy_users([user_id])
        work, busy = self._get_shade(user, first, last)
        return {
            "work": work and [to_json(*hours) for hours in work],
            "busy": [to_json(*slot) for slot in busy],
        }

    @api.model
    def _parse_shade(self, user_id, first_day, last_day):
        """Return the first and the last day.

        :raise ValidationError: a value is invalid
        """
        activities = self.env["mail.activity"]
        values = {"first_day": first_day, "last_day": last_day}
        try:
            if not is_id(user_id):
                raise BadValueError("user_id", user_id)
            first, last = (
                activities._parse_busy_moment(values, name, parse_date)
                for name in values
            )
            if not first or not last:
                raise BadValueError("first_day" if last else "last_day", False)
        except BadValueError as error:
            raise activities._get_busy_error(error) from None
        if not 0 <= (last - first).days < SHADE_DAYS_MAX:
            raise ValidationError(
                self.env._(
                    "The calendar can show %(limit)s days at most. Choose days that "
                    "are closer to each other.",
                    limit=SHADE_DAYS_MAX,
                )
            )
        return first, last

    @api.model
    def _get_shade(self, user, first, last):
        """Return working hours and busy times, as tuples of start and stop.

        A day more on both sides: it is another day where the viewer is.
        """
        if not self.env["mail.activity"]._filter_busy_users(user):
            return False, []
        days = (first - ONE_DAY, last + ONE_DAY)
        schedule = user._get_schedules({user: [days]})[user]
        others = [
            slot
            for (model, _id), slot in schedule.slots.items()
            if model != "mail.activity"
        ]
        busy = [
            (start, stop)
            for offset in range((days[1] - days[0]).days + 1)
            for start, stop, _count in merge_slots(
                others, *get_day_slot(*[days[0] + offset * ONE_DAY] * 2, schedule.zone)
            )
        ]
        return schedule.work, busy

    @api.model
    def _get_overlap_domain(self, days, zone):
        """Return which slots are in some days; whole days are stored in UTC.

        :param list[date] days: the first and the last one, or all
        """
        begin = get_moment_at(days[0], time.min, zone)
        end = get_moment_at(days[-1] + ONE_DAY, time.min, zone)
        first = datetime.combine(days[0], time.min)
        last = datetime.combine(days[-1], time.max)
        timed = Domain("allday", "=", False)
        return (timed & Domain("start", "<", end) & Domain("stop", ">", begin)) | (
            ~timed & Domain("start", "<=", last) & Domain("stop", ">=", first)
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Compare texts of what the user can read alone."""
        domain = guard(self, domain, self._get_known_sql)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _get_known_sql(self, alias, _query):
        """Return as SQL whether a row may be looked at: masked ones have no level."""
        return SQL(
            "COALESCE(%s, %s) IN %s",
            SQL.identifier(alias, "share_level"),
            READ,
            (READ, FULL),
        )

    # ------------------------------------------------------------
    # What the rows are made of
    # ------------------------------------------------------------

    @property
    def _table_query(self) -> SQL:
        activities = self.env["mail.activity"].with_context(active_test=False)
        query = Query(self.env, activities._table, SQL("(%s)", self._select_timed()))
        readable = activities._get_readable_domain().optimize_full(activities)
        is_readable = readable._to_sql(activities, activities._table, query)
        shown = self._select_readable(query.from_clause, is_readable)
        # without Sharing, no level says who is to know that others are busy
        if not activities._is_limited():
            return shown
        is_busy = SQL(
            "(%s) IS NOT TRUE AND %s",
            is_readable,
            activities._get_level_condition(activities._table, BUSY),
        )
        masked = self._select_masked(query.from_clause, is_busy)
        return SQL("%s UNION ALL %s", shown, masked)

    @api.model
    def _select_readable(self, tables, is_readable) -> SQL:
        """Return open and done activities with all that the calendar shows of them."""
        return SQL(
            """
            SELECT mail_activity.id::bigint AS id,
                   mail_activity.user_id,
                   mail_activity.start,
                   mail_activity.stop,
                   mail_activity.allday,
                   mail_activity.id AS activity_id,
                   mail_activity.activity_type_id,
                   mail_activity.summary,
                   mail_activity.res_model,
                   mail_activity.res_id,
                   mail_activity.res_name,
                   %(state)s AS state,
                   mail_activity.outcome_id,
                   mail_activity.is_private,
                   mail_activity.calendar_event_id IS NOT NULL AS has_meeting,
                   %(level)s AS share_level,
                   mail_activity.active
              FROM %(tables)s
             WHERE mail_activity.cancelled_at IS NULL AND %(is_readable)s
            """,
            is_readable=is_readable,
            level=self.env["mail.activity"]._get_level_sql("mail_activity"),
            state=get_state_sql(
                "mail_activity",
                SQL(
                    "(%s::timestamptz"
                    " AT TIME ZONE COALESCE(mail_activity.user_tz, 'UTC'))::date",
                    f"{fields.Datetime.now()}+00",
                ),
            ),
            tables=tables,
        )

    @api.model
    def _select_masked(self, tables, is_busy) -> SQL:
        """Return when owners are busy: open activities that have a time of day.

        The id is a hash of what the row shows, with a secret: it says nothing about the
        activity, its age, or what moved.
        """
        return SQL(
            """
            SELECT %(first)s + (
                       ('x' || LEFT(MD5(CONCAT_WS(
                           ' ', %(salt)s, busy.user_id, busy.start, busy.stop
                       )), 16))::bit(64)::bigint & %(bits)s
                   ) AS id,
                   busy.user_id,
                   busy.start,
                   busy.stop,
                   FALSE AS allday,
                   NULL AS activity_id,
                   NULL AS activity_type_id,
                   NULL AS summary,
                   NULL AS res_model,
                   NULL AS res_id,
                   NULL AS res_name,
                   NULL AS state,
                   NULL AS outcome_id,
                   NULL AS is_private,
                   NULL AS has_meeting,
                   NULL AS share_level,
                   TRUE AS active
              FROM (
                SELECT DISTINCT
                       mail_activity.user_id, mail_activity.start, mail_activity.stop
                  FROM %(tables)s
                 WHERE mail_activity.active IS TRUE
                   AND mail_activity.user_id IS NOT NULL
                   AND mail_activity.allday IS FALSE
                   AND %(is_busy)s
              ) busy
            """,
            bits=(1 << BUSY_ID_BITS) - 1,
            first=BUSY_ID_START,
            is_busy=is_busy,
            salt=hmac(self.env(su=True), self._name, "busy"),
            tables=tables,
        )

    @api.model
    def _select_timed(self) -> SQL:
        """Return all activities with start and end.

        An open one is at the time of its meeting; a closed one keeps its own. Without a
        time, it takes the whole day of its deadline, at the hours that Odoo gives such
        days. Those without a meeting are apart, for the index.
        """
        timed = SQL(
            "SELECT *, %s AS own_start, %s AS own_stop FROM mail_activity",
            SQL(SLOT_START),
            SQL(SLOT_STOP),
        )
        return SQL(
            """
            SELECT activity.*,
                   activity.own_start AS start,
                   activity.own_stop AS stop,
                   activity.planned_start IS NULL AS allday
              FROM (%(timed)s) activity
             WHERE activity.calendar_event_id IS NULL
             UNION ALL
            SELECT activity.*,
                   COALESCE(meeting.start, activity.own_start) AS start,
                   COALESCE(meeting.stop, activity.own_stop) AS stop,
                   CASE WHEN meeting.id IS NULL THEN activity.planned_start IS NULL
                        ELSE meeting.allday IS TRUE
                   END AS allday
              FROM (%(timed)s) activity
              LEFT JOIN calendar_event meeting
                   ON meeting.id = activity.calendar_event_id
                  AND meeting.active
                  AND (activity.active OR activity.planned_start IS NULL)
             WHERE activity.calendar_event_id IS NOT NULL
            """,
            timed=timed,
        )
