from collections import defaultdict
from datetime import timedelta
from itertools import islice

from babel.dates import format_skeleton, format_time

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_list, posix_to_ldml
from odoo.tools.misc import babel_locale_parse, get_lang

from ..activity.client_values import (
    BadValueError,
    are_ids,
    is_id,
    is_integer,
    parse_date,
    parse_datetime,
)
from ..activity.records import is_active_internal
from ..planned_time.mail_activity import MAX_HOURS
from ..planned_time.zones import to_local
from .intervals import (
    find_common_gaps,
    find_gap,
    get_day_slot,
    get_length,
    get_search_windows,
    merge_slots,
    to_json,
)

NO_CLASH = {"text": False, "periods": (), "free_start": False, "free_label": False}
DASH = "\N{EN DASH}"
DAY_AND_DATE = "MMMEd"  # Mon, Nov 24; the language sets the order
# at both limits, with a calendar for each person, an answer takes about a second
REQUESTS_MAX = 100
PEOPLE_MAX = 50
NAMES_MAX = 5  # in a message
TIMES_MAX = 100
DAYS_MAX = 366


class MailActivity(models.Model):
    """Whether people are busy when something is planned, and when they are free.

    Days are in the assignee's time zone, times in the reader's. The answer shows start
    and end times, the number of slots, and days on which no one would work. It never
    shows why a person is busy, so leaves look like meetings.
    """

    _inherit = "mail.activity"

    # a user's planned activities: few of a million
    _busy_idx = models.Index(
        "(user_id, planned_start) WHERE active IS TRUE AND planned_start IS NOT NULL"
    )

    # ------------------------------------------------------------
    # For clients
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_busy(self, requests):
        """Return who is busy at a planned time, and when they are free instead.

        :param list[dict] requests: at most 100, within a year of today, each with

            - ``user_id``: id of the assignee
            - ``date_deadline``: as in "2026-03-31"; optional with a start
            - ``planned_start``: as in "2026-03-31 14:30:00", in UTC, or False
            - ``planned_duration``: hours, 0 to 744; 0 means half an hour
            - ``activity_id`` (optional): of the planned activity; if the user can read
              it, it and its meeting are ignored

        :return: for each request, in the same order,

            - ``text``: such as "Anna is busy" with times and numbers, or False
            - ``periods``: dicts of ``start``, ``stop`` (in UTC) and ``count``: with a
              start, those in the way; without one, all of the assignee's day
            - ``free_start``: if something is in the way, the next free time within
              working hours, in UTC, or False if there is none in 30 days
            - ``free_label``: that day and time as text, or False

        :rtype: list[dict]
        :raise AccessError: the user isn't internal
        :raise ValidationError: a request is invalid, or a user can't be found
        """
        self._check_busy_access()
        if not isinstance(requests, list) or len(requests) > REQUESTS_MAX:
            raise ValidationError(
                self.env._(
                    "You can check at most %(limit)s times at once.",
                    limit=REQUESTS_MAX,
                )
            )
        try:
            requests = [self._parse_busy_request(request) for request in requests]
        except BadValueError as error:
            raise self._get_busy_error(error) from None
        lang = self.env.context.get("lang") or self.env.user.lang
        answers = self.with_context(lang=lang)._get_busy(self._resolve_busy(requests))
        return [self._format_busy_answer(answer) for answer in answers]

    @api.model
    @api.readonly
    def find_time(self, user_ids, planned_duration=0, start=False, number=20):
        """Return the next times at which all of these people work and are free.

        Each begins on a quarter hour within the next 30 days, and none before the one
        before it is over. A time that is missing doesn't say who is busy, or with what.

        :param list[int] user_ids: 1 to 50 users
        :param planned_duration: hours, 0 to 744; 0 means half an hour
        :param start: the earliest time, as in "2026-03-31 14:30:00", in UTC, within a
            year of today; False and times in the past mean now
        :param int number: how many times at most, 1 to 100
        :return: dicts of ``start`` and ``stop``, in UTC; empty if there is no such time
        :rtype: list[dict]
        :raise AccessError: the user isn't internal
        :raise ValidationError: a value is invalid, or a user can't be found, or isn't
            one whose times are shown
        """
        self._check_busy_access()
        try:
            users = self._parse_people(user_ids)
            earliest, length = self._parse_time(start, planned_duration)
        except BadValueError as error:
            raise self._get_busy_error(error) from None
        self._check_number_of_times(number)
        self._check_times_shown(users)
        return [
            to_json(moment, moment + length)
            for moment in islice(self._find_times(users, earliest, length), number)
        ]

    @api.model
    def _check_busy_access(self):
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("Only internal users can check when people are busy.")
            )

    @api.model
    def _parse_people(self, user_ids):
        """Return the users for whom a client looks for a time.

        :raise BadValueError: this isn't a list of ids
        :raise ValidationError: there are none or too many, or one can't be found
        """
        if not are_ids(user_ids):
            raise BadValueError("user_ids", user_ids)
        if not 0 < len(user_ids) <= PEOPLE_MAX:
            raise ValidationError(
                self.env._(
                    "Choose 1 to %(limit)s people to find a time for.",
                    limit=PEOPLE_MAX,
                )
            )
        return self._browse_busy_users(user_ids)

    @api.model
    def _parse_time(self, start, hours):
        """Return the earliest moment, never in the past, and how much time is needed.

        :raise BadValueError: a value is invalid
        :raise ValidationError: a value is out of range
        """
        now = fields.Datetime.now()
        moment = self._parse_busy_moment({"start": start}, "start", parse_datetime)
        length = get_length(self._parse_busy_hours(hours))
        return max(moment or now, now), length

    @api.model
    def _check_number_of_times(self, number):
        if not (is_integer(number) and 0 < number <= TIMES_MAX):
            raise ValidationError(
                self.env._("Ask for 1 to %(limit)s times.", limit=TIMES_MAX)
            )

    @api.model
    def _check_times_shown(self, users):
        """Refuse to look for a time of people whose busy times aren't shown.

        :raise ValidationError: there are such people
        """
        unknown = users - self._filter_busy_users(users)
        if unknown:
            names = unknown.sudo().mapped("name")[:NAMES_MAX]
            raise ValidationError(
                self.env._(
                    "You can't see when %(names)s is free. Choose other people.",
                    names=format_list(self.env, names, "or"),
                )
            )

    @api.model
    def _parse_busy_request(self, request):
        """Return a request as :meth:`_get_busy` takes it, but with ids for records.

        :raise BadValueError: a value is invalid
        :raise ValidationError: a value is out of range
        """
        if not isinstance(request, dict):
            raise BadValueError("request", request)
        start = self._parse_busy_moment(request, "planned_start", parse_datetime)
        day = self._parse_busy_moment(request, "date_deadline", parse_date)
        if not start and not day:
            raise BadValueError("date_deadline", request.get("date_deadline"))
        hours = self._parse_busy_hours(request.get("planned_duration"))
        for name in ("user_id", "activity_id"):
            id_ = request.get(name)
            is_left_out = id_ is None or id_ is False
            if not is_id(id_) and (name == "user_id" or not is_left_out):
                raise BadValueError(name, id_)
        return {
            "user": request["user_id"],
            "day": day or start.date(),
            "start": start,
            "hours": hours,
            "activity": request.get("activity_id") or False,
        }

    @api.model
    def _parse_busy_hours(self, hours):
        hours = 0.0 if hours is None or hours is False else hours
        # not parse_hours: for a number out of range, the model's error is clearer
        if type(hours) not in (int, float):
            raise BadValueError("planned_duration", hours)
        self._check_planned_duration({"planned_duration": hours})
        return hours

    @api.model
    def _parse_busy_moment(self, request, name, parse):
        """Return a date or a time of a request, or None.

        :param parse: ``parse_date`` or ``parse_datetime``
        """
        value = request.get(name)
        if value == "":  # neither a time nor the way to leave it out
            raise BadValueError(name, value)
        moment = parse(name, value, exact=False)
        if moment:
            ahead = fields.Date.to_date(moment) - fields.Date.today()
            if abs(ahead.days) > DAYS_MAX:
                raise ValidationError(
                    self.env._(
                        "“%(day)s” is too far from today. Choose a day within a year.",
                        day=value,
                    )
                )
        return moment

    @api.model
    def _get_busy_error(self, error):
        return ValidationError(
            self.env._(
                "Invalid “%(name)s”: %(value)s. Use numbers for IDs and hours (0 to "
                "%(limit)s), and dates like 2026-03-31 or 2026-03-31 14:30:00.",
                name=error.name,
                value=repr(error.value)[:50],
                limit=MAX_HOURS,
            )
        )

    @api.model
    def _resolve_busy(self, requests):
        """Return the requests with records instead of ids.

        Activities that the user can't read are busy time like others: leaving them out
        would reveal whose they are, and when.
        """
        known = self._browse_busy_users(request["user"] for request in requests)
        activities = self.browse(
            {request["activity"] for request in requests if request["activity"]}
        )
        readable = set(activities.exists()._filtered_access("read").ids)
        return [
            {
                **request,
                "user": known.browse(request["user"]),
                "activity": self.browse(readable & {request["activity"]}),
            }
            for request in requests
        ]

    @api.model
    def _browse_busy_users(self, user_ids):
        """Return the users with these ids, once each.

        :raise ValidationError: the current user doesn't know all of them
        """
        users = self.env["res.users"].browse(dict.fromkeys(user_ids))
        known = users.exists()._filtered_access("read").filtered(self._shares_company)
        if known != users:
            raise ValidationError(
                self.env._(
                    "There is no user with the ID %(ids)s, or you don't have access. "
                    "Reload the page, or choose someone else.",
                    ids=", ".join(map(str, (users - known).ids[:NAMES_MAX])),
                )
            )
        return known

    @api.model
    def _shares_company(self, user):
        return bool(user.sudo().company_ids & self.env.user.company_ids)

    @api.model
    def _format_busy_answer(self, answer):
        """Return an answer in types that JSON supports."""
        return {
            **answer,
            "periods": [
                {**to_json(start, stop), "count": count}
                for start, stop, count in answer["periods"]
            ],
            "free_start": fields.Datetime.to_string(answer["free_start"]),
        }

    # ------------------------------------------------------------
    # Busy and free times
    # ------------------------------------------------------------

    @api.model
    def _get_busy(self, requests):
        """Return who is busy at a planned time, and when they are free instead.

        The caller has checked that the current user has access to these users.

        :param list[dict] requests: each with

            - ``user``: a ``res.users``
            - ``day``: the deadline, a date
            - ``start``: a datetime in UTC without zone, or None for the whole day
            - ``hours``: how long it takes; 0 means half an hour
            - ``activity`` (optional): the planned ``mail.activity``; it and its meeting
              are ignored

        :return: for each request, in the same order,

            - ``text``: a sentence, or False if nothing is in the way
            - ``periods``: tuples of start, stop (in UTC without zone) and count
            - ``free_start``: the next free time, in UTC, or False
            - ``free_label``: that time as text, or False
        """
        if not requests:
            return []
        activities = self.browse().union(
            *(request["activity"] for request in requests if request.get("activity"))
        )
        ignored = activities.sudo()._get_busy_keys()
        users = self.env["res.users"].union(*(request["user"] for request in requests))
        windows = defaultdict(list)
        for request in requests:
            first, last = self._get_busy_days(request)
            windows[request["user"]] += get_search_windows(
                first, last, fields.Date.today()
            )
        schedules = self._filter_busy_users(users)._get_schedules(windows)
        return [
            self._get_busy_answer(
                request,
                schedules.get(request["user"]),
                ignored.get(request.get("activity"), ()),
            )
            for request in requests
        ]

    @api.model
    def _filter_busy_users(self, users):
        """Hook: return the users whose busy times the current user can see.

        For others, nothing is shown, not even whether they work on a day; nor for
        people who have left, and customers.
        """
        return users.filtered(is_active_internal)

    def _get_busy_keys(self):
        """Return the keys of each activity and its meeting among the busy slots."""
        return {
            activity: {
                (record._name, record.id)
                for record in (activity, activity.calendar_event_id)
            }
            for activity in self
        }

    @api.model
    def _get_busy_days(self, request, zone=None):
        """Return the first and last day of a request, in the assignee's time zone."""
        start = request["start"]
        if not start:
            return request["day"], request["day"]
        zone = zone or self._get_zone(request["user"].sudo().tz)
        last = start + self._get_busy_length(request) - timedelta.resolution
        return self._get_local_day(start, zone), self._get_local_day(last, zone)

    @api.model
    def _get_busy_length(self, request):
        return get_length(request["hours"])

    @api.model
    def _get_busy_answer(self, request, schedule, ignored):
        """Return the answer to one request, see :meth:`_get_busy`.

        :param Schedule schedule: of the assignee; None if nothing can be shown
        :param ignored: the keys of slots to ignore
        """
        if not schedule:
            return {**NO_CLASH, "periods": []}
        first, last = self._get_busy_days(request, schedule.zone)
        day_range = begin, end = get_day_slot(first, last, schedule.zone)
        start, length = request["start"] or begin, self._get_busy_length(request)
        stop = start + length if request["start"] else end
        slots = self._get_busy_slots(request["user"], schedule, ignored)
        periods = [
            period
            for period in merge_slots(slots, *day_range)
            if period[0] < stop and period[1] > start
        ]
        is_off = first not in schedule.days
        if not periods and not is_off:
            return {**NO_CLASH, "periods": []}
        free = find_gap(schedule.work, slots, max(start, fields.Datetime.now()), length)
        return {
            "text": self._get_busy_text(request, periods, is_off, day_range),
            "periods": periods,
            "free_start": free,
            "free_label": free and self._get_slot_label(free, free + length),
        }

    @api.model
    def _get_busy_slots(self, user, schedule, ignored):
        """Hook: return the start and end of each thing that a user is busy with.

        :param res.users user: whose schedule it is
        :param ignored: the keys of slots to ignore
        :rtype: list[tuple[datetime, datetime]]
        """
        return [slot for key, slot in schedule.slots.items() if key not in ignored]

    @api.model
    def _find_times(self, users, start, length):
        """Return the moments from a start on at which all users are free.

        :param res.users users: at least one; their times are shown
        :param datetime start: in UTC without zone, not in the past
        :param timedelta length: how much time is needed
        :return: an iterator of datetimes in UTC without zone
        """
        first, last = start.date(), (start + length).date()
        windows = get_search_windows(first, last, fields.Date.today())
        schedules = users._get_schedules(dict.fromkeys(users, windows))
        return find_common_gaps(schedules.values(), start, length)

    # ------------------------------------------------------------
    # As text
    # ------------------------------------------------------------

    @api.model
    def _get_busy_text(self, request, periods, is_off, day_range):
        """Return a sentence saying that the assignee is busy or doesn't work.

        :param dict request: see :meth:`_get_busy`
        :param list periods: start, stop and count
        :param bool is_off: the day isn't a working day
        :param tuple day_range: start and end of the day, or days, for the assignee
        """
        name = request["user"].sudo().name
        if not periods:
            return self.env._("%(name)s doesn't work on this day.", name=name)
        start = request["start"]
        day = self._get_own_time(start).date() if start else request["day"]
        times = format_list(
            self.env,
            [self._get_period_label(period, day_range, day) for period in periods],
        )
        if is_off:
            return self.env._(
                "%(name)s doesn't work on this day and is busy %(periods)s",
                name=name,
                periods=times,
            )
        return self.env._("%(name)s is busy %(periods)s", name=name, periods=times)

    @api.model
    def _get_period_label(self, period, day_range, day):
        """Return one busy time, with the day if it is another one for the reader."""
        start, stop, count = period
        if (start, stop) == day_range:
            return self.env._("all day (%(count)s)", count=count)
        if self._get_own_time(start).date() != day:
            label = self._get_slot_label(start, stop)
        else:
            label = self._get_times_label(start, stop)
        return self.env._("%(times)s (%(count)s)", times=label, count=count)

    @api.model
    def _get_slot_label(self, start, stop):
        """Return the day, with start and end times."""
        locale = babel_locale_parse(get_lang(self.env).code)
        day = format_skeleton(DAY_AND_DATE, self._get_own_time(start), locale=locale)
        return self.env._(
            "%(day)s, %(times)s", day=day, times=self._get_times_label(start, stop)
        )

    @api.model
    def _get_times_label(self, start, stop):
        """Return start and end times."""
        return DASH.join(
            self._get_hour_label(self._get_own_time(moment)) for moment in (start, stop)
        )

    @api.model
    def _get_hour_label(self, hour):
        """Return a time of day in the format of the language, without seconds.

        :param hour: a ``time``, or a ``datetime`` in the reader's time zone
        """
        lang = get_lang(self.env)
        locale = babel_locale_parse(lang.code)
        shown = posix_to_ldml(lang.time_format.replace(":%S", ""), locale=locale)
        return format_time(hour, shown, locale=locale)

    @api.model
    def _get_own_time(self, moment):
        """Convert a moment in UTC, without zone, to the current user's time zone."""
        return to_local(moment, self.env.tz)
