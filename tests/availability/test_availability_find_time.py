from datetime import datetime, time, timedelta
from json import dumps

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .test_availability import AUCKLAND, BRUSSELS, NEW_YORK, SECRETS, BusyCommon

START = "2026-03-10 00:00:00"
# Anna and Ben work in Brussels from 9 to 17, which is 8 to 16 in UTC.
# what makes each of them busy; duration; the next times on and after March 10
CASES = {
    "both are free": ([], [], 4, ["10 08:00", "10 12:00", "11 08:00"]),
    "one is busy": (
        [("activity", "2026-03-10 08:00:00", 6)],
        [],
        1,
        ["10 14:00", "10 15:00", "11 08:00"],
    ),
    "each at another time": (
        [("activity", "2026-03-10 08:00:00", 4)],
        [("event", "2026-03-10 12:00:00", "2026-03-10 15:20:00")],
        0.5,
        ["10 15:30", "11 08:00", "11 08:30"],
    ),
    "a leave": (
        [("leave", "2026-03-10 00:00:00", "2026-03-17 00:00:00")],
        [],
        8,
        ["17 08:00", "18 08:00", "19 08:00"],
    ),
    "a whole day": (
        [],
        [("allday", "2026-03-10", "2026-03-10")],
        8,
        ["11 08:00", "12 08:00", "13 08:00"],
    ),
    "over a weekend, into summer time": (
        [],
        [("leave", "2026-03-10 00:00:00", "2026-03-27 00:00:00")],
        8,
        ["27 08:00", "30 07:00", "31 07:00"],
    ),
    "declined": (
        [("event", "2026-03-10 08:00:00", "2026-03-10 16:00:00", "declined")],
        [],
        8,
        ["10 08:00", "11 08:00", "12 08:00"],
    ),
    "longer than a day of work": ([], [], 8.25, []),
    "no time in 30 days": (
        [("leave", "2026-03-10 00:00:00", "2026-04-10 16:00:00")],
        [],
        1,
        [],
    ),
}

# arguments; a part of the sentence
BAD = [
    *(((ids,), "Invalid “user_ids”") for ids in (None, 1, "1", {}, [0], ["1"], [True])),
    *(((ids,), "Invalid “user_ids”") for ids in ([None], [[1]], [2**31], [1.5])),
    (([],), "1 to 50 people"),
    ((list(range(1, 52)),), "1 to 50 people"),
    (([2**31 - 1],), "no user with the ID 2147483647"),
    *(
        (("anna", hours), "Invalid “planned_duration”")
        for hours in ("1", [1], {}, True, "")
    ),
    *((("anna", hours), "Use hours") for hours in (-1, 745, 1e300, float("nan"))),
    *(
        (("anna", 1, start), "Invalid “start”")
        for start in ("", "x", 5, True, [], "2026-03-10", "2026-02-30 00:00:00")
    ),
    (("anna", 1, "9999-12-31 23:59:59"), "within a year"),
    (("anna", 1, "0001-01-01 00:00:00"), "within a year"),
    *(
        (("anna", 1, START, number), "1 to 100 times")
        for number in (0, -1, 101, 1.5, "1", None, False, True, [])
    ),
]


class FindTimeCommon(BusyCommon):
    """Anna and Ben, for whom a colleague with the lowest rights finds a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ben = new_test_user(
            cls.env, "flow_ben", name="Ben", groups="base.group_user", tz=BRUSSELS
        )
        cls.reader = cls.users["employee"]
        cls.reader.tz = BRUSSELS

    def _find(self, users=None, hours=1, start=START, number=3, reader=None):
        self.env.invalidate_all()
        activities = self.Activity.with_user(reader or self.reader)
        users = users or self.anna | self.ben
        return activities.find_time(users.ids, hours, start, number)

    def _find_starts(self, *args, **kwargs):
        """Return the days and times at which a time begins, such as "10 08:00"."""
        return [each["start"][8:16] for each in self._find(*args, **kwargs)]

    def _create_for(self, user, thing):
        """Create what makes a user busy; the factories do it for Anna."""
        anna, resource = self.anna, self.resource
        if user != anna:
            self.resource = self.resource.copy({"user_id": user.id, "name": "Ben"})
        self.anna = user
        self._create_thing(*thing)
        self.anna, self.resource = anna, resource


@tagged("post_install", "-at_install")
class TestAvailabilityFindTime(FindTimeCommon):
    """The next times at which several people are free."""

    def test_cases(self):
        """Each row of the table above gets its answer, and none leaks a name."""
        for name, (annas, bens, hours, expected) in CASES.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                for user, things in ((self.anna, annas), (self.ben, bens)):
                    for thing in things:
                        self._create_for(user, thing)
                answer = self._find(hours=hours)
                self.assertEqual([each["start"][8:16] for each in answer], expected)
                for secret in SECRETS:
                    self.assertNotIn(secret, dumps(answer))
                savepoint.rollback()

    def test_answer(self):
        """A time has a start and an end in UTC, and nothing else."""
        self.assertEqual(
            self._find(hours=1.5, number=1),
            [{"start": "2026-03-10 08:00:00", "stop": "2026-03-10 09:30:00"}],
        )

    def test_who_is_busy(self):
        """The answer is the same, whoever is busy, and with what."""
        things = [
            ("activity", "2026-03-10 09:00:00", 1),
            ("event", "2026-03-10 09:00:00", "2026-03-10 10:00:00", "private"),
            ("leave", "2026-03-10 09:00:00", "2026-03-10 10:00:00"),
        ]
        answers = []
        for user in (self.anna, self.ben):
            for thing in things:
                with self.env.cr.savepoint() as savepoint:
                    self._create_for(user, thing)
                    answers.append(self._find(number=20))
                    savepoint.rollback()
        self.assertEqual(answers[0][1]["start"], "2026-03-10 10:00:00")
        for answer in answers:
            self.assertEqual(answer, answers[0])

    def test_later(self):
        """The search goes on where the last one ended, without a gap or a repeat."""
        first = self._find(number=5)
        more = self._find(number=5, start=first[-1]["stop"])
        self.assertEqual(first + more, self._find(number=10))

    def test_now(self):
        """A time is never in the past, and starts on a quarter hour."""
        with freeze_time("2026-03-10 10:02:00"):
            for start in (False, None, START, "2026-01-10 08:00:00"):
                with self.subTest(start=start):
                    found = self._find_starts(start=start, number=1)
                    self.assertEqual(found, ["10 10:15"])

    def test_no_length(self):
        """Without a duration, half an hour is needed."""
        for hours in (0, False, None):
            found = self._find_starts(hours=hours)
            self.assertEqual(found, ["10 08:00", "10 08:30", "10 09:00"])

    def test_zones(self):
        """Working hours are those where each person is; some have none in common."""
        own = self._create_calendar(tz=NEW_YORK)
        values = {"name": "Ben", "user_id": self.ben.id, "calendar_id": own.id}
        resource = self.resource.copy({**values, "tz": NEW_YORK})
        found = self._find_starts(hours=1.5, number=2)
        self.assertEqual(found, ["10 13:00", "10 14:30"])
        # Brussels' clocks change later than New York's
        found = self._find_starts(hours=1.5, number=2, start="2026-03-30 00:00:00")
        self.assertEqual(found, ["30 13:00", "31 13:00"])
        own.tz = resource.tz = AUCKLAND
        self.assertEqual(self._find(hours=0.5), [])
        self.assertTrue(self._find(self.ben, hours=0.5))

    def test_night_of_a_clock_change(self):
        """A night shift is one hour shorter in spring, and one longer in autumn."""
        self.calendar.attendance_ids.unlink()
        lines = [
            {
                "name": "Flow night",
                "dayofweek": "6",
                "hour_from": 0,
                "hour_to": 6,
                "day_period": "morning",
            }
        ]
        self.calendar.attendance_ids = [Command.create(line) for line in lines]
        for day, hours in (("2026-03-22", 6), ("2026-03-29", 5), ("2026-10-25", 7)):
            with self.subTest(day=day):
                start = datetime.combine(datetime.fromisoformat(day), time.min)
                start -= timedelta(hours=3)
                found = self._find(start=str(start), number=hours)
                length = datetime.fromisoformat(found[-1]["stop"])
                length -= datetime.fromisoformat(found[0]["start"])
                self.assertEqual(length, timedelta(hours=hours))

    def test_same_person_twice(self):
        """An id that is given twice is one person."""
        found = self.Activity.with_user(self.reader).find_time(
            self.anna.ids * 3, 8, START, 1
        )
        self.assertEqual(found[0]["start"], "2026-03-10 08:00:00")

    def test_hook(self):
        """People whose times aren't shown are refused: a guess would be an answer."""
        self.patch(
            type(self.Activity),
            "_filter_busy_users",
            lambda activities, users: users - self.anna,
        )
        with self.assertRefused("Anna is free", error=ValidationError):
            self._find()
        self.assertTrue(self._find(self.ben))

    def test_gone(self):
        """Archived users and customers aren't free, they aren't here."""
        portal = self.users["portal"]
        self.ben.active = False
        for user in (self.ben, portal):
            with self.assertRefused(f"{user.name} is free", error=ValidationError):
                self._find(self.anna | user)

    def test_other_company(self):
        """A user of another company is as unknown as an ID that doesn't exist."""
        company = self.env["res.company"].create({"name": "Flow company"})
        stranger = new_test_user(
            self.env,
            "flow_stranger",
            groups="base.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        with self.assertRefused(f"no user with the ID {stranger.id}"):
            self._find(self.anna | stranger)

    def test_portal(self):
        """Customers get no answer, not even about themselves."""
        portal = self.users["portal"]
        for user in (portal, self.anna):
            with self.assertRaises(AccessError):
                self._find(user, reader=portal)

    def test_bad_values(self):
        """What can't be read is refused with a sentence, whatever it is."""
        activities = self.Activity.with_user(self.reader)
        for (people, *rest), sentence in BAD:
            people = self.anna.ids if people == "anna" else people
            with (
                self.subTest(people=people, rest=rest),
                self.assertRefused(sentence, error=ValidationError),
            ):
                activities.find_time(people, *rest)

    def test_batch(self):
        """50 people of one calendar take as many queries as two."""
        users = self.anna | self.ben
        for number in range(48):
            users |= new_test_user(
                self.env, f"flow_time_{number}", groups="base.group_user", tz=BRUSSELS
            )
        for number, user in enumerate(users[:8]):
            start = f"2026-03-10 {8 + number:02}:00:00"
            self._create_planned(user_id=user.id, start=start, hours=1)
        counts = []
        activities = self.Activity.with_user(self.reader)
        for people in (users[:2], users[:2], users):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = activities.find_time(people.ids, 1, START, 1)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(found[0]["start"], "2026-03-11 08:00:00")
        self.assertLessEqual(counts[2], counts[1], counts)


@tagged("post_install", "-at_install")
class TestScheduleTime(FindTimeCommon):
    """Odoo's dialog schedules at a time, while one of the switches is on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.users["salesperson"]
        cls.seller.tz = BRUSSELS
        cls.context = {"active_model": "crm.lead", "active_ids": cls.lead.ids}

    def _open(self, **context):
        model = self.env["mail.activity.schedule"].with_user(self.seller)
        return model.with_context(**self.context, **context)

    def _schedule(self, context=None, method="action_schedule_activities", **values):
        values = {"activity_type_id": self.call.id, "summary": "Flow timed", **values}
        scheduler = self._open(**(context or {})).create(values)
        result = getattr(scheduler, method)()
        return result, self.Activity.with_context(active_test=False).search(
            [("summary", "=", "Flow timed")], order="id"
        )

    def test_form(self):
        """The dialog asks for a time while a switch is on, and else doesn't."""
        with Form(self._open()) as form:
            form.planned_start = "2026-03-12 08:00:00"
            form.planned_duration = 1.5
        self.assertEqual(form.record.planned_start, datetime(2026, 3, 12, 8))
        self._switch("group_activity_status", on=False)
        view = self._open().get_view(view_type="form")["arch"]
        self.assertNotIn("activity_find_time", view)
        self.assertNotIn("planned_duration", view)

    def test_planned(self):
        """The activity is at the time, and due on its day where the assignee is."""
        self.anna.tz = AUCKLAND
        _result, activity = self._schedule(
            activity_user_id=self.anna.id,
            date_deadline="2026-03-20",
            planned_start="2026-03-10 14:00:00",
            planned_duration=1.5,
        )
        self.assertEqual(activity.planned_start, datetime(2026, 3, 10, 14))
        self.assertEqual(activity.planned_duration, 1.5)
        self.assertEqual(str(activity.date_deadline), "2026-03-11")
        self.assertEqual(activity.origin, "manual")

    def test_without_a_time(self):
        """Without a time, the due date is the user's, as in Odoo."""
        _result, activity = self._schedule(date_deadline="2026-03-20")
        self.assertFalse(activity.planned_start)
        self.assertEqual(str(activity.date_deadline), "2026-03-20")

    def test_opened_for_a_time(self):
        """A calendar opens the dialog for a time, which the user can change or drop."""
        context = {
            "default_planned_start": "2026-03-10 14:00:00",
            "default_planned_duration": 2.0,
        }
        _result, activity = self._schedule(context)
        self.assertEqual(activity.planned_start, datetime(2026, 3, 10, 14))
        self.assertEqual(activity.planned_duration, 2.0)
        for start in (datetime(2026, 3, 11, 9), False):
            with self.subTest(start=start):
                _result, activities = self._schedule(context, planned_start=start)
                self.assertEqual(activities[-1].planned_start, start)

    def test_what_follows(self):
        """What follows a scheduled activity isn't at the same time."""
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.call.id}
        )
        context = {"default_planned_start": "2026-03-02 08:00:00"}
        scheduler = self._open(**context).create({"activity_type_id": self.call.id})
        activity = scheduler._action_schedule_activities()
        activity.action_complete()
        following = self.lead.activity_ids - activity
        self.assertEqual(len(following), 1)
        self.assertFalse(following.planned_start)

    def test_free_activity(self):
        """An activity without a record gets its time, too."""
        self.context = {}
        _result, activity = self._schedule(planned_start="2026-03-10 14:00:00")
        self.assertFalse(activity.res_model)
        self.assertEqual(activity.planned_start, datetime(2026, 3, 10, 14))

    def test_meeting(self):
        """A meeting whose time is known opens filled in, with its attendees."""
        action, activity = self._schedule(
            method="action_create_calendar_event",
            planned_start="2026-03-10 14:00:00",
            planned_duration=1.5,
            activity_user_id=self.anna.id,
            meeting_user_ids=[Command.set(self.ben.ids)],
        )
        self.assertEqual(action["views"], [(False, "form")])
        self.assertEqual(activity.planned_start, datetime(2026, 3, 10, 14))
        events = self.env["calendar.event"].with_user(self.seller)
        event = events.with_context(**action["context"]).create({"name": "Flow"})
        self.assertEqual(event.start, datetime(2026, 3, 10, 14))
        self.assertEqual(event.stop, datetime(2026, 3, 10, 15, 30))
        self.assertEqual(event.partner_ids, (self.anna | self.ben).partner_id)
        self.assertEqual(activity.calendar_event_id, event)

    def test_meeting_without_a_time(self):
        """Without a time, Odoo's calendar opens to choose one."""
        action, _activity = self._schedule(method="action_create_calendar_event")
        self.assertNotEqual(action.get("views"), [(False, "form")])
        self.assertNotIn("default_start", action["context"])
