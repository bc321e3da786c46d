from datetime import timedelta
from math import isclose

from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import column_exists, create_column

from ..activity.links import get_linked_ids
from ..activity.mail_activity import TRACE
from ..activity.records import has_lost_default_user
from ..activity.source import AUTOMATIC
from .zones import get_local_day, get_moment_on, get_zone

MAX_HOURS = 24 * 31  # also in the constraint
# when it is to be done; whether a closed one was on time depends on these
TIME_VALUES = {"date_deadline", "planned_duration", "planned_start"}
# a write to one of these affects the others
TIME_FIELDS = {
    "calendar_event_id",
    "date_deadline",
    "planned_duration",
    "planned_start",
    "user_id",
}
MINUTE = 1 / 60  # in hours; events are accurate to the minute


class MailActivity(models.Model):
    """The time of an activity, consistent with its deadline and its meeting.

    - The deadline is the day of ``planned_start`` in the assignee's time zone. If both
      are written together, the start wins: it is more precise, and imports and forms
      send both.
    - A new deadline keeps the hour. An hour that the clocks skip becomes the next one;
      of an hour that they repeat, the first is used.
    - A linked meeting sets the time, also when it moves later, as long as the activity
      is open. Its day wins over a deadline written with it.

    This is enforced on the floor of the pipeline, :meth:`_flow_write`, whatever the
    other rooms make of a write.
    """

    _inherit = "mail.activity"

    # the default fills the cache of new records, so a write needs no query
    planned_start = fields.Datetime(
        "Planned Time", default=False, copy=False, prefetch=TRACE
    )
    planned_duration = fields.Float(
        copy=False,
        prefetch=TRACE,
        help="How long it takes, in hours, from the planned time.",
    )
    # Where the assignee was: it stays if that person moves to another time zone.
    done_day = fields.Date(
        "Day of Completion", compute="_compute_done_day", store=True, prefetch=TRACE
    )

    _planned_duration_range = models.Constraint(
        "CHECK(planned_duration >= 0 AND planned_duration <= 744)",
        "The planned duration must be between 0 and 744 hours.",
    )

    def _auto_init(self):
        """Fill the day of what was completed before in one statement."""
        is_new = not column_exists(self.env.cr, self._table, "done_day")
        if is_new:
            create_column(self.env.cr, self._table, "done_day", "date")
        result = super()._auto_init()
        if is_new:
            self.env.cr.execute(
                """
                UPDATE mail_activity
                   SET done_day = (
                            done_at AT TIME ZONE 'UTC'
                            AT TIME ZONE COALESCE(user_tz, 'UTC')
                       )::date
                 WHERE done_at IS NOT NULL
                """
            )
        return result

    @api.depends("done_at")
    def _compute_done_day(self):
        """Take the day where the assignee is, at the time when this is recorded.

        Without a time zone, it is that of UTC, as in ``state``. It doesn't depend on
        the time zone, which says where the person is today.
        """
        done = self.filtered("done_at")
        (self - done).done_day = False
        for activity in done:
            zone = get_zone(activity.user_tz, False)
            activity.done_day = self._get_local_day(activity.done_at, zone)

    def _compute_date_done(self):
        """Take Odoo's day from the time of completion, where the assignee was.

        While no more is traced than in Odoo, a completion of today keeps Odoo's day.
        History of which the day isn't known gets none: Odoo would take today.
        """
        unknown = self.filtered(lambda activity: activity._is_undated_history())
        unknown.date_done = False
        dated = self.filtered(lambda activity: activity._has_own_day())
        for activity in dated:
            activity.date_done = activity.done_day
        return super(MailActivity, self - dated - unknown)._compute_date_done()

    def _is_undated_history(self):
        """Return whether this was created as done, without a day of completion.

        Every completion records a time.
        """
        return not (self.active or self.done_at or self.cancelled_at or self.date_done)

    def _has_own_day(self):
        """Return whether the time of completion sets the day, and not the archiving."""
        self.ensure_one()
        if self.active or self.cancelled_at or not self.done_at:
            return False
        is_today = self.done_at.date() == fields.Date.today()
        return not is_today or self._flow_keeps_trace()

    @api.onchange("activity_type_id")
    def _onchange_activity_type_id(self):
        """Keep the assignee and the due date if the type of one that exists changes.

        Odoo would take those that the new type has for new activities. These aren't
        for a default user who has left, to whom they can't be assigned.
        """
        kept = {name: self[name] for name in ("date_deadline", "user_id")}
        result = super()._onchange_activity_type_id()
        if not self._flow_keeps_trace():
            return result
        if self._origin:
            self.update(kept)
        elif has_lost_default_user(self.activity_type_id):
            self.user_id = self.env.user
        return result

    @api.model
    def _flow_prepare_create(self, vals_list):
        """Create activities with the deadline that fits their time or meeting."""
        names = ("planned_start", "planned_duration", "calendar_event_id")
        if not any(
            name in vals or f"default_{name}" in self.env.context
            for vals in vals_list
            for name in names
        ):
            return super()._flow_prepare_create(vals_list)
        defaults = self.default_get([*names, "user_id"])
        zones = self._get_zones([{**defaults, **vals} for vals in vals_list])
        return super()._flow_prepare_create(
            [
                self._prepare_planned_time({**defaults, **vals}, vals, zones)
                for vals in vals_list
            ]
        )

    def _flow_after_create(self):
        super()._flow_after_create()
        self._move_meetings()

    @api.model
    def _flow_history_fields(self):
        return super()._flow_history_fields() | self._get_odoo_day_fields()

    @api.model
    def _flow_system_fields(self):
        return super()._flow_system_fields() | {"done_day"}

    @api.model
    def _get_odoo_day_fields(self):
        """Protect Odoo's day, too: figures depend on it where no more is known."""
        return frozenset({"date_done"} if self._flow_keeps_trace() else ())

    def _flow_check(self, vals):
        super()._flow_check(vals)
        self._check_planned_duration(vals)
        self._check_time_kept(vals)

    def _flow_write(self, vals):
        """Write a time, deadline, meeting or assignee, and what depends on it."""
        same = self._filter_done_at(vals)
        if same:
            return self._write_without_done_at(same, vals)
        if TIME_FIELDS.isdisjoint(vals):
            return super()._flow_write(vals)
        kept = self.filtered(lambda activity: activity._keeps_time(vals))
        if kept:
            super(MailActivity, kept)._flow_write(vals)
            # not from the top, where later rooms would do their part twice
            return MailActivity._flow_write(self - kept, vals) if kept != self else None
        vals = self._add_meeting_time(vals)
        if vals.get("planned_start"):
            return self._write_planned_start(vals)
        if "planned_start" in vals:
            return super()._flow_write(vals)
        planned = self.filtered("planned_start")
        if not planned:
            return super()._flow_write(vals)
        if planned != self:
            super(MailActivity, self - planned)._flow_write(vals)
        if vals.get("date_deadline"):
            return planned._write_deadline(vals)
        planned._follow_assignee(vals)
        super(MailActivity, planned)._flow_write(vals)
        if "planned_duration" in vals:
            planned._move_meetings()
        return None

    # ------------------------------------------------------------
    # Rescheduling
    # ------------------------------------------------------------

    def action_reschedule_today(self):
        """Move to today where the assignee is: Odoo takes the server's day."""
        if not self._flow_keeps_trace():
            return super().action_reschedule_today()
        return self._reschedule(lambda today: today)

    def action_reschedule_tomorrow(self):
        """Move to tomorrow where the assignee is."""
        if not self._flow_keeps_trace():
            return super().action_reschedule_tomorrow()
        return self._reschedule(lambda today: today + timedelta(days=1))

    def action_reschedule_nextweek(self):
        """Move to next Monday where the assignee is."""
        if not self._flow_keeps_trace():
            return super().action_reschedule_nextweek()
        return self._reschedule(
            lambda today: today + relativedelta(weeks=1, weekday=MO(-1))
        )

    def _reschedule(self, get_day):
        """Move open activities to a day that depends on today."""
        self._check_level("write")
        opened = self.filtered("active")
        days = opened.grouped(lambda activity: get_day(activity._get_today()))
        for day, activities in days.items():
            activities.date_deadline = day

    def _get_today(self):
        """Return the day where the assignee is, or that of UTC, as in ``state``."""
        zone = get_zone(self.user_tz, False)
        return self._get_local_day(fields.Datetime.now(), zone)

    def _move_to_zone(self):
        """Let the days of open activities follow assignees to another time zone.

        The moment stays. That isn't a change of the activity by a person.
        """
        planned = self.filtered("planned_start")
        if planned:
            following = planned._by_code(AUTOMATIC)
            following._write_each("date_deadline", following._get_local_days({}))

    # ------------------------------------------------------------
    # A time and its deadline
    # ------------------------------------------------------------

    @api.model
    def _prepare_planned_time(self, given, vals, zones):
        """Return consistent values to create an activity with.

        :param dict given: the values with the defaults
        :param dict vals: the values
        :param dict zones: time zones by the id of the assignee
        """
        self._check_planned_duration(given)
        times = ("planned_start", "planned_duration", "calendar_event_id")
        taken = {name: given[name] for name in times if given.get(name)}
        taken = self._add_meeting_time(taken)
        if not taken.get("planned_start"):
            return {**vals, **taken}
        start = fields.Datetime.to_datetime(taken["planned_start"])
        day = self._get_local_day(start, zones[given.get("user_id") or False])
        return {**vals, **taken, "date_deadline": day}

    @api.model
    def _check_planned_duration(self, vals):
        """Refuse an invalid duration with a clear message, before the constraint."""
        value = vals.get("planned_duration") or 0.0
        try:
            is_sound = 0 <= float(value) <= MAX_HOURS  # False for NaN
        except (TypeError, ValueError):
            is_sound = False
        if not is_sound:
            raise ValidationError(
                self.env._(
                    "“%(value)s” isn't a valid duration. Use hours from 0 to "
                    "%(limit)s.",
                    limit=MAX_HOURS,
                    value=value,
                )
            )

    def _check_time_kept(self, vals):
        """Refuse to move closed activities: late ones would become on time.

        What runs as the superuser isn't bound. The same time again, as in an import, is
        no change.
        """
        names = TIME_VALUES & vals.keys()
        if not names or vals.get("active") or self.env.su:
            return
        if not self._flow_keeps_trace():
            return

        def check(activity):
            if not activity.active and any(
                activity._is_moved(name, vals[name]) for name in names
            ):
                raise ValidationError(
                    self.env._(
                        "“%(activity)s” is done or cancelled, so its due date and time "
                        "stay as they are. Reopen it first.",
                        activity=activity.display_name,
                    )
                )

        self._check_each(check)

    def _keeps_time(self, vals):
        """Return whether this stays closed, with the time that it has.

        Then nothing is derived from it: not in the time zone that the assignee has
        today, nor from a meeting.
        """
        if self.active or vals.get("active") or not self._flow_keeps_trace():
            return False
        return not any(
            self._is_moved(name, vals[name]) for name in TIME_VALUES & vals.keys()
        )

    def _filter_done_at(self, vals):
        """Return those that have the time of completion that is written."""
        done_at = vals.get("done_at")
        if not done_at:
            return self.browse()
        return self.filtered(
            lambda activity: not activity._is_moved("done_at", done_at)
        )

    def _write_without_done_at(self, same, vals):
        """Leave it out for some of these: it would be recorded as of another day.

        The same time is written again by imports, say, when its assignee has moved.
        """
        rest = {name: vals[name] for name in vals if name != "done_at"}
        # not from the top, where later rooms would do their part twice
        MailActivity._flow_write(same, rest)
        return MailActivity._flow_write(self - same, vals) if same != self else None

    def _is_moved(self, name, value):
        """Return whether a value differs from what this activity has."""
        field = self._fields[name]
        new = field.convert_to_record(field.convert_to_cache(value, self), self)
        if name == "planned_duration":
            return not isclose(new, self[name], abs_tol=MINUTE)
        return new != self[name]

    def _write_planned_start(self, vals):
        """Write a start, and the deadline that it means for each assignee."""
        start = fields.Datetime.to_datetime(vals["planned_start"])
        days = {
            activity: self._get_local_day(start, zone)
            for activity, zone in self._get_own_zones(vals).items()
        }
        for day in set(days.values()):  # two or three, worldwide
            activities = self.filtered(lambda activity, day=day: days[activity] == day)
            activities = activities.with_context(calendar_event_meeting_update=True)
            # pylint: disable-next=super-method-mismatch  # the rest of _flow_write()
            super(MailActivity, activities)._flow_write({**vals, "date_deadline": day})
        self._move_meetings()

    def _write_deadline(self, vals):
        """Write a deadline, and move each start to that day."""
        day = fields.Date.to_date(vals["date_deadline"])
        starts = {
            activity: self._get_moment_on(day, activity.planned_start, zone)
            for activity, zone in self._get_own_zones(vals).items()
        }
        activities = self.with_context(calendar_event_meeting_update=True)
        # pylint: disable-next=super-method-mismatch  # the rest of _flow_write()
        super(MailActivity, activities)._flow_write(vals)
        self._write_each("planned_start", starts)
        self._move_meetings()

    def _follow_assignee(self, vals):
        """Write the days on which these are for a new assignee, if there is one.

        On closed ones, the day says whether they were late.
        """
        if "user_id" in vals:
            self.check_access("write")
            opened = self.filtered("active")
            opened._write_each("date_deadline", opened._get_local_days(vals))

    def _write_each(self, name, values):
        """Write a value for each activity; the caller has checked access.

        :param str name: the field
        :param dict values: the value for each activity
        """
        activities = self.sudo().with_context(calendar_event_meeting_update=True)
        changing = activities.filtered(
            lambda activity: activity[name] != values[activity]
        )
        groups = changing.grouped(lambda activity: values[activity])
        for value, group in groups.items():
            # pylint: disable-next=super-method-mismatch  # the rest of _flow_write()
            super(MailActivity, group)._flow_write({name: value})

    # ------------------------------------------------------------
    # Meetings
    # ------------------------------------------------------------

    @api.model
    def _add_meeting_time(self, vals):
        """Add the time of the linked meeting to values; a given start wins."""
        ids = get_linked_ids(vals.get("calendar_event_id"))
        if len(ids) != 1 or vals.get("planned_start"):
            return vals
        event = self.env["calendar.event"].browse(ids)
        kept = {name: vals[name] for name in vals if name != "date_deadline"}
        return {**vals, **event._prepare_planned_time(), **kept}

    def _move_meetings(self):
        """Move the meetings of open activities to the planned time."""
        if self.env.context.get("calendar_event_meeting_update"):
            return
        planned = self.filtered(
            lambda activity: (
                activity.planned_start
                and activity.active
                and activity.calendar_event_id
            )
        )
        for event, activities in planned.grouped("calendar_event_id").items():
            first = activities[0]
            event._move_to(first.planned_start, first.planned_duration)

    def _copy_meeting_time(self):
        """Take over the time of the meetings where it differs."""
        for event, activities in self.grouped("calendar_event_id").items():
            vals = event._prepare_planned_time()
            stale = activities.filtered(
                lambda activity, vals=vals: not activity._is_planned_at(vals)
            )
            if stale:
                stale.write(vals)

    def _is_planned_at(self, vals):
        if self.planned_start != vals["planned_start"]:
            return False
        if not vals["planned_start"]:
            return self.date_deadline == vals["date_deadline"]
        day = self._get_local_day(self.planned_start, self._get_zone(self.user_tz))
        return self.date_deadline == day and isclose(
            self.planned_duration, vals["planned_duration"], abs_tol=MINUTE
        )

    # ------------------------------------------------------------
    # Days and hours in the assignee's time zone
    # ------------------------------------------------------------

    @api.model
    def _get_zones(self, vals_list):
        """Return the time zone of each assignee in the given values.

        :rtype: dict, by id, and by False for no assignee
        """
        fallback = self._get_zone(False)
        users = self.env["res.users"].browse(
            {vals["user_id"] for vals in vals_list if vals.get("user_id")}
        )
        zones = {user.id: self._get_zone(user.tz) for user in users.sudo()}
        return {False: fallback, **zones}

    def _get_own_zones(self, vals):
        """Return the time zone that each activity will have with these values."""
        if "user_id" in vals:
            zone = self._get_zones([vals])[vals["user_id"] or False]
            return dict.fromkeys(self, zone)
        return {activity: self._get_zone(activity.user_tz) for activity in self}

    @api.model
    def _get_zone(self, name):
        """Return a time zone; without a name, the user's, as Odoo does for meetings."""
        return get_zone(name, self.env.context.get("tz"))

    def _get_local_days(self, vals):
        """Return the day on which each activity starts with these values."""
        return {
            activity: self._get_local_day(activity.planned_start, zone)
            for activity, zone in self._get_own_zones(vals).items()
        }

    @api.model
    def _get_local_day(self, moment, zone):
        """Return the day of a moment in a time zone.

        :param datetime moment: in UTC, without zone
        :rtype: date
        :raise ValidationError: the day is out of range
        """
        try:
            return get_local_day(moment, zone)
        except OverflowError:
            raise self._get_range_error() from None

    @api.model
    def _get_moment_on(self, day, start, zone):
        """Return the moment on a day with the same local time as a start.

        :param date day: the day in the time zone
        :param datetime start: in UTC, without zone
        :rtype: datetime
        :raise ValidationError: the moment is out of range
        """
        try:
            return get_moment_on(day, start, zone)
        except OverflowError:
            raise self._get_range_error() from None

    @api.model
    def _get_range_error(self):
        return ValidationError(
            self.env._(
                "The planned time is out of range. Choose a day closer to today."
            )
        )
