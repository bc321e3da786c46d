"""Periods of whole days, and the moments at which they begin and end.

Plain dates and time zones, without Odoo.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from odoo.addons.crm_activity_flow.models.planned_time.zones import get_moment_at

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Period:
    """Days in a row, the first and the last one included."""

    first: date
    last: date

    @property
    def previous(self):
        """The period of the same length that ends the day before this one begins."""
        length = self.last - self.first + DAY
        return Period(self.first - length, self.first - DAY)

    def get_moments(self, zone):
        """Return when the period begins in a time zone, and when the next one does.

        :rtype: tuple[datetime, datetime]
        """
        return (
            get_moment_at(self.first, time.min, zone),
            get_moment_at(self.last + DAY, time.min, zone),
        )

    def clip_week(self, monday):
        """Return the days of a week that are in the period.

        :param date monday: the first day of a week, of which one day is in the period
        """
        return Period(max(self.first, monday), min(self.last, monday + WEEK - DAY))
