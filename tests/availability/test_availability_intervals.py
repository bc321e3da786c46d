from datetime import date, datetime, time, timedelta
from itertools import islice

import pytz

from odoo.tests import BaseCase, tagged

from ...models.availability.intervals import (
    Schedule,
    find_common_gaps,
    find_gap,
    find_gaps,
    get_common_hours,
    get_day_slot,
    get_length,
    get_office_hours,
    get_search_windows,
    get_weekdays,
    join_hours,
    join_windows,
    merge_slots,
    to_json,
)
from ...models.planned_time.zones import get_moment_at

BRUSSELS = pytz.timezone("Europe/Brussels")
NEW_YORK = pytz.timezone("America/New_York")
AUCKLAND = pytz.timezone("Pacific/Auckland")
HAVANA = pytz.timezone("America/Havana")

# Hours count from the start of Tuesday, March 10, 2026; 24 is the next day.
# slots; merged between 8 and 18, with counts
MERGED = {
    "nothing": ([], []),
    "one": ([(9, 10)], [(9, 10, 1)]),
    "two apart": ([(9, 10), (11, 12)], [(9, 10, 1), (11, 12, 1)]),
    "in order": ([(11, 12), (9, 10)], [(9, 10, 1), (11, 12, 1)]),
    "touching": ([(9, 10), (10, 11)], [(9, 10, 1), (10, 11, 1)]),
    "overlapping": ([(9, 10.5), (10, 11)], [(9, 11, 2)]),
    "the same": ([(9, 10), (9, 10)], [(9, 10, 2)]),
    "one within another": ([(9, 12), (10, 11)], [(9, 12, 2)]),
    "a chain": ([(9, 11), (10, 13), (12, 14)], [(9, 14, 3)]),
    "within a long one, and after": ([(9, 14), (10, 11), (13, 15)], [(9, 15, 3)]),
    "from before": ([(-24, 9)], [(8, 9, 1)]),
    "until after": ([(17, 48)], [(17, 18, 1)]),
    "all the time": ([(-24, 48)], [(8, 18, 1)]),
    "before": ([(6, 7)], []),
    "after": ([(19, 20)], []),
    "up to the begin": ([(7, 8)], []),
    "from the end on": ([(18, 19)], []),
    "no length": ([(9, 9)], []),
    "upside down": ([(10, 9)], []),
    "cut to the same": ([(6, 9), (7, 9)], [(8, 9, 2)]),
}

# working hours, slots, earliest start, duration; the gap
DAY = [(9, 17)]
WEEK = [(24 * day + 9, 24 * day + 17) for day in range(40)]
GAPS = {
    "at once": (DAY, [], 10, 1, 10),
    "not before work": (DAY, [], 6, 1, 9),
    "at the next quarter": (DAY, [], 10.01, 1, 10.25),
    "at a quarter": (DAY, [], 10.25, 1, 10.25),
    "after what is there": (DAY, [(10, 11)], 10, 1, 11),
    "after a chain": (DAY, [(10, 11), (11, 12)], 10, 1, 12),
    "rounded up after it": (DAY, [(10, 11.1)], 10, 1, 11.25),
    "just before it": (DAY, [(11, 12)], 10, 1, 10),
    "too short before it": (DAY, [(11, 12)], 10, 1.25, 12),
    "just between two": (DAY, [(10, 11), (12, 13)], 10, 1, 11),
    "too short between two": (DAY, [(10, 11), (11.75, 13)], 10, 1, 13),
    "up to the end of work": (DAY, [(9, 16)], 9, 1, 16),
    "too late": (DAY, [(9, 16.25)], 9, 1, False),
    "the next day": (WEEK, [(9, 16.25)], 9, 1, 24 + 9),
    "over lunch": ([(9, 12), (13, 17)], [], 9, 3.5, 13),
    "longer than work": (WEEK, [], 9, 8.5, False),
    "no work": ([], [], 9, 1, False),
    "work is over": (DAY, [], 17, 1, False),
    "on the 30th day": (WEEK, [(0, 24 * 30 + 9)], 10, 1, 24 * 30 + 9),
    "at the end of the 30 days": (WEEK, [(0, 24 * 30 + 10)], 10, 1, 24 * 30 + 10),
    "work begins at the end of the 30 days": (WEEK, [(0, 729)], 9, 1, 729),
    "after 30 days": (WEEK, [(0, 24 * 30 + 10.25)], 10, 1, False),
    "in the way of the end": (WEEK, [(9, 720), (730, 740)], 9.75, 1, 729),
    "in the way past the end": (WEEK, [(9, 720), (729.5, 740)], 9, 1, False),
}

# working hours, slots, earliest start, duration; the first five gaps
SERIES = {
    "one after the other": (DAY, [], 9, 2, [9, 11, 13, 15]),
    "on quarters": (DAY, [], 9, 1.9, [9, 11, 13, 15]),
    "around what is there": (DAY, [(10, 11), (13.5, 16)], 9, 1, [9, 11, 12, 16]),
    "up to what is there": (DAY, [(11, 17)], 9, 1, [9, 10]),
    "rounded up after it": (DAY, [(9, 10.1)], 9, 3, [10.25, 13.25]),
    "on to the next day": (WEEK, [(9, 15)], 9, 1, [15, 16, 33, 34, 35]),
    "not over the night": (WEEK, [], 9, 5, [9, 33, 57, 81, 105]),
    "until the 30 days are over": (WEEK, [(0, 24 * 30 + 10)], 10, 1, [24 * 30 + 10]),
    "no time": (DAY, [(9, 17)], 9, 1, []),
}

# the working hours of two people; those of both
COMMON = {
    "the same": ([(9, 17)], [(9, 17)], [(9, 17)]),
    "overlapping": ([(9, 15)], [(12, 17)], [(12, 15)]),
    "one within another": ([(9, 17)], [(10, 12)], [(10, 12)]),
    "touching": ([(9, 12)], [(12, 17)], []),
    "apart": ([(9, 12)], [(13, 17)], []),
    "two breaks": ([(9, 12), (13, 17)], [(9, 11), (12, 16)], [(9, 11), (13, 16)]),
    "several days": ([(9, 17), (33, 41)], [(15, 35)], [(15, 17), (33, 35)]),
    "none": ([(9, 17)], [], []),
}

# each person's working hours and slots; the first gaps of an hour from 9 on
PEOPLE = {
    "one": ([(DAY, [(9, 15)])], [15, 16]),
    "two who are free": ([([(9, 11)], []), ([(9, 12)], [])], [9, 10]),
    "one is busy": ([([(9, 12)], [(9, 10)]), ([(9, 12)], [])], [10, 11]),
    "one after the other": ([([(9, 12)], [(9, 10)]), ([(9, 12)], [(10, 11)])], [11]),
    "never together": ([([(9, 11)], [(9, 10)]), ([(9, 11)], [(10, 11)])], []),
    "both at once": ([([(9, 12)], [(9, 11)]), ([(9, 12)], [(9, 11)])], [11]),
    "no common hours": ([([(9, 12)], []), ([(13, 17)], [])], []),
    "three": ([(DAY, []), ([(10, 13)], []), ([(9, 12)], [(10, 11)])], [11]),
    "one doesn't work": ([(DAY, []), ([], [])], []),
    # a leave is a slot like any other
    "a week of leave": ([(WEEK, []), (WEEK[:8], [(0, 24 * 7)])], list(range(177, 182))),
}

# zones, a day; the hours that office hours in all of them have in common, in UTC
ZONES = [
    ((BRUSSELS, NEW_YORK), "2026-03-10", [("2026-03-10 12:00", "2026-03-10 16:00")]),
    # summer time has begun in New York, and then in Brussels, too
    ((BRUSSELS, NEW_YORK), "2026-03-05", [("2026-03-05 13:00", "2026-03-05 16:00")]),
    ((BRUSSELS, NEW_YORK), "2026-03-30", [("2026-03-30 12:00", "2026-03-30 15:00")]),
    ((BRUSSELS, AUCKLAND), "2026-03-10", []),
    ((NEW_YORK, AUCKLAND), "2026-03-10", [("2026-03-10 19:00", "2026-03-10 21:00")]),
]

# a night from midnight to 6:00 in Brussels; how many hours it has
NIGHTS = [("2026-03-28", 6), ("2026-03-29", 5), ("2026-10-25", 7)]

# working hours in UTC; joined
JOINED = {
    "none": ([], []),
    "one": ([(9, 12)], [(9, 12)]),
    "a break": ([(9, 12), (13, 17)], [(9, 12), (13, 17)]),
    "touching": ([(9, 12), (12, 17)], [(9, 17)]),
    "three": ([(9, 12), (12, 13), (13, 17)], [(9, 17)]),
    "overlapping": ([(9, 13), (12, 17)], [(9, 17)]),
    "one within another": ([(9, 17), (10, 12)], [(9, 17)]),
    "over midnight": ([(20, 24), (24, 28)], [(20, 28)]),
}

# zone, first and last day; start and end in UTC
DAY_SLOTS = [
    (pytz.utc, "2026-03-10", "2026-03-10", "2026-03-10 00:00", "2026-03-11 00:00"),
    (BRUSSELS, "2026-03-10", "2026-03-10", "2026-03-09 23:00", "2026-03-10 23:00"),
    (BRUSSELS, "2026-03-10", "2026-03-12", "2026-03-09 23:00", "2026-03-12 23:00"),
    # 23 hours, and 25
    (BRUSSELS, "2026-03-29", "2026-03-29", "2026-03-28 23:00", "2026-03-29 22:00"),
    (BRUSSELS, "2026-10-25", "2026-10-25", "2026-10-24 22:00", "2026-10-25 23:00"),
    (NEW_YORK, "2026-03-08", "2026-03-08", "2026-03-08 05:00", "2026-03-09 04:00"),
    # the first of two midnights
    (HAVANA, "2025-11-02", "2025-11-02", "2025-11-02 04:00", "2025-11-03 05:00"),
]

# first and last days, counted from a Tuesday; joined
WINDOWS = {
    "none": ([], []),
    "one": ([(0, 1)], [(0, 1)]),
    "the same": ([(0, 1), (0, 1)], [(0, 1)]),
    "overlapping": ([(0, 3), (2, 5)], [(0, 5)]),
    "one within another": ([(0, 9), (2, 5)], [(0, 9)]),
    "in any order": ([(2, 5), (0, 3)], [(0, 5)]),
    "close": ([(0, 1), (31, 32)], [(0, 32)]),
    "apart": ([(0, 1), (32, 33)], [(0, 1), (32, 33)]),
    "a chain": ([(0, 1), (25, 26), (50, 51)], [(0, 51)]),
}

# the first and the last day of a request, counted from today; the windows
SEARCHED = {
    "today": ((0, 0), [(-1, 31)]),
    "next year": ((300, 300), [(299, 331)]),
    "several days": ((10, 12), [(9, 43)]),
    "past": ((-100, -100), [(-101, -99), (-1, 31)]),
    "past, several days": ((-100, -98), [(-101, -97), (-1, 33)]),
}

# hours, minutes
LENGTHS = [(0, 30), (0.001, 30), (0.01, 1), (0.25, 15), (1, 60), (744, 44_640)]

# first and last day; those from Monday to Friday
WEEKDAYS = [
    ("2026-03-10", "2026-03-10", [10]),
    ("2026-03-06", "2026-03-09", [6, 9]),
    ("2026-03-07", "2026-03-08", []),
    ("2026-03-02", "2026-03-08", [2, 3, 4, 5, 6]),
    ("2026-03-10", "2026-03-09", []),
]

# zone, a day; office hours in UTC
OFFICE = [
    (pytz.utc, "2026-03-10", ("2026-03-10 08:00", "2026-03-10 17:00")),
    (BRUSSELS, "2026-03-10", ("2026-03-10 07:00", "2026-03-10 16:00")),
    (BRUSSELS, "2026-03-30", ("2026-03-30 06:00", "2026-03-30 15:00")),
    (NEW_YORK, "2026-03-10", ("2026-03-10 12:00", "2026-03-10 21:00")),
]


def at(hour):
    """Return the datetime of an hour, counted as in the tables above."""
    return datetime(2026, 3, 10) + timedelta(minutes=round(hour * 60))


def days(pairs):
    """Return pairs of dates, counted from March 10, 2026."""
    today = date(2026, 3, 10)
    return [tuple(today + timedelta(days=day) for day in pair) for pair in pairs]


def between(pairs):
    return [(at(begin), at(end)) for begin, end in pairs]


def get_schedule(work, slots):
    """Return the schedule of a person with these hours and slots."""
    slots = {("slot", number): slot for number, slot in enumerate(between(slots))}
    return Schedule(pytz.utc, set(), work, slots)


@tagged("post_install", "-at_install")
class TestAvailabilityIntervals(BaseCase):
    """The tables above, without a database."""

    def test_to_json(self):
        """Moments are texts as Odoo writes them: without fractions of a second."""
        start = datetime(2026, 3, 10, 9, 5, 0, 123)
        self.assertEqual(
            to_json(start, at(10)),
            {"start": "2026-03-10 09:05:00", "stop": "2026-03-10 10:00:00"},
        )

    def test_merge(self):
        """Overlapping slots become one period, cut to the requested range."""
        for name, (slots, expected) in MERGED.items():
            with self.subTest(name):
                self.assertEqual(
                    merge_slots(between(slots), at(8), at(18)),
                    [(at(begin), at(end), count) for begin, end, count in expected],
                )

    def test_gap(self):
        """The first gap is long enough, within working hours and 30 days."""
        for name, (work, slots, start, hours, gap) in GAPS.items():
            with self.subTest(name):
                length = timedelta(hours=hours)
                found = find_gap(between(work), between(slots), at(start), length)
                self.assertEqual(found, gap and at(gap))

    def test_gaps(self):
        """Gaps follow one another, and none begins in another one."""
        for name, (work, slots, start, hours, gaps) in SERIES.items():
            with self.subTest(name):
                length = timedelta(hours=hours)
                found = find_gaps(between(work), between(slots), at(start), length)
                self.assertEqual(list(islice(found, 5)), [at(gap) for gap in gaps])

    def test_common_hours(self):
        """Common hours are the same, whoever comes first."""
        for name, (hours, others, common) in COMMON.items():
            with self.subTest(name):
                pair = between(hours), between(others)
                self.assertEqual(get_common_hours(*pair), between(common))
                self.assertEqual(get_common_hours(*reversed(pair)), between(common))

    def test_common_gaps(self):
        """Everyone works and is free in a common gap."""
        for name, (people, gaps) in PEOPLE.items():
            with self.subTest(name):
                found = find_common_gaps(
                    [get_schedule(between(work), slots) for work, slots in people],
                    at(9),
                    timedelta(hours=1),
                )
                self.assertEqual(list(islice(found, 5)), [at(gap) for gap in gaps])

    def test_common_zones(self):
        """Hours are compared as moments, wherever people are, in summer, too."""
        for zones, text, expected in ZONES:
            with self.subTest(zones=zones, day=text):
                first = date.fromisoformat(text)
                last = first + timedelta(days=1)
                pair = [join_hours(get_office_hours(first, last, z))[1] for z in zones]
                common = [
                    hours
                    for hours in get_common_hours(*pair)
                    if hours[0].date() == first
                ]
                slots = [tuple(map(datetime.fromisoformat, slot)) for slot in expected]
                self.assertEqual(common, slots)

    def test_gaps_at_night(self):
        """A night in which the clocks change has an hour less, or one more."""
        for text, hours in NIGHTS:
            with self.subTest(day=text):
                day = date.fromisoformat(text)
                work = [get_moment_at(day, time(hour), BRUSSELS) for hour in (0, 6)]
                found = find_common_gaps(
                    [get_schedule([tuple(work)], [])], work[0], timedelta(hours=1)
                )
                starts = [work[0] + timedelta(hours=hour) for hour in range(hours)]
                self.assertEqual(list(found), starts)

    def test_join(self):
        """Adjacent hours are joined; days are those of the workplace's zone."""
        for name, (hours, joined) in JOINED.items():
            with self.subTest(name):
                intervals = [
                    (
                        *(
                            pytz.utc.localize(at(hour)).astimezone(BRUSSELS)
                            for hour in pair
                        ),
                        None,
                    )
                    for pair in hours
                ]
                begins = {begin.date() for begin, _end, _line in intervals}
                self.assertEqual(join_hours(intervals), (begins, between(joined)))

    def test_join_days(self):
        """A morning in Auckland belongs to that day, though not in UTC."""
        begin, end = (AUCKLAND.localize(at(hour)) for hour in (9, 12))
        days, hours = join_hours([(begin, end, None)])
        self.assertEqual(days, {date(2026, 3, 10)})
        self.assertEqual(hours, between([(-4, -1)]))

    def test_day_slot(self):
        """A day starts and ends at midnight, and can have 23 or 25 hours."""
        for zone, first, last, *slot in DAY_SLOTS:
            with self.subTest(zone=zone, first=first, last=last):
                days = map(date.fromisoformat, (first, last))
                expected = tuple(map(datetime.fromisoformat, slot))
                self.assertEqual(get_day_slot(*days, zone), expected)

    def test_windows(self):
        """Windows that are close become one, others stay apart."""
        for name, (windows, joined) in WINDOWS.items():
            with self.subTest(name):
                self.assertEqual(join_windows(days(windows)), days(joined))

    def test_searched(self):
        """A request needs its own days, and the 30 days in which time may be free."""
        for name, (request, windows) in SEARCHED.items():
            with self.subTest(name):
                [(first, last)] = days([request])
                found = get_search_windows(first, last, date(2026, 3, 10))
                self.assertEqual(found, days(windows))

    def test_length(self):
        """Hours are accurate to the minute, and none are half an hour."""
        for hours, minutes in LENGTHS:
            with self.subTest(hours=hours):
                self.assertEqual(get_length(hours), timedelta(minutes=minutes))

    def test_weekdays(self):
        """Saturdays and Sundays are left out; both ends are included."""
        for first, last, expected in WEEKDAYS:
            with self.subTest(first=first, last=last):
                days = get_weekdays(*map(date.fromisoformat, (first, last)))
                self.assertEqual([day.day for day in days], expected)

    def test_office_hours(self):
        """Office hours are 8 to 17 local time, in summer, too."""
        for zone, text, slot in OFFICE:
            with self.subTest(zone=zone, day=text):
                day = date.fromisoformat(text)
                days, hours = join_hours(get_office_hours(day, day, zone))
                self.assertEqual(days, {day})
                self.assertEqual(hours, [tuple(map(datetime.fromisoformat, slot))])
        saturday = date(2026, 3, 7)
        self.assertFalse(list(get_office_hours(saturday, saturday, BRUSSELS)))
