from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...models.plan.due_date import get_due_day, get_window, move_off_free_day

# Monday to Friday for two weeks; Tuesday, March 10, 2026, is off
WORKING_DAYS = [
    date.fromisoformat(day)
    for day in (
        "2026-03-02",
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
        "2026-03-06",
        "2026-03-09",
        "2026-03-11",
        "2026-03-12",
        "2026-03-13",
    )
]

# base, count, unit, end of the delay
DELAYS = [
    # working days forward: over a weekend and a day off, from a day off
    ("2026-03-05", 1, "working_days", "2026-03-06"),
    ("2026-03-06", 1, "working_days", "2026-03-09"),
    ("2026-03-06", 2, "working_days", "2026-03-11"),
    ("2026-03-07", 1, "working_days", "2026-03-09"),
    ("2026-03-10", 1, "working_days", "2026-03-11"),
    # backward
    ("2026-03-06", -1, "working_days", "2026-03-05"),
    ("2026-03-11", -1, "working_days", "2026-03-09"),
    ("2026-03-08", -1, "working_days", "2026-03-06"),
    ("2026-03-10", -2, "working_days", "2026-03-06"),
    # no delay: the day itself, working or not
    ("2026-03-06", 0, "working_days", "2026-03-06"),
    ("2026-03-07", 0, "working_days", "2026-03-07"),
    ("2026-03-07", 0, "days", "2026-03-07"),
    # the first and the last known day, and one beyond
    ("2026-03-12", 1, "working_days", "2026-03-13"),
    ("2026-03-13", 1, "working_days", None),
    ("2026-03-12", 2, "working_days", None),
    ("2026-03-03", -1, "working_days", "2026-03-02"),
    ("2026-03-02", -1, "working_days", None),
    ("2026-03-03", -2, "working_days", None),
    # calendar days ignore working days
    ("2026-03-06", 1, "days", "2026-03-07"),
    ("2026-03-06", -1, "days", "2026-03-05"),
    ("2026-03-06", 1, "weeks", "2026-03-13"),
    ("2026-03-06", -2, "weeks", "2026-02-20"),
    # shorter months, and leap days
    ("2026-01-31", 1, "months", "2026-02-28"),
    ("2028-01-31", 1, "months", "2028-02-29"),
    ("2026-03-31", -1, "months", "2026-02-28"),
    ("2028-02-29", 12, "months", "2029-02-28"),
    ("2028-02-29", -12, "months", "2027-02-28"),
    ("2028-02-28", 1, "days", "2028-02-29"),
    # the longest delays of each unit
    ("2026-03-06", 3_660, "days", "2036-03-13"),
    ("2026-03-06", 522, "weeks", "2036-03-07"),
    ("2026-03-06", 120, "months", "2036-03-06"),
]

# day, policy, deadline
FREE_DAYS = [
    ("2026-03-06", "keep", "2026-03-06"),
    ("2026-03-07", "keep", "2026-03-07"),
    # a working day stays
    ("2026-03-06", "next", "2026-03-06"),
    ("2026-03-06", "previous", "2026-03-06"),
    # a Saturday, a Sunday, a day off
    ("2026-03-07", "next", "2026-03-09"),
    ("2026-03-07", "previous", "2026-03-06"),
    ("2026-03-08", "next", "2026-03-09"),
    ("2026-03-08", "previous", "2026-03-06"),
    ("2026-03-10", "next", "2026-03-11"),
    ("2026-03-10", "previous", "2026-03-09"),
    # beyond the known days
    ("2026-03-14", "next", None),
    ("2026-03-14", "previous", "2026-03-13"),
    ("2026-03-01", "next", "2026-03-02"),
    ("2026-03-01", "previous", None),
]

# delays, margin in days, first and last day; always from 2026-03-06
WINDOWS = [
    ([], 0, "2026-03-06", "2026-03-06"),
    ([], 60, "2026-01-05", "2026-05-05"),
    ([(5, "days")], 0, "2026-03-06", "2026-03-11"),
    ([(-5, "days")], 0, "2026-03-01", "2026-03-06"),
    ([(-5, "days"), (1, "weeks")], 0, "2026-03-01", "2026-03-13"),
    ([(-5, "days"), (1, "weeks")], 1, "2026-02-28", "2026-03-14"),
    # two days for each working day
    ([(5, "working_days")], 0, "2026-03-06", "2026-03-16"),
    ([(-5, "working_days"), (1, "months")], 0, "2026-02-24", "2026-04-06"),
]


@tagged("post_install", "-at_install")
class TestPlanDueDate(BaseCase):
    """When a delay ends, and where a deadline can fall, without a database."""

    def _assert_day(self, day, expected):
        self.assertEqual(day and day.isoformat(), expected)

    def test_due_day(self):
        """Delays end on the right day, or on none if too few days are known."""
        for base, count, unit, expected in DELAYS:
            with self.subTest(base=base, count=count, unit=unit):
                self._assert_day(
                    get_due_day(date.fromisoformat(base), count, unit, WORKING_DAYS),
                    expected,
                )

    def test_due_day_without_working_days(self):
        """Without working days, only calendar days can be counted."""
        base = date(2026, 3, 6)
        for count, expected in ((1, None), (-1, None), (0, base)):
            with self.subTest(count=count):
                self.assertEqual(get_due_day(base, count, "working_days", []), expected)
        self.assertEqual(get_due_day(base, 1, "days", []), date(2026, 3, 7))

    def test_due_day_out_of_range(self):
        """A delay beyond the last possible date raises an error for the caller."""
        for unit in ("days", "weeks", "months"):
            with (
                self.subTest(unit=unit),
                self.assertRaises((OverflowError, ValueError)),
            ):
                get_due_day(date.max, 1, unit, [])

    def test_free_day(self):
        """Deadlines move off non-working days by the policy; working days stay."""
        for day, policy, expected in FREE_DAYS:
            with self.subTest(day=day, policy=policy):
                self._assert_day(
                    move_off_free_day(date.fromisoformat(day), policy, WORKING_DAYS),
                    expected,
                )

    def test_free_day_without_working_days(self):
        """Without working days, the day stays, or there is none."""
        day = date(2026, 3, 7)
        for policy, expected in (("keep", day), ("next", None), ("previous", None)):
            with self.subTest(policy=policy):
                self.assertEqual(move_off_free_day(day, policy, []), expected)

    def test_window(self):
        """The window covers all delays, in both directions, and the margin."""
        for delays, margin, first, last in WINDOWS:
            with self.subTest(delays=delays, margin=margin):
                window = get_window(date(2026, 3, 6), delays, timedelta(days=margin))
                self.assertEqual([day.isoformat() for day in window], [first, last])
