"""Time zones: which day it is somewhere, and when a clock there shows an hour.

Plain functions. All moments are in UTC, without zone.
"""

from datetime import datetime

import pytz


def get_zone(name, fallback_name):
    """Return a time zone by its name, else by another one, else UTC.

    :param name: a name that nobody has checked; False or None for no name
    :param fallback_name: the same
    """
    for candidate in (name, fallback_name):
        if candidate in pytz.all_timezones_set:
            return pytz.timezone(candidate)
    return pytz.utc


def to_local(moment, zone):
    """Return a moment as the clock in a zone shows it, with the zone."""
    return pytz.utc.localize(moment).astimezone(zone)


def to_naive_utc(moment):
    """Return a moment that has a zone in UTC, without zone."""
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def get_local_day(moment, zone):
    """Return which day a moment is in a zone.

    :rtype: date
    :raise OverflowError: it is before the first or after the last of all days
    """
    return to_local(moment, zone).date()


def get_moment_on(day, start, zone):
    """Return when, on a day, the clock shows what it shows at a start.

    An hour that the clocks skip becomes the one after; of an hour that they repeat it
    is the first. On the day of the start it is the start itself, in the second of two
    such hours, too.

    :param date day: the day in the zone
    :param datetime start: the moment to take the hour from
    :rtype: datetime
    :raise OverflowError: it is before the first or after the last of all days
    """
    local = to_local(start, zone)
    if local.date() == day:
        return start
    wanted = datetime.combine(day, local.time())
    moments = {
        to_naive_utc(zone.localize(wanted, is_dst=is_dst)) for is_dst in (True, False)
    }
    # two of them where the clocks change: those that really show it come first
    shown = [
        moment
        for moment in moments
        if to_local(moment, zone).replace(tzinfo=None) == wanted
    ]
    return min(shown) if shown else max(moments)
