from datetime import timedelta

from odoo import api, fields, models

from .res_users_busy import HALF_HOUR
from .resource_calendar import AHEAD, ONE_DAY, find_gap, get_day_slot, merge_slots

NOTHING = {"text": False, "periods": (), "free_start": False, "free_label": False}


class MailActivity(models.Model):
    """Whether people are busy when something is planned for them, and when not.

    The assignee's day counts; whoever asks reads the own clock. Told is from when to
    when, how many, and days on which nobody would work. Why somebody is busy is not,
    so that leaves look like meetings.
    """

    _inherit = "mail.activity"

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
