"""When people work, when something is in the way, and where there is a gap.

Plain functions. A slot is a begin and an end; all moments are in UTC, without zone,
but for the hours of work of a calendar, which have the zone of the calendar.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from ..planned_time.zones import to_naive_utc

HALF_HOUR = timedelta(minutes=30)
ONE_DAY = timedelta(days=1)
SATURDAY = 5
AHEAD = timedelta(days=30)  # how far a free time is looked for
STEP = timedelta(minutes=15)
OFFICE_HOURS = (time(8), time(17))  # of people without fixed hours


@dataclass(frozen=True)
class Schedule:
    """When somebody works, and when something takes that time."""

    zone: tzinfo  # where the person is
    days: set[date]  # on which the person works
    work: list[tuple[datetime, datetime]]  # hours of work, in order
    # by what makes busy, which is for telling slots apart and for nothing else
    slots: dict[tuple[str, int], tuple[datetime, datetime]]


def get_weekdays(start, stop):
    """Yield the days from Monday to Friday between two days, both included."""
    for offset in range((stop - start).days + 1):
        day = start + offset * ONE_DAY
        if day.weekday() < SATURDAY:
            yield day


def get_office_hours(start, stop, zone):
    """Yield the hours of work of people without any calendar.

    :return: as Odoo's calendars give them: begin and end with zone, and by which line
        of the calendar, of which there is none here
    """
    for day in get_weekdays(start, stop):
        begin, end = (datetime.combine(day, hour) for hour in OFFICE_HOURS)
        yield zone.localize(begin), zone.localize(end), None


def join_hours(intervals):
    """Return the days of intervals of work, and these in UTC, joined if they touch.

    :param intervals: as Odoo's calendars give them, in order
    :rtype: tuple[set[date], list[tuple[datetime, datetime]]]
    """
    days, hours = set(), []
    for begin, end, _attendance in intervals:
        days.add(begin.date())
        begin, end = to_naive_utc(begin), to_naive_utc(end)
        if hours and begin <= hours[-1][1]:
            begin, before = hours.pop()
            end = max(before, end)
        hours.append((begin, end))
    return days, hours


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
