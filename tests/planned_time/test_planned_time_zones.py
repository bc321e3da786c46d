from datetime import date, datetime, time

from odoo.tests import BaseCase, tagged

from ...models.planned_time.zones import (
    HOUR_LIMIT,
    get_local_day,
    get_moment_at,
    get_moment_on,
    get_time,
    get_zone,
    to_local,
    to_naive_utc,
)

BRUSSELS = "Europe/Brussels"
NEW_YORK = "America/New_York"
AUCKLAND = "Pacific/Auckland"

# name, fallback name, zone
ZONES = [
    (BRUSSELS, NEW_YORK, BRUSSELS),
    (False, NEW_YORK, NEW_YORK),
    (None, NEW_YORK, NEW_YORK),
    ("", NEW_YORK, NEW_YORK),
    ("Mars/Olympus", NEW_YORK, NEW_YORK),
    ("Mars/Olympus", "Mars/Elysium", "UTC"),
    (1, 2.5, "UTC"),
    (False, None, "UTC"),
]

# zone, UTC time, local day
DAYS = [
    (BRUSSELS, "2026-01-31 22:59:59", "2026-01-31"),
    (BRUSSELS, "2026-01-31 23:00:00", "2026-02-01"),
    (BRUSSELS, "2026-03-28 23:00:00", "2026-03-29"),
    (BRUSSELS, "2026-03-29 21:59:59", "2026-03-29"),
    (BRUSSELS, "2026-03-29 22:00:00", "2026-03-30"),
    (BRUSSELS, "2026-10-24 22:00:00", "2026-10-25"),
    (BRUSSELS, "2026-10-25 22:59:59", "2026-10-25"),
    (BRUSSELS, "2026-10-25 23:00:00", "2026-10-26"),
    (NEW_YORK, "2026-03-08 04:59:59", "2026-03-07"),
    (NEW_YORK, "2026-03-09 03:59:59", "2026-03-08"),
    (NEW_YORK, "2026-11-02 04:59:59", "2026-11-01"),
    (NEW_YORK, "2026-11-02 05:00:00", "2026-11-02"),
    (BRUSSELS, "2028-02-28 23:30:00", "2028-02-29"),
    (AUCKLAND, "2026-12-31 11:00:00", "2027-01-01"),
    (False, "2026-12-31 23:59:59", "2026-12-31"),
]

# zone, start (UTC), new day, same local time on that day (UTC)
SHIFTS = [
    (BRUSSELS, "2026-03-27 08:30:00", "2026-03-30", "2026-03-30 07:30:00"),
    (BRUSSELS, "2026-03-30 07:30:00", "2026-03-27", "2026-03-27 08:30:00"),
    (BRUSSELS, "2026-10-23 07:30:00", "2026-10-26", "2026-10-26 08:30:00"),
    (BRUSSELS, "2026-10-26 08:30:00", "2026-10-23", "2026-10-23 07:30:00"),
    # on the first day 02:30 doesn't exist, on the second it occurs twice
    (BRUSSELS, "2026-03-28 01:30:00", "2026-03-29", "2026-03-29 01:30:00"),
    (BRUSSELS, "2026-10-24 00:30:00", "2026-10-25", "2026-10-25 00:30:00"),
    # the second 02:30 stays the second one on its own day
    (BRUSSELS, "2026-10-25 01:30:00", "2026-10-25", "2026-10-25 01:30:00"),
    (NEW_YORK, "2026-03-06 14:00:00", "2026-03-09", "2026-03-09 13:00:00"),
    (NEW_YORK, "2026-03-07 07:30:00", "2026-03-08", "2026-03-08 07:30:00"),
    (NEW_YORK, "2026-10-30 13:00:00", "2026-11-02", "2026-11-02 14:00:00"),
    (NEW_YORK, "2026-10-25 04:00:00", "2026-11-01", "2026-11-01 04:00:00"),
    (BRUSSELS, "2028-02-28 09:00:00", "2028-02-29", "2028-02-29 09:00:00"),
    (BRUSSELS, "2026-06-30 22:00:00", "2026-07-31", "2026-07-30 22:00:00"),
    (False, "2026-06-30 23:59:59", "2026-07-01", "2026-07-01 23:59:59"),
]

# zone, day, local time, moment (UTC)
MOMENTS = [
    (BRUSSELS, "2026-10-23", "02:30", "2026-10-23 00:30:00"),
    # 02:30 occurs twice: the first one
    (BRUSSELS, "2026-10-25", "02:00", "2026-10-25 00:00:00"),
    (BRUSSELS, "2026-10-25", "02:30", "2026-10-25 00:30:00"),
    (BRUSSELS, "2026-10-25", "02:59", "2026-10-25 00:59:00"),
    (BRUSSELS, "2026-10-25", "03:00", "2026-10-25 02:00:00"),
    (NEW_YORK, "2026-11-01", "01:30", "2026-11-01 05:30:00"),
    # 02:30 doesn't exist: an hour later
    (BRUSSELS, "2026-03-29", "02:30", "2026-03-29 01:30:00"),
    (BRUSSELS, "2026-03-29", "03:30", "2026-03-29 01:30:00"),
    (NEW_YORK, "2026-03-08", "02:30", "2026-03-08 07:30:00"),
    # the clocks change at midnight: this one doesn't exist, that one occurs twice
    ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23 22:00:00"),
    ("America/Havana", "2025-11-02", "00:00", "2025-11-02 04:00:00"),
    ("America/Havana", "2025-11-02", "00:30", "2025-11-02 04:30:00"),
]

# hours, time of day
TIMES = [
    (0, "00:00"),
    (0.008, "00:00"),
    (9.5, "09:30"),
    (9.9999, "10:00"),
    (23.75, "23:45"),
    (23 + 59 / 60, "23:59"),
    (23.99, "23:59"),
    # not a day later
    (23.995, "23:59"),
    (24, "23:59"),
    (1e9, "23:59"),
]

# the same two tables for the first and last possible days
FAR_DAYS = [
    (False, "0001-01-01 00:00:00", "0001-01-01"),
    (BRUSSELS, "0001-01-01 00:00:00", "0001-01-01"),
    (BRUSSELS, "9999-12-31 22:59:59", "9999-12-31"),
    (NEW_YORK, "9999-12-31 23:59:59", "9999-12-31"),
    (False, "9999-12-31 23:59:59", "9999-12-31"),
]
FAR_SHIFTS = [
    (False, "2026-06-10 22:00:00", "0001-01-01", "0001-01-01 22:00:00"),
    (False, "2026-06-10 22:00:00", "9999-12-31", "9999-12-31 22:00:00"),
    (BRUSSELS, "2026-06-10 22:00:00", "9999-12-31", "9999-12-30 23:00:00"),
    (NEW_YORK, "2026-06-10 22:00:00", "9999-12-31", "9999-12-31 23:00:00"),
]
# the same two, before the first and after the last day
DAYS_OUT_OF_RANGE = [
    (NEW_YORK, "0001-01-01 00:00:00"),
    (BRUSSELS, "9999-12-31 23:00:00"),
    (AUCKLAND, "9999-12-31 11:00:00"),
]
SHIFTS_OUT_OF_RANGE = [
    (BRUSSELS, "2026-06-10 22:00:00", "0001-01-01"),
    (NEW_YORK, "2026-06-10 03:00:00", "9999-12-31"),
]


@tagged("post_install", "-at_install")
class TestPlannedTimeZones(BaseCase):
    """The tables above, without a database."""

    def test_zones(self):
        """An invalid zone name falls back to the next one."""
        for name, fallback_name, zone in ZONES:
            with self.subTest(name=name, fallback_name=fallback_name):
                self.assertEqual(str(get_zone(name, fallback_name)), zone)

    def test_there_and_back(self):
        """Converting a time to a zone and back gives the same time."""
        for name, text, _day in DAYS:
            with self.subTest(zone=name, moment=text):
                moment = datetime.fromisoformat(text)
                local = to_local(moment, get_zone(name, False))
                self.assertEqual(to_naive_utc(local), moment)

    def test_days(self):
        """A day ends at local midnight, even with a clock change."""
        for name, text, day in [*DAYS, *FAR_DAYS]:
            with self.subTest(zone=name, moment=text):
                moment = datetime.fromisoformat(text)
                found = get_local_day(moment, get_zone(name, False))
                self.assertEqual(found, date.fromisoformat(day))

    def test_moments(self):
        """Of an hour that occurs twice, the first; a missing one is an hour later."""
        for name, day, hour, moment in MOMENTS:
            with self.subTest(zone=name, day=day, hour=hour):
                found = get_moment_at(
                    date.fromisoformat(day),
                    time.fromisoformat(hour),
                    get_zone(name, False),
                )
                self.assertEqual(found, datetime.fromisoformat(moment))

    def test_times(self):
        """A number of hours is a time of day, to the minute, and never 24:00."""
        for hours, text in TIMES:
            with self.subTest(hours=hours):
                self.assertEqual(get_time(hours), time.fromisoformat(text))
        self.assertEqual(round(HOUR_LIMIT * 60), 24 * 60)
        self.assertEqual(round((HOUR_LIMIT - 1e-9) * 60), 24 * 60 - 1)

    def test_shifts(self):
        """Moving to another day keeps the local hour."""
        for name, text, day, moved in [*SHIFTS, *FAR_SHIFTS]:
            with self.subTest(zone=name, start=text, day=day):
                start, zone = datetime.fromisoformat(text), get_zone(name, False)
                moment = get_moment_on(date.fromisoformat(day), start, zone)
                self.assertEqual(moment, datetime.fromisoformat(moved))

    def test_out_of_range(self):
        """Beyond the ends of the calendar there are no days or times."""
        for name, text in DAYS_OUT_OF_RANGE:
            moment, zone = datetime.fromisoformat(text), get_zone(name, False)
            with self.subTest(zone=name, moment=text), self.assertRaises(OverflowError):
                get_local_day(moment, zone)
        for name, text, day in SHIFTS_OUT_OF_RANGE:
            start, zone = datetime.fromisoformat(text), get_zone(name, False)
            with self.subTest(zone=name, day=day), self.assertRaises(OverflowError):
                get_moment_on(date.fromisoformat(day), start, zone)
