"""Working hours, busy slots, and the gaps between them.

Plain functions. A slot is a start and an end. All moments are in UTC, without zone,
except for the working hours of a calendar, which have the calendar's zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import reduce

from ..planned_time.zones import get_moment_at, to_local, to_naive_utc

HALF_HOUR = timedelta(minutes=30)
ONE_DAY = timedelta(days=1)
SATURDAY = 5
AHEAD = timedelta(days=30)  # how far to search for free time
STEP = timedelta(minutes=15)
# windows that are no further apart take less time together than one by one
CLOSE = timedelta(days=30)
OFFICE_HOURS = (time(8), time(17))  # for people without fixed hours


@dataclass(frozen=True)
class Schedule:
    """A person's working hours and busy slots."""

    zone: tzinfo  # where the person is
    days: set[date]  # on which the person works
    work: list[tuple[datetime, datetime]]  # working hours, in order
    # by what makes the person busy, only to distinguish slots
    slots: dict[tuple[str, int], tuple[datetime, datetime]]


def get_length(hours):
    """Return how long a slot is, to the minute; without hours, half an hour.

    :rtype: timedelta
    """
    return timedelta(minutes=round(hours * 60)) or HALF_HOUR


def to_json(start, stop):
    """Return a slot in types that JSON supports: moments as Odoo writes them.

    :rtype: dict[str, str]
    """
    return {
        name: moment.isoformat(sep=" ", timespec="seconds")
        for name, moment in (("start", start), ("stop", stop))
    }


def join_windows(windows):
    """Join windows of days that overlap or are close to each other.

    :param windows: first and last days, both included, in any order
    :return: the same days and those between close windows, in order
    :rtype: list[tuple[date, date]]
    """
    joined = []
    for first, last in sorted(windows):
        if joined and first <= joined[-1][1] + CLOSE:
            first, before = joined.pop()
            last = max(before, last)
        joined.append((first, last))
    return joined


def get_search_windows(first, last, today):
    """Return the windows of days that matter for a request and the next free time.

    Free time is never in the past, so a request that is gets two windows.

    :param date first: the first day of the request, in the assignee's time zone
    :param date last: its last day
    :rtype: list[tuple[date, date]]
    """
    if first >= today:
        return [(first - ONE_DAY, last + AHEAD + ONE_DAY)]
    end = today + (last - first) + AHEAD + ONE_DAY
    return [(first - ONE_DAY, last + ONE_DAY), (today - ONE_DAY, end)]


def get_weekdays(start, stop):
    """Yield the days from Monday to Friday between two days, both included."""
    for offset in range((stop - start).days + 1):
        day = start + offset * ONE_DAY
        if day.weekday() < SATURDAY:
            yield day


def get_office_hours(start, stop, zone):
    """Yield the working hours of people without a calendar.

    :return: in the form of Odoo's calendars: start and end with zone, and the line of
        the calendar, here None
    """
    for day in get_weekdays(start, stop):
        begin, end = (
            to_local(get_moment_at(day, hour, zone), zone) for hour in OFFICE_HOURS
        )
        yield begin, end, None


def join_hours(intervals):
    """Return the days of working intervals, and these in UTC, joined if they touch.

    :param intervals: in the form of Odoo's calendars, in order
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
    """Return the start of the first day and the end of the last, in UTC."""
    return tuple(get_moment_at(day, time.min, zone) for day in (first, last + ONE_DAY))


def merge_slots(slots, begin, end):
    """Merge overlapping slots between two moments into periods, and count the slots.

    Slots that only touch stay separate. Nothing beyond the moments is shown: an absence
    of two weeks would reveal a leave.

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
    """Return the first moment from a start on with enough free time, or False.

    The parameters are those of :func:`find_gaps`.
    """
    return next(find_gaps(work, slots, start, length), False)


def find_gaps(work, slots, start, length):
    """Yield moments with enough free time, none before the time of the last is over.

    :param list work: start and end of the working hours, in order
    :param list slots: start and end of the busy slots
    :param datetime start: the earliest moment
    :param timedelta length: how much time is needed
    """
    last = start + AHEAD
    periods = merge_slots(slots, start, last + length)
    for begin, end in _get_free_hours(work, periods):
        moment = _round_up(max(begin, start))
        while moment + length <= end and moment <= last:
            yield moment
            moment = _round_up(moment + length)


def find_common_gaps(schedules, start, length):
    """Return moments with enough time that is free for everyone, as an iterator.

    Whoever is busy then, and with how much, can't be told from it.

    :param schedules: of each person, at least one
    :param datetime start: see :func:`find_gaps`
    :param timedelta length: see :func:`find_gaps`
    """
    # people of one calendar have the same hours: compare them once
    work = reduce(get_common_hours, {tuple(schedule.work) for schedule in schedules})
    slots = [slot for schedule in schedules for slot in schedule.slots.values()]
    return find_gaps(work, slots, start, length)


def get_common_hours(hours, others):
    """Return the hours that are in both, in order.

    :param hours: start and end, in order, without overlaps
    :param others: the same
    :rtype: list[tuple[datetime, datetime]]
    """
    return [
        (max(begin, first), min(end, last))
        for begin, end in hours
        for first, last in others
        if begin < last and first < end
    ]


def _get_free_hours(work, periods):
    """Yield the parts of working hours that are outside of busy periods."""
    for begin, end in work:
        for busy_from, busy_to, _count in periods:
            if begin < busy_to and busy_from < end:
                if begin < busy_from:
                    yield begin, busy_from
                begin = busy_to
        if begin < end:
            yield begin, end


def _round_up(moment):
    return moment + (datetime.min - moment) % STEP
