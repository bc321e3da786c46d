from datetime import datetime, timedelta

import pytz
from babel.dates import format_skeleton, format_time

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_list, posix_to_ldml
from odoo.tools.misc import babel_locale_parse, get_lang

from ..planned_time.mail_activity import MAX_HOURS
from .intervals import AHEAD, HALF_HOUR, ONE_DAY, find_gap, get_day_slot, merge_slots

NOTHING = {"text": False, "periods": (), "free_start": False, "free_label": False}
DASH = "\N{EN DASH}"
DAY_AND_DATE = "MMMEd"  # Mon, Nov 24: the order is that of the language
REQUESTS_MAX = 1000
ID_MAX = 2**31 - 1
DAYS_MAX = 4000  # longer than the longest delay of a plan's step
DATE_FORMAT = "%Y-%m-%d"
DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S"


class MailActivity(models.Model):
    """Whether people are busy when something is planned for them, and when not.

    The assignee's day counts; whoever asks reads the own clock. Told is from when to
    when, how many, and days on which nobody would work. Why somebody is busy is not,
    so that leaves look like meetings.
    """

    _inherit = "mail.activity"

    # what somebody has planned: few of a million activities
    _busy_idx = models.Index(
        "(user_id, planned_start) WHERE active IS TRUE AND planned_start IS NOT NULL"
    )

    @api.model
    def _get_busy(self, requests):
        """Return who is busy when something is planned, and when there is time for it.

        Whoever calls it has checked that the current user may know these users.

        :param list[dict] requests: each with

            - ``user``: a ``res.users``
            - ``day``: the deadline, a date
            - ``start``: a datetime in UTC without zone, or None for the whole day
            - ``hours``: how long it takes; 0 counts as half an hour
            - ``activity`` (optional): a ``mail.activity`` that shall be there; it and
              its meeting don't count

        :return: for each request, in their order,

            - ``text``: a sentence, or False if nothing is in the way
            - ``periods``: tuples of start, stop (in UTC without zone) and count
            - ``free_start``: when there is time for it, in UTC, or False
            - ``free_label``: that moment for people, or False
        """
        if not requests:
            return []
        activities = self.browse().union(
            *(ask["activity"] for ask in requests if ask.get("activity"))
        )
        own = activities.sudo()._get_busy_keys()
        users = self.env["res.users"].union(*(ask["user"] for ask in requests))
        days = [day for ask in requests for day in self._get_busy_days(ask)]
        days.append(fields.Date.today())
        schedules = self._filter_busy_users(users)._get_schedules(
            min(days) - ONE_DAY, max(days) + AHEAD + ONE_DAY
        )
        return [
            self._get_busy_answer(
                ask,
                schedules.get(ask["user"]),
                own.get(ask.get("activity"), ()),
            )
            for ask in requests
        ]

    @api.model
    def _filter_busy_users(self, users):
        """Hook: return those of whom the current user may know when they are busy.

        Of others nothing is told, not even whether they work on a day. Nor is it of
        people who are not here any more, and of customers.
        """
        return users.filtered(lambda user: user.sudo().active and not user.sudo().share)

    def _get_busy_keys(self):
        """Return what each of these is among what makes busy, by activity."""
        return {
            activity: {
                (record._name, record.id)
                for record in (activity, activity.calendar_event_id)
            }
            for activity in self
        }

    @api.model
    def _get_busy_days(self, ask, zone=None):
        """Return the first and the last day of a request, where the assignee is."""
        start = ask["start"]
        if not start:
            return ask["day"], ask["day"]
        zone = zone or self._get_zone(ask["user"].sudo().tz)
        last = start + self._get_busy_length(ask) - timedelta.resolution
        return self._get_local_day(start, zone), self._get_local_day(last, zone)

    @api.model
    def _get_busy_length(self, ask):
        return timedelta(minutes=round(ask["hours"] * 60)) or HALF_HOUR

    @api.model
    def _get_busy_answer(self, ask, schedule, own):
        """Return the answer to one request, see :meth:`_get_busy`.

        :param Schedule schedule: of the assignee; None if nothing may be told
        :param own: the keys of things that don't count
        """
        if not schedule:
            return {**NOTHING, "periods": []}
        first, last = self._get_busy_days(ask, schedule.zone)
        whole = begin, end = get_day_slot(first, last, schedule.zone)
        start, length = ask["start"] or begin, self._get_busy_length(ask)
        stop = start + length if ask["start"] else end
        slots = [slot for key, slot in schedule.things.items() if key not in own]
        periods = [
            period
            for period in merge_slots(slots, *whole)
            if period[0] < stop and period[1] > start
        ]
        is_off = first not in schedule.days
        if not periods and not is_off:
            return {**NOTHING, "periods": []}
        free = find_gap(schedule.work, slots, max(start, fields.Datetime.now()), length)
        return {
            "text": self._get_busy_text(ask, periods, is_off, whole),
            "periods": periods,
            "free_start": free,
            "free_label": free and self._get_slot_label(free, free + length),
        }

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.model
    def _get_busy_text(self, ask, periods, is_off, whole):
        """Return that somebody is busy, or doesn't work, as a sentence.

        :param dict ask: see :meth:`_get_busy`
        :param list periods: start, stop and count
        :param bool is_off: nobody works on that day
        :param tuple whole: begin and end of the day, or days, for the assignee
        """
        name = ask["user"].sudo().name
        if not periods:
            return self.env._("%(name)s doesn't work on this day.", name=name)
        day = self._get_own_time(ask["start"]).date() if ask["start"] else ask["day"]
        times = format_list(
            self.env,
            [self._get_period_label(period, whole, day) for period in periods],
        )
        if is_off:
            return self.env._(
                "%(name)s doesn't work on this day and is busy %(periods)s",
                name=name,
                periods=times,
            )
        return self.env._("%(name)s is busy %(periods)s", name=name, periods=times)

    @api.model
    def _get_period_label(self, period, whole, day):
        """Return one busy time, with its day if here that is another one."""
        start, stop, count = period
        if (start, stop) == whole:
            return self.env._("all day (%(count)s)", count=count)
        if self._get_own_time(start).date() != day:
            label = self._get_slot_label(start, stop)
        else:
            label = self._get_times_label(start, stop)
        return self.env._("%(times)s (%(count)s)", times=label, count=count)

    @api.model
    def _get_slot_label(self, start, stop):
        """Return from when to when, with the day."""
        locale = babel_locale_parse(get_lang(self.env).code)
        day = format_skeleton(DAY_AND_DATE, self._get_own_time(start), locale=locale)
        return self.env._(
            "%(day)s, %(times)s", day=day, times=self._get_times_label(start, stop)
        )

    @api.model
    def _get_times_label(self, start, stop):
        """Return from when to when, as the language writes it, but for seconds."""
        lang = get_lang(self.env)
        locale = babel_locale_parse(lang.code)
        shown = posix_to_ldml(lang.time_format.replace(":%S", ""), locale=locale)
        return DASH.join(
            format_time(self._get_own_time(moment), shown, locale=locale)
            for moment in (start, stop)
        )

    @api.model
    def _get_own_time(self, moment):
        """Return a moment, in UTC without zone, where the current user is."""
        return pytz.utc.localize(moment).astimezone(self.env.tz)

    # ------------------------------------------------------------
    # Asked by clients
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_busy(self, requests):
        """Return who is busy when something is planned, and when there is time for it.

        :param list[dict] requests: at most 1,000, each with

            - ``user_id``: id of the assignee
            - ``date_deadline``: as in "2026-03-31"; may be missing with a start
            - ``planned_start``: as in "2026-03-31 14:30:00", in UTC, or False
            - ``planned_duration``: hours, 0 to 744; 0 counts as half an hour
            - ``activity_id`` (optional): of an activity that shall be there and that
              the user may read; it and its meeting don't count

        :return: for each request, in their order,

            - ``text``: such as "Anna is busy" with times and numbers, or False
            - ``periods``: dicts of ``start``, ``stop`` (in UTC) and ``count``: with a
              start those in the way, without one all of the day of the assignee
            - ``free_start``: if something is in the way, the next time within hours of
              work that is long enough, in UTC, or False if 30 days have none
            - ``free_label``: that time, day and times, for people, or False

        :rtype: list[dict]
        :raise AccessError: the user isn't an internal one
        :raise ValidationError: a request can't be read, or a user can't be found
        """
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("Only internal users may ask when people are busy.")
            )
        if not isinstance(requests, list) or len(requests) > REQUESTS_MAX:
            raise ValidationError(
                self.env._(
                    "Busy times are asked for with a list of at most %(limit)s "
                    "requests. Send fewer at once.",
                    limit=REQUESTS_MAX,
                )
            )
        asks = [self._parse_busy_request(request) for request in requests]
        lang = self.env.context.get("lang") or self.env.user.lang
        answers = self.with_context(lang=lang)._get_busy(self._resolve_busy(asks))
        return [self._format_busy_answer(answer) for answer in answers]

    @api.model
    def _parse_busy_request(self, request):
        """Return a request as :meth:`_get_busy` takes it, but with ids for records."""
        if not isinstance(request, dict):
            raise self._get_busy_error("request", request)
        start = self._parse_busy_moment(request, "planned_start", DATETIME_FORMAT)
        day = self._parse_busy_moment(request, "date_deadline", DATE_FORMAT)
        if not start and not day:
            raise self._get_busy_error("date_deadline", request.get("date_deadline"))
        hours = request.get("planned_duration")
        hours = 0.0 if hours is None or hours is False else hours
        if type(hours) not in (int, float):
            raise self._get_busy_error("planned_duration", hours)
        self._check_planned_duration({"planned_duration": hours})
        for name in ("user_id", "activity_id"):
            id_ = request.get(name)
            if (id_ or name == "user_id") and not self._is_busy_id(id_):
                raise self._get_busy_error(name, id_)
        return {
            "user": request["user_id"],
            "day": (day or start).date(),
            "start": start,
            "hours": hours,
            "activity": request.get("activity_id"),
        }

    @api.model
    def _is_busy_id(self, value):
        return type(value) is int and 0 < value <= ID_MAX

    @api.model
    def _parse_busy_moment(self, request, name, moment_format):
        """Return a date or a time of a request as a datetime, or None."""
        value = request.get(name)
        if value is None or value is False:
            return None
        try:
            moment = datetime.strptime(value, moment_format)
        except (TypeError, ValueError):
            raise self._get_busy_error(name, value) from None
        if abs((moment - fields.Datetime.now()).days) > DAYS_MAX:
            raise self._get_range_error()
        return moment

    @api.model
    def _get_busy_error(self, name, value):
        return ValidationError(
            self.env._(
                "The request for busy times can't be read: its “%(name)s” is "
                "%(value)s. Ids and hours are numbers, hours from 0 to %(limit)s, and "
                "times are written like 2026-03-31 or 2026-03-31 14:30:00.",
                name=name,
                value=repr(value)[:50],
                limit=MAX_HOURS,
            )
        )

    @api.model
    def _resolve_busy(self, asks):
        """Return requests with the records for their ids.

        Activities that the user may not read count like others: leaving them out would
        tell whose they are, and when.
        """
        users = self.env["res.users"].browse({ask["user"] for ask in asks})
        known = users.exists()._filtered_access("read").filtered(self._shares_company)
        if known != users:
            raise ValidationError(
                self.env._(
                    "There is no user with the id %(ids)s, or not for you. Reload the "
                    "page, or choose somebody else.",
                    ids=", ".join(map(str, (users - known).ids[:5])),
                )
            )
        activities = self.browse({ask["activity"] for ask in asks if ask["activity"]})
        readable = set(activities.exists()._filtered_access("read").ids)
        return [
            {
                **ask,
                "user": known.browse(ask["user"]),
                "activity": self.browse(readable & {ask["activity"]}),
            }
            for ask in asks
        ]

    @api.model
    def _shares_company(self, user):
        return bool(user.sudo().company_ids & self.env.user.company_ids)

    @api.model
    def _format_busy_answer(self, answer):
        """Return an answer in what JSON knows."""
        to_string = fields.Datetime.to_string
        return {
            **answer,
            "periods": [
                {"start": to_string(start), "stop": to_string(stop), "count": count}
                for start, stop, count in answer["periods"]
            ],
            "free_start": to_string(answer["free_start"]),
        }
