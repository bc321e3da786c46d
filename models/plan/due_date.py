"""When a step is due: dates and working days, without Odoo.

Dates only, never moments: so weeks with a change of the clock count like others.
Working days come as a list of dates in order, those of one person around the base.
"""

from bisect import bisect_left, bisect_right
from datetime import timedelta

from dateutil.relativedelta import relativedelta

WORKING_DAYS = "working_days"
# the longest delay that means anything: ten years, in each unit
DELAY_MAX = {"days": 3_660, "weeks": 522, "months": 120, WORKING_DAYS: 2_610}
# what happens to a deadline on a free day
KEEP, NEXT, PREVIOUS = "keep", "next", "previous"
# how far around the deadlines working days are looked up at first
MARGIN = timedelta(days=60)
# how often they are looked up, each time farther, before there are too few
ATTEMPTS = 4
# days of the calendar that are looked at for each working day: weekends, some holidays
DAYS_PER_WORKING_DAY = 2


def get_due_day(base, count, unit, working_days):
    """Return the day on which a delay ends, or None if there are too few working days.

    :param date base: the day from which the delay counts
    :param int count: how long it is; negative for a day before
    :param str unit: ``days``, ``weeks``, ``months`` or ``working_days``
    :param list[date] working_days: see above; used for working days only
    :rtype: date
    :raise OverflowError: it ends after the last of all days
    :raise ValueError: the same, in months
    """
    if unit != WORKING_DAYS:
        return base + relativedelta(**{unit: count})
    if count == 0:
        return base
    if count > 0:
        return _get_day(working_days, bisect_right(working_days, base) + count - 1)
    return _get_day(working_days, bisect_left(working_days, base) + count)


def move_off_free_day(day, policy, working_days):
    """Return the day on which a deadline may fall, or None if none is in reach.

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
    """Return the first and the last day whose working days may matter.

    :param date base: the day from which the delays count
    :param list[tuple[int, str]] delays: counts and units, see :func:`get_due_day`
    :param timedelta margin: how much more on both sides
    :rtype: tuple[date, date]
    """
    days = [base]
    for count, unit in delays:
        if unit == WORKING_DAYS:
            days.append(base + timedelta(days=count * DAYS_PER_WORKING_DAY))
        else:
            days.append(base + relativedelta(**{unit: count}))
    return min(days) - margin, max(days) + margin
