"""When a step is due: dates and working days, without Odoo.

Dates only, never times, so that clock changes don't matter. Working days are a list of
dates in order, those of one person around the base.
"""

from bisect import bisect_left, bisect_right
from datetime import timedelta

from dateutil.relativedelta import relativedelta

WORKING_DAYS = "working_days"
# the longest delay that makes sense: ten years, in each unit
DELAY_MAX = {"days": 3_660, "weeks": 522, "months": 120, WORKING_DAYS: 2_610}
# what happens to a deadline on a non-working day
KEEP, NEXT, PREVIOUS = "keep", "next", "previous"
# how far around the deadlines to look up working days at first
MARGIN = timedelta(days=60)
# how many times to look them up, each time farther, before giving up
ATTEMPTS = 4
# calendar days to look at for each working day: allows for weekends, some holidays
DAYS_PER_WORKING_DAY = 2


def get_due_day(base, count, unit, working_days):
    """Return the day on which a delay ends, or None if there are too few working days.

    :param date base: the day that the delay starts
    :param int count: how long it is; negative for a day before the base
    :param str unit: ``days``, ``weeks``, ``months`` or ``working_days``
    :param list[date] working_days: see above; used for working days only
    :rtype: date
    :raise OverflowError: the day is out of range
    :raise ValueError: the same, for months
    """
    if unit != WORKING_DAYS:
        return base + relativedelta(**{unit: count})
    if count == 0:
        return base
    if count > 0:
        return _get_day(working_days, bisect_right(working_days, base) + count - 1)
    return _get_day(working_days, bisect_left(working_days, base) + count)


def move_off_free_day(day, policy, working_days):
    """Return the day to use as the deadline, or None if there is none within reach.

    :param date day: where the delay ends
    :param str policy: ``keep``, ``next`` or ``previous``
    :param list[date] working_days: see above
    :rtype: date
    """
    if policy == NEXT:
        return _get_day(working_days, bisect_left(working_days, day))
    if policy == PREVIOUS:
        return _get_day(working_days, bisect_right(working_days, day) - 1)
    return day


def _get_day(working_days, index):
    # a negative index would count from the end
    return working_days[index] if 0 <= index < len(working_days) else None


def get_window(base, delays, margin):
    """Return the first and the last day to look up working days for.

    :param date base: the day that the delays start
    :param list[tuple[int, str]] delays: counts and units, see :func:`get_due_day`
    :param timedelta margin: extra time on both sides
    :rtype: tuple[date, date]
    """
    days = [base]
    for count, unit in delays:
        if unit == WORKING_DAYS:
            days.append(base + timedelta(days=count * DAYS_PER_WORKING_DAY))
        else:
            days.append(base + relativedelta(**{unit: count}))
    return min(days) - margin, max(days) + margin
