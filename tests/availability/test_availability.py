from datetime import date, datetime, timedelta
from json import dumps

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from ..common import ActivityFlowCommon
from ..rpc_table import INTERNAL, READERS, RpcTable

BRUSSELS = "Europe/Brussels"
NEW_YORK = "America/New_York"
AUCKLAND = "Pacific/Auckland"
SECRETS = (
    "Flow secret",
    "Flow customer",
    "Flow call",
    "Flow leave",
    "meeting",
    "leave",
)

# Anna works in Brussels from 9 to 17. Times are in UTC.
# her calendar: kind, from, to (or hours), further values
# the request: a day, or a start and hours
# the answer: busy periods with their counts, and the next free time
TEN = ("activity", "2026-03-10 09:00:00", 1)
TEN_PERIOD = ("2026-03-10 09:00:00", "2026-03-10 10:00:00", 1)
CASES = {
    "nothing": ([], ("2026-03-10 09:00:00", 1), [], False),
    "same time": (
        [TEN],
        ("2026-03-10 09:00:00", 1),
        [TEN_PERIOD],
        "2026-03-10 10:00:00",
    ),
    "the last minute": (
        [TEN],
        ("2026-03-10 09:59:00", 1),
        [TEN_PERIOD],
        "2026-03-10 10:00:00",
    ),
    "the first minute": (
        [TEN],
        ("2026-03-10 08:01:00", 1),
        [TEN_PERIOD],
        "2026-03-10 10:00:00",
    ),
    "right after": ([TEN], ("2026-03-10 10:00:00", 1), [], False),
    "right before": ([TEN], ("2026-03-10 08:00:00", 1), [], False),
    "no length is half an hour": (
        [("activity", "2026-03-10 09:00:00", 0)],
        ("2026-03-10 09:29:00", 0),
        [("2026-03-10 09:00:00", "2026-03-10 09:30:00", 1)],
        "2026-03-10 09:30:00",
    ),
    "half an hour ahead": (
        [TEN],
        ("2026-03-10 08:31:00", 0),
        [TEN_PERIOD],
        "2026-03-10 10:00:00",
    ),
    "half an hour, and no more": (
        [("activity", "2026-03-10 09:00:00", 0)],
        ("2026-03-10 08:30:00", 0),
        [],
        False,
    ),
    "overlapping ones are one": (
        [TEN, ("event", "2026-03-10 09:30:00", "2026-03-10 10:30:00")],
        ("2026-03-10 10:15:00", 0.5),
        [("2026-03-10 09:00:00", "2026-03-10 10:30:00", 2)],
        "2026-03-10 10:30:00",
    ),
    "touching ones stay two": (
        [TEN, ("event", "2026-03-10 10:00:00", "2026-03-10 11:00:00")],
        ("2026-03-10 09:00:00", 1),
        [TEN_PERIOD],
        "2026-03-10 11:00:00",
    ),
    "one within another": (
        [TEN, ("event", "2026-03-10 09:15:00", "2026-03-10 09:30:00")],
        ("2026-03-10 09:45:00", 0.25),
        [("2026-03-10 09:00:00", "2026-03-10 10:00:00", 2)],
        "2026-03-10 10:00:00",
    ),
    "a day": (
        [TEN, ("event", "2026-03-10 13:00:00", "2026-03-10 13:20:00")],
        ("2026-03-10", 4),
        [
            ("2026-03-10 09:00:00", "2026-03-10 10:00:00", 1),
            ("2026-03-10 13:00:00", "2026-03-10 13:20:00", 1),
        ],
        "2026-03-11 08:00:00",
    ),
    "a day, the gap before": (
        [TEN],
        ("2026-03-10", 1),
        [TEN_PERIOD],
        "2026-03-10 08:00:00",
    ),
    "a day, rounded up": (
        [("event", "2026-03-10 08:00:00", "2026-03-10 09:20:00")],
        ("2026-03-10", 1),
        [("2026-03-10 08:00:00", "2026-03-10 09:20:00", 1)],
        "2026-03-10 09:30:00",
    ),
    "another day": ([TEN], ("2026-03-11", 1), [], False),
    "over midnight": (
        [("activity", "2026-03-10 22:30:00", 2)],
        ("2026-03-10", 1),
        [("2026-03-10 22:30:00", "2026-03-10 23:00:00", 1)],
        "2026-03-10 08:00:00",
    ),
    "after midnight": (
        [("activity", "2026-03-10 22:30:00", 2)],
        ("2026-03-11", 1),
        [("2026-03-10 23:00:00", "2026-03-11 00:30:00", 1)],
        "2026-03-11 08:00:00",
    ),
    "planned over midnight": (
        [("activity", "2026-03-10 23:30:00", 1)],
        ("2026-03-10 22:30:00", 2),
        [("2026-03-10 23:30:00", "2026-03-11 00:30:00", 1)],
        "2026-03-11 08:00:00",
    ),
    "planned up to midnight": (
        [("activity", "2026-03-10 22:30:00", 2)],
        ("2026-03-10 22:00:00", 1),
        [("2026-03-10 22:30:00", "2026-03-10 23:00:00", 1)],
        "2026-03-11 08:00:00",
    ),
    "a whole day": (
        [("allday", "2026-03-10", "2026-03-10")],
        ("2026-03-10 09:00:00", 1),
        [("2026-03-09 23:00:00", "2026-03-10 23:00:00", 1)],
        "2026-03-11 08:00:00",
    ),
    "the day after whole days": (
        [("allday", "2026-03-09", "2026-03-10")],
        ("2026-03-10 23:00:00", 1),
        [],
        False,
    ),
    # this day has 23 hours, the next one 25; both are Sundays
    "spring": (
        [("allday", "2026-03-29", "2026-03-29")],
        ("2026-03-29 09:00:00", 1),
        [("2026-03-28 23:00:00", "2026-03-29 22:00:00", 1)],
        "2026-03-30 07:00:00",
    ),
    "autumn": (
        [("allday", "2026-10-25", "2026-10-25")],
        ("2026-10-25 22:30:00", 0.5),
        [("2026-10-24 22:00:00", "2026-10-25 23:00:00", 1)],
        "2026-10-26 08:00:00",
    ),
    "declined": (
        [("event", "2026-03-10 09:00:00", "2026-03-10 10:00:00", "declined")],
        ("2026-03-10 09:00:00", 1),
        [],
        False,
    ),
    "free": (
        [("event", "2026-03-10 09:00:00", "2026-03-10 10:00:00", "free")],
        ("2026-03-10 09:00:00", 1),
        [],
        False,
    ),
    "archived": (
        [("event", "2026-03-10 09:00:00", "2026-03-10 10:00:00", "archived")],
        ("2026-03-10 09:00:00", 1),
        [],
        False,
    ),
    "done and cancelled": (
        [(*TEN, "done"), (*TEN, "cancelled")],
        ("2026-03-10 09:00:00", 1),
        [],
        False,
    ),
    "private": (
        [("event", "2026-03-10 09:00:00", "2026-03-10 10:00:00", "private")],
        ("2026-03-10 09:00:00", 1),
        [TEN_PERIOD],
        "2026-03-10 10:00:00",
    ),
    "an activity and its meeting": (
        [(*TEN, "meeting")],
        ("2026-03-10 09:00:00", 1),
        [TEN_PERIOD],
        "2026-03-10 10:00:00",
    ),
    "a deadline without time": (
        [("deadline", "2026-03-10", 0)],
        ("2026-03-10", 1),
        [],
        False,
    ),
    "leave": (
        [("leave", "2026-03-10 09:00:00", "2026-03-10 10:00:00")],
        ("2026-03-10 09:00:00", 1),
        [TEN_PERIOD],
        "2026-03-10 10:00:00",
    ),
    # the full two weeks would reveal more than a busy day
    "long leave": (
        [("leave", "2026-03-09 08:00:00", "2026-03-20 16:00:00")],
        ("2026-03-10", 1),
        [("2026-03-09 23:00:00", "2026-03-10 23:00:00", 1)],
        "2026-03-23 08:00:00",
    ),
    "training is no leave": (
        [("leave", "2026-03-10 09:00:00", "2026-03-10 10:00:00", "other")],
        ("2026-03-10 09:00:00", 1),
        [],
        False,
    ),
    "the evening is full": (
        [("event", "2026-03-10 15:00:00", "2026-03-10 16:00:00")],
        ("2026-03-10 15:30:00", 1),
        [("2026-03-10 15:00:00", "2026-03-10 16:00:00", 1)],
        "2026-03-11 08:00:00",
    ),
    "longer than a day of work": (
        [TEN],
        ("2026-03-10 09:00:00", 9),
        [TEN_PERIOD],
        False,
    ),
    "no time in 30 days": (
        [("event", "2026-03-10 08:00:00", "2026-04-10 16:00:00")],
        ("2026-03-10 09:00:00", 1),
        [("2026-03-10 08:00:00", "2026-03-10 23:00:00", 1)],
        False,
    ),
    "time on the 30th day": (
        [("event", "2026-03-10 08:00:00", "2026-04-09 07:00:00")],
        ("2026-03-10 09:00:00", 1),
        [("2026-03-10 08:00:00", "2026-03-10 23:00:00", 1)],
        "2026-04-09 07:00:00",
    ),
}

BAD_REQUESTS = [
    None,
    "abc",
    {},
    [1],
    ["abc"],
    [{}],
    [{"user_id": 1}],
    [{"date_deadline": "2026-03-10"}],
]
BAD_VALUES = [
    *(("user_id", value) for value in (True, 0, -1, 1.5, "1", [1], 2**31, 2**70)),
    *(("user_id", value) for value in (None, False, 2**31 - 1)),
    *(("date_deadline", value) for value in (20260310, "2026-02-30", "x", [], "")),
    ("date_deadline", "2026-03-10 09:00:00"),
    ("date_deadline", "9999-12-31"),
    ("date_deadline", "0001-01-01"),
    *(("planned_start", value) for value in ("2026-03-10", "x", 5, True, "9")),
    ("planned_start", "9999-12-31 23:59:59"),
    ("planned_start", "2026-03-10 25:00:00"),
    ("planned_duration", -1),
    ("planned_duration", 745),
    ("planned_duration", 1e300),
    ("planned_duration", float("nan")),
    ("planned_duration", float("inf")),
    *(("planned_duration", value) for value in ("1", [1], [], True)),
    *(("activity_id", value) for value in ("1", [1], True, -1, 2**31, 1.5)),
    *(("activity_id", value) for value in ([], {}, "", 0, 0.0)),
]

# a value, or several; part of the error message
SENTENCES = [
    ({"user_id": True}, "Invalid “user_id”: True"),
    ({"activity_id": "1"}, "Invalid “activity_id”: '1'"),
    ({"date_deadline": ""}, "Invalid “date_deadline”: ''"),
    ({"date_deadline": False}, "Invalid “date_deadline”: False"),
    ({"planned_start": ""}, "Invalid “planned_start”: ''"),
    ({"planned_start": "2026-03-10"}, "Invalid “planned_start”: '2026-03-10'"),
    ({"planned_duration": "1"}, "Invalid “planned_duration”: '1'"),
    ({"planned_duration": True}, "Invalid “planned_duration”: True"),
    ({"planned_duration": 745}, "Use hours"),
    ({"planned_duration": float("nan")}, "Use hours"),
    ({"date_deadline": "0001-01-01"}, "within a year"),
    ({"planned_start": "9999-12-31 23:59:59"}, "within a year"),
    # the first of several errors
    ({"planned_start": "9999-12-31 23:59:59", "date_deadline": "x"}, "within a year"),
    ({"planned_start": "x", "date_deadline": "9999-12-31"}, "“planned_start”"),
    ({"planned_duration": 745, "user_id": 0}, "Use hours"),
]


class BusyCommon(ActivityFlowCommon):
    """Anna, whose availability is checked, and things that make her busy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-02 06:00:00"))
        cls.env.ref("base.lang_en").time_format = "%H:%M:%S"
        cls._switch_outcomes(on=False)
        cls._switch("group_activity_status")
        cls.call = cls._create_type()
        cls.company = cls.env.company
        cls.calendar = cls._create_calendar()
        cls.company.resource_calendar_id = cls.calendar
        cls.anna = new_test_user(
            cls.env, "flow_anna", name="Anna", groups="base.group_user", tz=BRUSSELS
        )
        cls.resource = cls.env["resource.resource"].create(
            {
                "name": "Anna",
                "user_id": cls.anna.id,
                "company_id": cls.company.id,
                "calendar_id": cls.calendar.id,
                "tz": BRUSSELS,
            }
        )
        cls.reader = cls.users["salesperson"]
        cls.reader.tz = BRUSSELS
        cls.customer = cls.env["res.partner"].create({"name": "Flow customer"})

    @classmethod
    def _create_calendar(cls, **values):
        lines = [
            {
                "name": "Flow hours",
                "dayofweek": str(weekday),
                "hour_from": begin,
                "hour_to": end,
                "day_period": period,
            }
            for weekday in range(5)
            for begin, end, period in ((9, 12, "morning"), (12, 17, "afternoon"))
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": "Flow hours",
                "tz": BRUSSELS,
                "attendance_ids": [Command.clear(), *map(Command.create, lines)],
                **values,
            }
        )

    def _create_thing(self, kind, start, stop, trait=None):
        """Create something that may make Anna busy, with a name that must not leak."""
        if kind == "deadline":
            return self._create_planned(date_deadline=start)
        if kind == "activity":
            return self._create_planned(start, stop, trait)
        if kind == "leave":
            return self._create_leave(start, stop, trait)
        values = {"allday": True, "start_date": start, "stop_date": stop}
        return self._create_event(
            trait, **(values if kind == "allday" else {"start": start, "stop": stop})
        )

    def _create_planned(self, start=False, hours=0, trait=None, **values):
        activity = self._create_activity(
            self.call,
            **{
                "user_id": self.anna.id,
                "summary": "Flow secret",
                "note": "Flow secret",
                "planned_start": start,
                "planned_duration": hours,
                **values,
            },
        )
        if trait == "done":
            activity.action_complete()
        elif trait == "cancelled":
            activity.action_cancel("Flow secret")
        elif trait == "meeting":
            stop = Datetime.to_datetime(start) + timedelta(hours=hours)
            activity.calendar_event_id = self._create_event(start=start, stop=stop)
        return activity

    def _create_event(self, trait=None, **values):
        partners = self.anna.partner_id | self.customer
        event = self.env["calendar.event"].create(
            {
                "name": "Flow secret",
                "description": "Flow secret",
                "location": "Flow secret",
                "user_id": self.anna.id,
                "partner_ids": [Command.set(partners.ids)],
                "show_as": "free" if trait == "free" else "busy",
                "privacy": "private" if trait == "private" else "public",
                "active": trait != "archived",
                **values,
            }
        )
        if trait == "declined":
            attendees = event.attendee_ids
            attendees.filtered(
                lambda attendee: attendee.partner_id == self.anna.partner_id
            ).state = "declined"
        return event

    def _create_leave(self, start, stop, trait=None, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Flow leave",
                "resource_id": self.resource.id,
                "date_from": start,
                "date_to": stop,
                "time_type": trait or "leave",
                **values,
            }
        )

    def _create_holiday(self, day):
        return self._create_leave(
            f"{day} 00:00:00",
            f"{day} 22:00:00",
            resource_id=False,
            calendar_id=self.calendar.id,
            company_id=self.company.id,
        )

    def _request(self, start, hours=1.0, user=None, **values):
        """Return a request for a day, or for a start."""
        is_day = len(start) == 10
        return {
            "user_id": (user or self.anna).id,
            "date_deadline": start[:10],
            "planned_start": False if is_day else start,
            "planned_duration": hours,
            **values,
        }

    def _ask(self, *args, reader=None, context=None, **values):
        request = self._request(*args, **values)
        activities = self.Activity.with_user(reader or self.reader)
        activities = activities.with_context(**(context or {}))
        self.env.invalidate_all()
        return activities.get_busy([request])[0]


@tagged("post_install", "-at_install")
class TestAvailability(BusyCommon):
    """When an assignee is busy, and when the next free time is."""

    def test_cases(self):
        """Each row of the table above gets its answer, and none leaks a name."""
        for name, (things, asked, periods, free) in CASES.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                for thing in things:
                    self._create_thing(*thing)
                answer = self._ask(*asked)
                expected = [
                    dict(
                        zip(
                            ("start", "stop", "count"),
                            period,
                            strict=True,
                        )
                    )
                    for period in periods
                ]
                self.assertEqual(answer["periods"], expected)
                self.assertEqual(answer["free_start"], free)
                self.assertEqual(bool(answer["free_label"]), bool(free))
                for secret in SECRETS:
                    self.assertNotIn(secret, dumps(answer))
                savepoint.rollback()

    def test_archived_shown(self):
        """Archived records make no one busy, even with archived records shown."""
        self._create_thing(*TEN, "done")
        self._create_thing(
            "event", "2026-03-10 09:00:00", "2026-03-10 10:00:00", "archived"
        )
        answer = self._ask("2026-03-10", context={"active_test": False})
        self.assertFalse(any(answer.values()))

    def test_text(self):
        """The text names the person, the times and the count, and nothing else."""
        self._create_planned("2026-03-10 09:00:00", 1)
        self._create_event(start="2026-03-10 09:00:00", stop="2026-03-10 10:00:00")
        answer = self._ask("2026-03-10 09:00:00")
        self.assertEqual(answer["text"], "Anna is busy 10:00\u201311:00 (2)")
        self.assertEqual(answer["free_label"], "Tue, Mar 10, 11:00\u201312:00")
        self._create_event(start="2026-03-10 13:00:00", stop="2026-03-10 14:00:00")
        self.assertEqual(
            self._ask("2026-03-10")["text"],
            "Anna is busy 10:00\u201311:00 (2) and 14:00\u201315:00 (1)",
        )
        self.assertFalse(self._ask("2026-03-11")["text"])

    def test_text_all_day(self):
        """A fully booked day isn't shown as “from 0:00 to 0:00”."""
        self._create_thing("allday", "2026-03-10", "2026-03-10")
        answer = self._ask("2026-03-10")
        self.assertEqual(answer["text"], "Anna is busy all day (1)")

    def test_text_language(self):
        """Times and dates are formatted in the reader's language."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["res.lang"]._activate_lang("en_US")
        self.env.ref("base.lang_en").time_format = "%I:%M:%S %p"
        self._create_planned("2026-03-10 12:00:00", 1)
        english = self._ask("2026-03-10 12:00:00")
        self.assertEqual(english["text"], "Anna is busy 01:00 PM\u201302:00 PM (1)")
        self.reader.lang = "de_DE"
        german = self._ask("2026-03-10 12:00:00")
        self.assertEqual(german["free_label"], "Di., 10. M\u00e4rz, 14:00\u201315:00")

    def test_zones(self):
        """The day is in the assignee's time zone, the times in the reader's."""
        self.anna.tz = AUCKLAND
        self._create_planned("2026-03-09 11:30:00", 1)  # the 10th, 0:30 in Auckland
        self.reader.tz = NEW_YORK
        answer = self._ask("2026-03-10")
        self.assertEqual(
            answer["text"], "Anna is busy Mon, Mar 9, 07:30\u201308:30 (1)"
        )
        self.assertFalse(self._ask("2026-03-09")["text"])
        self.reader.tz = AUCKLAND
        answer = self._ask("2026-03-10")
        self.assertEqual(answer["text"], "Anna is busy 00:30\u201301:30 (1)")

    def test_free_day(self):
        """Weekends and public holidays are shown, with the next working day."""
        self._create_holiday("2026-05-01")
        for start, free in (
            ("2026-03-07", "2026-03-09 08:00:00"),
            ("2026-03-07 09:00:00", "2026-03-09 08:00:00"),
            ("2026-05-01", "2026-05-04 07:00:00"),
        ):
            with self.subTest(start):
                answer = self._ask(start)
                self.assertEqual(answer["text"], "Anna doesn't work on this day.")
                self.assertEqual(answer["periods"], [])
                self.assertEqual(answer["free_start"], free)
        self._create_planned("2026-03-07 09:00:00", 1)
        self.assertEqual(
            self._ask("2026-03-07")["text"],
            "Anna doesn't work on this day and is busy 10:00\u201311:00 (1)",
        )

    def test_leave_is_like_a_meeting(self):
        """A day off and a meeting of the same hours get the same answer."""
        slot = ("2026-03-10 08:00:00", "2026-03-10 16:00:00")
        answers = []
        for kind in ("leave", "event"):
            thing = self._create_thing(kind, *slot)
            answers.append([self._ask("2026-03-10"), self._ask("2026-03-10 09:00:00")])
            thing.unlink()
        self.assertTrue(answers[0][0]["text"])
        self.assertEqual(*answers)

    def test_now(self):
        """A free time is never in the past, and starts on a quarter hour."""
        with freeze_time("2026-03-10 10:02:00"):
            self._create_planned("2026-03-10 09:00:00", 1)
            self._create_planned("2026-03-03 09:00:00", 1)
            for start in ("2026-03-10", "2026-03-10 09:00:00", "2026-03-03"):
                answer = self._ask(start)
                self.assertEqual(answer["free_start"], "2026-03-10 10:15:00")
        with freeze_time("2026-03-10 10:15:00"):
            answer = self._ask("2026-03-10")
            self.assertEqual(answer["free_start"], "2026-03-10 10:15:00")

    def test_noon(self):
        """Adjacent working hours are joined; a lunch break isn't working time."""
        self._create_planned("2026-03-10 08:00:00", 2)
        answer = self._ask("2026-03-10", 3)
        self.assertEqual(answer["free_start"], "2026-03-10 10:00:00")
        afternoon = self.calendar.attendance_ids.filtered(
            lambda line: line.day_period == "afternoon"
        )
        afternoon.hour_from = 13
        answer = self._ask("2026-03-10", 3)
        self.assertEqual(answer["free_start"], "2026-03-10 12:00:00")

    def test_other_hours(self):
        """Without a calendar, or with flexible hours, Monday to Friday, 8-17, apply."""
        self._create_thing("allday", "2026-03-13", "2026-03-13")
        self.calendar.flexible_hours = True
        self.assertEqual(self._ask("2026-03-13")["free_start"], "2026-03-16 07:00:00")
        self._create_holiday("2026-03-16")
        self.assertEqual(self._ask("2026-03-13")["free_start"], "2026-03-17 07:00:00")
        self.resource.unlink()
        self.company.resource_calendar_id = False
        self.anna.tz = NEW_YORK
        self.assertEqual(self._ask("2026-03-13")["free_start"], "2026-03-16 12:00:00")
        self.assertTrue(self._ask("2026-03-14")["text"])

    def test_two_weeks(self):
        """A two-week calendar is followed week by week."""
        self.calendar.switch_calendar_type()
        lines = self.calendar.attendance_ids.filtered(lambda line: line.dayofweek)
        lines = lines.filtered(lambda line: not line.display_type)
        for day, monday in (("2026-03-10", "2026-03-16"), ("2026-03-17", "2026-03-23")):
            week = lines.get_week_type(date.fromisoformat(day))
            with self.subTest(day=day), self.env.cr.savepoint() as savepoint:
                lines.filtered(
                    lambda line, week=week: line.week_type == str(week)
                ).unlink()
                answer = self._ask(day)
                self.assertEqual(answer["text"], "Anna doesn't work on this day.")
                self.assertEqual(answer["free_start"][:10], monday)
                savepoint.rollback()

    def test_left_out(self):
        """A moved activity and its meeting don't block themselves."""
        activity = self._create_planned("2026-03-10 09:00:00", 1, "meeting")
        other = self._create_planned("2026-03-10 12:00:00", 1)
        own = {"activity_id": activity.id}
        self.assertFalse(self._ask("2026-03-10 09:00:00", **own)["text"])
        self.assertTrue(self._ask("2026-03-10 12:00:00", **own)["text"])
        self.assertTrue(self._ask("2026-03-10 12:00:00", activity_id=2**31 - 1)["text"])
        self.assertFalse(self._ask("2026-03-10 12:00:00", activity_id=other.id)["text"])

    def test_left_out_hidden(self):
        """Leaving out a hidden activity would reveal its assignee and its time."""
        activity = self._create_planned("2026-03-10 09:00:00", 1)
        stranger = self.users["employee"]
        stranger.tz = BRUSSELS
        self.assertFalse(activity.with_user(stranger)._filtered_access("read"))
        answers = [
            self._ask("2026-03-10", reader=stranger, activity_id=id_)
            for id_ in (activity.id, False)
        ]
        self.assertTrue(answers[0]["text"])
        self.assertEqual(*answers)

    def test_gone(self):
        """Archived users and customers get an empty answer."""
        portal = self.users["portal"]
        for user in (self.anna, portal):
            event = {"start": "2026-03-10 09:00:00", "stop": "2026-03-10 10:00:00"}
            self._create_event(partner_ids=[Command.set(user.partner_id.ids)], **event)
        self.assertTrue(self._ask("2026-03-10")["text"])
        self.anna.active = False
        for user in (self.anna, portal):
            for start in ("2026-03-10", "2026-03-07"):
                answer = self._ask(start, user=user)
                self.assertFalse(any(answer.values()))

    def test_hook(self):
        """Users left out by the hook get an empty answer, even on free days."""
        self._create_planned("2026-03-10 09:00:00", 1)
        self.patch(
            type(self.Activity),
            "_filter_busy_users",
            lambda activities, users: users - self.anna,
        )
        for start in ("2026-03-10", "2026-03-07"):
            self.assertFalse(any(self._ask(start).values()))

    def test_private_method(self):
        """Code passes records and datetimes, and gets datetimes back."""
        activity = self._create_planned("2026-03-10 09:00:00", 1)
        request = {
            "user": self.anna,
            "day": date(2026, 3, 10),
            "start": datetime(2026, 3, 10, 9),
            "hours": 1.0,
        }
        answers = self.Activity.with_user(self.reader)._get_busy(
            [request, {**request, "activity": activity}, {**request, "start": None}]
        )
        ten, eleven = datetime(2026, 3, 10, 9), datetime(2026, 3, 10, 10)
        self.assertEqual(answers[0]["periods"], [(ten, eleven, 1)])
        self.assertEqual(answers[0]["free_start"], eleven)
        self.assertFalse(any(answers[1].values()))
        self.assertEqual(answers[2]["free_start"], datetime(2026, 3, 10, 8))
        self.assertEqual(self.Activity._get_busy([]), [])

    def test_batch(self):
        """100 requests for 20 people take as many queries as two, all answered."""
        users = self.anna
        for number in range(20):
            users |= new_test_user(
                self.env, f"flow_busy_{number}", groups="base.group_user", tz=BRUSSELS
            )
        for number, user in enumerate(users):
            start = f"2026-03-10 {8 + number % 8:02}:00:00"
            self._create_planned(user_id=user.id, start=start, hours=1)
        counts = []
        activities = self.Activity.with_user(self.reader)
        for size in (2, 2, 100):
            requests = [
                self._request("2026-03-10", user=users[number % len(users)])
                for number in range(size)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answers = activities.get_busy(requests)
            counts.append(self.env.cr.sql_log_count - before)
            for number, answer in enumerate(answers):
                hour = 8 + number % len(users) % 8
                start = f"2026-03-10 {hour:02}:00:00"
                self.assertEqual(answer["periods"][0]["start"], start)
                self.assertEqual(len(answer["periods"]), 1)
        self.assertLessEqual(counts[2], counts[1])

    def test_own_calendars(self):
        """Each calendar is computed around its people's days, and no others.

        People with calendars of their own are the longest to compute: it is the number
        of days that counts, and how many queries each window takes.
        """
        users = self.anna
        for number in range(10):
            user = new_test_user(
                self.env, f"flow_own_{number}", groups="base.group_user", tz=BRUSSELS
            )
            own = self._create_calendar(name=f"Flow {number}")
            self._create_resource(user, calendar_id=own.id)
            users |= user
        self._create_planned("2026-03-10 09:00:00", 1, user_id=users[1].id)
        windows = []
        calendars = type(self.env["resource.calendar"])
        compute = calendars._get_activity_work

        def record(calendar, start, stop, *args):
            windows.append((calendar, (stop - start).days))
            return compute(calendar, start, stop, *args)

        self.patch(calendars, "_get_activity_work", record)
        activities = self.Activity.with_user(self.reader)
        counts = []
        for days in (["2026-03-10"], ["2026-03-10"], ["2025-03-10", "2027-03-01"]):
            requests = [self._request(day, user=user) for user in users for day in days]
            windows.clear()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answers = activities.get_busy(requests)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len({calendar for calendar, _days in windows}), len(users))
            self.assertLessEqual(len(windows), 3 * len(users))
            self.assertLessEqual(max(days for _calendar, days in windows), 40)
            self.assertEqual(len(answers), len(requests))
            if len(days) == 1:
                self.assertTrue(answers[1]["text"])
                self.assertFalse(answers[2]["text"])
        self.assertLessEqual(counts[1], 6 * len(users) + 30, counts)
        self.assertLessEqual(counts[2], 3 * 6 * len(users) + 30, counts)

    def test_other_days(self):
        """Requests for several days of one person are each answered for their day."""
        starts = ("2025-06-10 09:00:00", "2026-03-10 09:00:00", "2027-02-09 09:00:00")
        for start in starts:
            self._create_planned(start, 1)
        leave = ("2026-06-01 00:00:00", "2026-06-01 22:00:00")
        self._create_leave(*leave)
        requests = [self._request(start) for start in (*starts, leave[0][:10])]
        self.env.invalidate_all()
        answers = self.Activity.with_user(self.reader).get_busy(requests)
        self.assertEqual(
            [[period["start"] for period in answer["periods"]] for answer in answers],
            [[start] for start in (*starts, leave[0])],
        )
        self.assertEqual(
            [answer["free_start"] for answer in answers],
            [
                "2026-03-02 08:00:00",  # not in the past
                "2026-03-10 10:00:00",
                "2027-02-09 10:00:00",
                "2026-06-02 07:00:00",
            ],
        )


@tagged("post_install", "-at_install")
class TestAvailabilityRpc(RpcTable, BusyCommon):
    """Who may check availability, and with which values."""

    room = "availability"

    def _get_state(self):
        self.env.invalidate_all()
        activities = self.Activity.with_context(active_test=False)
        return activities.search_read([], order="id")

    def _get_calls(self):
        requests = [self._request("2026-03-10")]
        roles = INTERNAL - {"other_company"}
        scheduler = self.env["mail.activity.schedule"]
        values = {"res_model": "crm.lead", "res_ids": str(self.lead.ids)}
        scheduler = scheduler.with_user(self.users["salesperson"]).create(values)
        return [
            ("mail.activity", "find_time", [self.anna.ids], roles),
            ("mail.activity", "get_busy", [requests], roles),
            (
                *("mail.activity.schedule", "action_create_calendar_event"),
                *([scheduler.ids], READERS),
            ),
        ]

    def test_bad_requests(self):
        """An unreadable request is refused with a sentence, whatever it contains."""
        good = self._request("2026-03-10")
        requests = [
            *BAD_REQUESTS,
            *([{**good, name: value}] for name, value in BAD_VALUES),
        ]
        for bad in requests:
            with (
                self.subTest(request=bad),
                self.assertRefused(error=ValidationError),
            ):
                self._rpc("salesperson", "mail.activity", "get_busy", bad)

    def test_sentences(self):
        """Each error message says what is wrong with the request."""
        good = self._request("2026-03-10")
        for values, sentence in SENTENCES:
            with (
                self.subTest(values=values),
                self.assertRefused(sentence, error=ValidationError),
            ):
                requests = [{**good, **values}]
                self._rpc("salesperson", "mail.activity", "get_busy", requests)

    def test_spellings(self):
        """Clients can leave out leading zeros."""
        self._create_planned("2026-03-10 09:00:00", 1)
        for values in (
            {"date_deadline": "2026-3-10"},
            {"planned_start": "2026-3-10 9:30:0"},
        ):
            with self.subTest(values=values):
                requests = [{**self._request("2026-03-10"), **values}]
                answer = self._rpc("salesperson", "mail.activity", "get_busy", requests)
                self.assertTrue(answer[0]["text"])

    def test_too_many(self):
        """100 requests are answered, one more is not."""
        many = [self._request("2026-03-10")] * 100
        answers = self._rpc("employee", "mail.activity", "get_busy", many)
        self.assertEqual(len(answers), 100)
        with self.assertRefused("100", error=ValidationError):
            self._rpc("employee", "mail.activity", "get_busy", [*many, many[0]])

    def test_within_a_year(self):
        """A day a year from today is answered, one more day away is not."""
        for day in ("2025-03-01", "2027-03-03"):
            request = [self._request(day)]
            self._rpc("employee", "mail.activity", "get_busy", request)
        for day in ("2025-02-28", "2027-03-04"):
            for start in (day, f"{day} 12:00:00"):
                request = [self._request(start)]
                with self.assertRefused(day, "within a year", error=ValidationError):
                    self._rpc("employee", "mail.activity", "get_busy", request)

    def test_portal(self):
        """Customers get no answer, not even about themselves."""
        own = self._request("2026-03-10", user=self.users["portal"])
        for requests in ([own], [], "x"):
            with self.assertRaises(AccessError):
                self._rpc("portal", "mail.activity", "get_busy", requests)

    def test_other_company(self):
        """A user of another company is as unknown as an ID that doesn't exist."""
        stranger = self.users["other_company"]
        for user_id in (stranger.id, 2**31 - 1):
            request = self._request("2026-03-10")
            with self.assertRefused("no user with the ID", error=ValidationError):
                self._rpc(
                    "salesperson",
                    "mail.activity",
                    "get_busy",
                    [{**request, "user_id": user_id}],
                )
