"""Days and times of day in time zones.

Plain functions. All moments are in UTC, without zone. This is the only place that says
what a local time means when the clocks change: an hour that they skip becomes the next
one; of an hour that they repeat, it is the first.
"""

from datetime import datetime, time, timedelta

import pytz

LAST_MINUTE = 24 * 60 - 1  # 23:59
# hours are floats, accurate to the minute: from here on, one rounds to 24:00
HOUR_LIMIT = (LAST_MINUTE + 0.5) / 60


def get_zone(name, fallback_name):
    """Return a time zone by its name, else by the fallback, else UTC.

    :param name: a name, unchecked; False or None for no name
    :param fallback_name: the same
    """
    for candidate in (name, fallback_name):
        if candidate in pytz.all_timezones_set:
            return pytz.timezone(candidate)
    return pytz.utc


def to_local(moment, zone):
    """Return a moment as local time in a zone, with the zone."""
    return pytz.utc.localize(moment).astimezone(zone)


def to_naive_utc(moment):
    """Convert a moment with a zone to UTC, without zone."""
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def get_time(hours):
    """Return the time of day for a number of hours, to the minute.

    :param float hours: such as 9.5 for 9:30; 24 and more become 23:59
    :rtype: time
    """
    return time(*divmod(min(round(hours * 60), LAST_MINUTE), 60))


def get_moment_at(day, hour, zone):
    """Return the moment of a local time on a day.

    :param date day: the day in the zone
    :param time hour: the time of day in the zone
    :rtype: datetime
    :raise OverflowError: the moment is before the first or after the last possible one
    """
    wanted = datetime.combine(day, hour)
    moments = {
        to_naive_utc(zone.localize(wanted, is_dst=is_dst)) for is_dst in (True, False)
    }
    # two of them where the clocks change: prefer those that really show the time
    shown = [
        moment
        for moment in moments
        if to_local(moment, zone).replace(tzinfo=None) == wanted
    ]
    return min(shown) if shown else max(moments)


def get_local_day(moment, zone):
    """Return the day of a moment in a zone.

    :rtype: date
    :raise OverflowError: the day is before the first or after the last possible one
    """
    return to_local(moment, zone).date()


def get_first_of_week(day, first_weekday):
    """Return the first day of the week of a day.

    :param int first_weekday: on which weeks begin, from 1 for Monday to 7 for Sunday
    """
    return day - timedelta(days=(day.isoweekday() - first_weekday) % 7)


def get_moment_on(day, start, zone):
    """Return the moment on a day with the same local time as a start.

    On the day of the start, it is the start itself, even in the second of two hours
    that the clocks repeat.

    :param date day: the day in the zone
    :param datetime start: the moment to take the hour from
    :rtype: datetime
    :raise OverflowError: the moment is before the first or after the last possible one
    """
    local = to_local(start, zone)
    if local.date() == day:
        return start
    return get_moment_at(day, local.time(), zone)
