from datetime import date, datetime

import pytz

from odoo.tests import BaseCase, tagged

from ...models.planned_time.zones import get_first_of_week
from ...report.period import Period


@tagged("post_install", "-at_install")
class TestOverviewPeriod(BaseCase):
    """Periods of days, case by case."""

    def test_previous(self):
        """The period before has the same length, whatever months and years have."""
        for first, last, before in (
            ((2026, 11, 16), (2026, 11, 22), ((2026, 11, 9), (2026, 11, 15))),
            ((2026, 3, 1), (2026, 3, 31), ((2026, 1, 29), (2026, 2, 28))),
            ((2024, 3, 1), (2024, 3, 1), ((2024, 2, 29), (2024, 2, 29))),
            ((2026, 1, 1), (2026, 12, 31), ((2025, 1, 1), (2025, 12, 31))),
        ):
            with self.subTest(first=first, last=last):
                period = Period(date(*first), date(*last))
                expected = Period(*(date(*day) for day in before))
                self.assertEqual(period.previous, expected)

    def test_moments(self):
        """Days begin at midnight, or when the clocks first show the day."""
        for zone, day, begin, end in (
            ("UTC", (2026, 3, 1), (2026, 3, 1), (2026, 3, 2)),
            (
                *("Europe/Brussels", (2026, 3, 29)),
                *((2026, 3, 28, 23), (2026, 3, 29, 22)),
            ),
            (
                *("Europe/Brussels", (2026, 10, 25)),
                *((2026, 10, 24, 22), (2026, 10, 25, 23)),
            ),
            # clocks skip from midnight to 1:00
            ("Asia/Beirut", (2026, 3, 29), (2026, 3, 28, 22), (2026, 3, 29, 21)),
            # and go back from 1:00 to midnight, which is shown twice
            ("America/Havana", (2025, 11, 2), (2025, 11, 2, 4), (2025, 11, 3, 5)),
        ):
            with self.subTest(zone=zone, day=day):
                period = Period(date(*day), date(*day))
                moments = period.get_moments(pytz.timezone(zone))
                self.assertEqual(moments, (datetime(*begin), datetime(*end)))

    def test_first_of_week(self):
        """A week begins on the first of its days, also across months and years."""
        for day, first_weekday, expected in (
            ((2026, 11, 16), 1, (2026, 11, 16)),
            ((2026, 11, 22), 1, (2026, 11, 16)),
            ((2026, 11, 16), 7, (2026, 11, 15)),
            ((2026, 11, 22), 7, (2026, 11, 22)),
            ((2026, 11, 20), 6, (2026, 11, 14)),
            ((2027, 1, 1), 1, (2026, 12, 28)),
        ):
            with self.subTest(day=day, first_weekday=first_weekday):
                first = get_first_of_week(date(*day), first_weekday)
                self.assertEqual(first, date(*expected))

    def test_clip_week(self):
        """Of a week that begins before the period or ends after it, a part remains."""
        period = Period(date(2026, 11, 4), date(2026, 11, 17))
        for monday, first, last in ((2, 4, 8), (9, 9, 15), (16, 16, 17)):
            with self.subTest(monday=monday):
                self.assertEqual(
                    period.clip_week(date(2026, 11, monday)),
                    Period(date(2026, 11, first), date(2026, 11, last)),
                )
