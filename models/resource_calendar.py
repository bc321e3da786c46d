from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.tools.intervals import Intervals

ONE_DAY = timedelta(days=1)
SATURDAY = 5
AHEAD = timedelta(days=30)  # how far a free time is looked for
STEP = timedelta(minutes=15)
OFFICE_HOURS = (time(8), time(17))  # of people without fixed hours


def get_weekdays(start, stop):
    for offset in range((stop - start).days + 1):
        day = start + offset * ONE_DAY
        if day.weekday() < SATURDAY:
            yield day


def get_office_hours(start, stop, zone):
    """Yield the hours of work of people without any calendar."""
    for day in get_weekdays(start, stop):
        begin, end = (datetime.combine(day, hour) for hour in OFFICE_HOURS)
        yield zone.localize(begin), zone.localize(end), None


def join_hours(intervals):
    """Return the days of intervals of work, and these in UTC, joined if they touch."""
    days, hours = set(), []
    for begin, end, _attendance in intervals:
        days.add(begin.date())
        begin, end = to_naive_utc(begin), to_naive_utc(end)
        if hours and begin <= hours[-1][1]:
            begin, before = hours.pop()
            end = max(before, end)
        hours.append((begin, end))
    return days, hours


def to_naive_utc(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def get_day_slot(first, last, zone):
    """Return the moments from the first day's begin to the last day's end, in UTC."""
    return tuple(
        to_naive_utc(zone.localize(datetime.combine(day, time.min)))
        for day in (first, last + ONE_DAY)
    )


def merge_slots(slots, begin, end):
    """Return what overlaps as one period, within two moments, and of how many slots.

    Slots that only touch stay two. Beyond the moments nothing is told: who is away for
    two weeks is on leave.

    :rtype: list[tuple[datetime, datetime, int]]
    """
    periods = []
    for start, stop in sorted((max(s, begin), min(e, end)) for s, e in slots):
        if start >= stop:
            continue
        if periods and start < periods[-1][1]:
            before, until, count = periods.pop()
            periods.append((before, max(until, stop), count + 1))
        else:
            periods.append((start, stop, 1))
    return periods


def find_gap(work, slots, start, length):
    """Return the first moment from a start on with time for something, or False.

    :param list work: begin and end of the hours of work, in order
    :param list slots: begin and end of what makes busy
    :param timedelta length: how long it takes
    """
    last = start + AHEAD
    periods = merge_slots(slots, start, last + length)
    for begin, end in work:
        if end <= start or begin > last:
            continue
        moment = _round_up(max(begin, start))
        for busy_from, busy_to, _count in periods:
            if busy_from < moment + length and moment < busy_to:
                moment = _round_up(busy_to)
        if moment + length <= end and moment <= last:
            return moment
    return False


def _round_up(moment):
    return moment + (datetime.min - moment) % STEP


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_activity_working_days(self, start, stop, resources, tz, company):
        """Return the days with hours of work, for each resource of this calendar.

        :param date start: first day
        :param date stop: last day, included
        :param list[resource.resource] resources: of users; an empty one stands for
            those who work by the calendar alone
        :param tzinfo tz: where they work
        :param res.company company: whose public holidays count
        :return: days by the id of the resource
        :rtype: dict[int, set[date]]
        """
        work = self._get_activity_work(start, stop, resources, tz, company)
        return {
            resource_id: {begin.date() for begin, _end, _attendance in intervals}
            for resource_id, intervals in work.items()
        }

    def _get_activity_work(self, start, stop, resources, tz, company):
        """Return the hours of work, for each resource of this calendar.

        Flexible hours count as office hours. Odoo spreads them over the days that
        follow the start, whichever these are.

        The parameters are those of :meth:`_get_activity_working_days`.

        :rtype: dict[int, Intervals]
        """
        self.ensure_one()
        own = self.env["resource.resource"].concat(*resources).sudo()
        period = (
            tz.localize(datetime.combine(start, time.min)),
            tz.localize(datetime.combine(stop + ONE_DAY, time.min)),
        )
        domain = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, company.id]),
        ]
        calendar = self.sudo()
        if not calendar.flexible_hours:
            return calendar._work_intervals_batch(*period, own, domain=domain, tz=tz)
        leaves = calendar._leave_intervals_batch(*period, own, domain=domain, tz=tz)
        hours = [
            (begin, end, self.env["resource.calendar.attendance"])
            for begin, end, _attendance in get_office_hours(start, stop, tz)
        ]
        return {id_: Intervals(hours) - leaves[id_] for id_ in leaves}
