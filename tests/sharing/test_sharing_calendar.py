from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import SharingCommon

NAMES = [
    *("display_name", "start", "stop", "allday", "user_id", "activity_type_id"),
    *("res_name", "outcome_id", "share_level", "activity_type_icon", "has_meeting"),
    *("is_private", "state"),
]
TEN = datetime(2026, 10, 8, 10)
PEOPLE = 200
# as the calendar asks: the names of people are already at the side
COLUMNS = {
    **{name: {} for name in NAMES},
    "activity_type_id": {"fields": {"display_name": {}}},
    "outcome_id": {"fields": {"display_name": {}}},
}


@tagged("post_install", "-at_install")
@freeze_time("2026-10-07 09:00:00")
class TestSharingCalendar(SharingCommon):
    """What the shared calendar asks: people, slots of a week, and working hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.viewer = cls.users["employee"]
        cls.Filter = cls.env["mail.activity.slot.filter"]
        cls.Slot = cls.env["mail.activity.slot"]
        cls.team = cls.env["crm.team"].search([("name", "=", "Flow team")])

    def _get_shown(self, viewer):
        """Return whom a viewer has checked."""
        return self._as(viewer, self.Filter).search([("is_checked", "=", True)])

    # ------------------------------------------------------------
    # People
    # ------------------------------------------------------------

    def test_own_people(self):
        """Users see and change whom they look at, and no one else's, managers too."""
        row = self._as(self.viewer, self.Filter).create({"colleague_id": self.owner.id})
        self.assertEqual(row.user_id, self.viewer)
        for role in ("manager", "settings", "leader"):
            seen = self._as(role, row)
            with self.subTest(role=role):
                self.assertFalse(seen.search([]))
                for operation in ("read", "write", "unlink"):
                    self.assertFalse(seen.has_access(operation))

    def test_given_away(self):
        """No one puts people into another's calendar."""
        rows = self._as(self.viewer, self.Filter)
        values = {"colleague_id": self.owner.id}
        with self.assertRaises(AccessError):
            rows.create({**values, "user_id": self.leader.id})
        row = rows.create(values)
        with self.assertRaises(AccessError):
            row.user_id = self.leader

    def test_colleagues(self):
        """Only internal users whom the viewer can see have a calendar."""
        rows = self._as(self.viewer, self.Filter)
        with self.assertRefused("isn't an internal user", error=ValidationError):
            rows.create({"colleague_id": self.users["portal"].id})
        with self.assertRefused("There is no user", error=ValidationError):
            rows.create({"colleague_id": self.outsider.id})

    def test_add_team(self):
        """A team adds its members to the others, and checks those who are there."""
        self.team.member_ids += self.creator + self.viewer
        rows = self._as(self.viewer, self.Filter)
        rows.create(
            [
                {"colleague_id": self.owner.id, "is_checked": False},
                {"colleague_id": self.leader.id},
            ]
        )
        for _round in range(2):
            rows.add_team(self.team.id)
            shown = self._get_shown(self.viewer).colleague_id
            self.assertEqual(
                set(shown.ids), {*(self.owner + self.creator + self.leader).ids}
            )

    def test_add_team_of_several_companies(self):
        """Members in companies that the viewer isn't in are left out."""
        self.team.company_id = False
        self.team.member_ids += self.outsider
        self._as(self.viewer, self.Filter).add_team(self.team.id)
        shown = self._get_shown(self.viewer).colleague_id
        self.assertEqual(shown.ids, self.owner.ids)

    def test_add_no_team(self):
        """What isn't a team is refused in a sentence."""
        rows = self._as(self.viewer, self.Filter)
        for team in (None, False, "abc", 2**31, 0, 2**30, [self.team.id]):
            with (
                self.subTest(team=team),
                self.assertRefused("sales team doesn't exist", error=ValidationError),
            ):
                rows.add_team(team)

    def test_button_on_team(self):
        """The button of a team opens the calendar with its members alone."""
        rows = self._as("salesperson", self.Filter)
        rows.create({"colleague_id": self.leader.id})
        action = self._as("salesperson", self.team).action_view_shared_calendar()
        self.assertEqual(action["res_model"], "mail.activity.slot")
        self.assertEqual(
            self._get_shown("salesperson").colleague_id.ids, self.owner.ids
        )

    def test_deleted_user(self):
        """Nothing keeps users from being deleted."""
        user = new_test_user(self.env, "flow_gone")
        self._as(self.viewer, self.Filter).create({"colleague_id": user.id})
        user.unlink()
        self.assertFalse(self._get_shown(self.viewer))

    def test_get_people(self):
        """The side has the user's own people, with names, as Odoo would read them."""
        self.leader.active = False
        people = self.owner + self.leader
        rows = self._as(self.viewer, self.Filter).create(
            [{"colleague_id": user.id, "is_checked": user.active} for user in people]
        )
        self._as("leader", self.Filter).create({"colleague_id": self.creator.id})
        rows[0].is_checked = False  # not saved yet
        self.assertEqual(rows.get_people(), rows.read(["colleague_id", "is_checked"]))
        with self.assertRaises(AccessError):
            self._as("portal", self.Filter).get_people()

    # ------------------------------------------------------------
    # Slots
    # ------------------------------------------------------------

    def _create_timed(self, **values):
        return self._create_owned(planned_start=TEN, planned_duration=2, **values)

    def _read(self, viewer):
        slots = self._as(viewer, self.Slot)
        return slots.search_read([("user_id", "=", self.owner.id)], NAMES)

    def test_level(self):
        """The calendar knows what can be moved, and shows it as busy otherwise."""
        self.call.icon = "fa-phone"
        self._create_timed()
        line = self._share("read", self.viewer)
        for level in ("read", "full"):
            line.level = level
            with self.subTest(level=level):
                [slot] = self._read(self.viewer)
                self.assertEqual(slot["share_level"], level)
                self.assertEqual(slot["activity_type_icon"], "fa-phone")
        line.level = "busy"
        [slot] = self._read(self.viewer)
        shown = {name for name, value in slot.items() if value}
        self.assertEqual(shown, {"display_name", "id", "start", "stop", "user_id"})

    def test_level_off(self):
        """Without Sharing, everything that Odoo shows has the level of Odoo."""
        self._create_timed()
        self._switch("group_activity_sharing", on=False)
        self.assertEqual(self._read(self.viewer)[0]["share_level"], "full")

    def test_meeting_once(self):
        """An activity with a meeting is one slot, and moving it moves the meeting."""
        event = self.env["calendar.event"].create(
            {"name": "Flow", "start": TEN, "stop": datetime(2026, 10, 8, 11)}
        )
        activity = self._create_owned(calendar_event_id=event.id)
        [slot] = self._read("owner")
        self.assertTrue(slot["has_meeting"])
        moved = {"planned_start": "2026-10-09 12:00:00"}
        self._as("owner", activity).write(moved)
        [slot] = self._read("owner")
        self.assertEqual(slot["start"], datetime(2026, 10, 9, 12))
        self.assertEqual(event.start, datetime(2026, 10, 9, 12))

    def test_moved(self):
        """The writes that dragging makes are refused below full."""
        activity = self._create_timed()
        line = self._share("read", self.viewer)
        later = {"planned_start": "2026-10-09 12:00:00", "planned_duration": 1.5}
        day = {"planned_start": False, "date_deadline": "2026-10-12"}
        for values in (later, day):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._as(self.viewer, activity).write(values)
        line.level = "full"
        self._as(self.viewer, activity).write(later)
        [slot] = self._read(self.viewer)
        self.assertEqual(slot["stop"], datetime(2026, 10, 9, 13, 30))
        self._as(self.viewer, activity).write(day)
        [slot] = self._read(self.viewer)
        self.assertTrue(slot["allday"])
        self.assertEqual(str(slot["start"].date()), "2026-10-12")

    def test_moved_elsewhere(self):
        """The day of what is moved is the assignee's, whatever the viewer's."""
        self.owner.tz = "Pacific/Auckland"
        self.viewer.tz = "America/New_York"
        activity = self._create_timed()
        # 20:00 on the 8th in New York; in Auckland, it is the 9th
        self._as(self.viewer, activity).write({"planned_start": "2026-10-09 00:00:00"})
        self.assertEqual(str(activity.date_deadline), "2026-10-09")
        [slot] = self._read(self.viewer)
        self.assertEqual(slot["start"], datetime(2026, 10, 9))

    def test_queries(self):
        """A week of 200 people takes under 10 queries, and one of them the slots."""
        people = self.env["res.users"].create(
            [
                {"name": f"Flow {number}", "login": f"flow_person_{number}"}
                for number in range(PEOPLE)
            ]
        )
        for user in people:
            self._create_owned(user_id=user.id, planned_start=TEN)
            self._share("busy" if user.id % 2 else "read", self.viewer, owner=user)
        rows = self._as(self.viewer, self.Filter)
        rows.create([{"colleague_id": user.id} for user in people])
        week = [
            ("start", "<=", "2026-10-11 22:00:00"),
            ("stop", ">=", "2026-10-04 22:00:00"),
            ("user_id", "in", [*people.ids, self.viewer.id]),
        ]
        slots = rows.env["mail.activity.slot"]
        found, side = self._spy(rows.get_people)
        self.assertEqual(len(found), PEOPLE)
        found, middle = self._spy(lambda: slots.web_search_read(week, COLUMNS))
        self.assertEqual(found["length"], PEOPLE)
        self.assertEqual([len(side), len(middle)], [1, 5])
        own = [query for query in middle if 'AS "mail_activity_slot"' in query]
        self.assertEqual(len(own), 1)

    def _spy(self, ask):
        """Return an answer, and its queries in a transaction of its own."""
        queries = self._record_queries()
        for _round in range(2):  # the first one fills caches
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.cache.clear()
            queries.clear()
            answer = ask()
        return answer, [*queries]

    # ------------------------------------------------------------
    # Working hours
    # ------------------------------------------------------------

    def _get_shade(self, viewer=None, first="2026-10-05", last="2026-10-11"):
        slots = self._as(viewer or self.viewer, self.Slot)
        return slots.get_shade(self.owner.id, first, last)

    def test_work(self):
        """The person's hours in UTC, by the person's calendar and time zone."""
        self.owner.tz = "Europe/Berlin"
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Flow mornings",
                "tz": "Europe/Berlin",
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Morning",
                            "dayofweek": "3",
                            "hour_from": 8,
                            "hour_to": 12,
                            "day_period": "morning",
                        }
                    ),
                ],
            }
        )
        self._create_resource(self.owner, calendar_id=calendar.id, tz="Europe/Berlin")
        self.assertEqual(
            self._get_shade()["work"],
            [{"start": "2026-10-08 06:00:00", "stop": "2026-10-08 10:00:00"}],
        )
        # the clocks go back on the 25th
        work = self._get_shade(first="2026-10-19", last="2026-10-31")["work"]
        self.assertEqual(
            [hours["start"] for hours in work],
            ["2026-10-22 06:00:00", "2026-10-29 07:00:00"],
        )

    def test_leave_looks_like_a_meeting(self):
        """Neither the answer nor its length tells a leave from other busy time."""
        resource = self._create_resource(self.owner)
        self.owner.tz = "UTC"
        leave = self.env["resource.calendar.leaves"].create(
            {
                "resource_id": resource.id,
                "date_from": "2026-10-06 00:00:00",
                "date_to": "2026-10-08 12:00:00",
            }
        )
        before = self._get_shade()
        self.assertEqual(
            before["busy"],
            [
                {"start": "2026-10-06 00:00:00", "stop": "2026-10-07 00:00:00"},
                {"start": "2026-10-07 00:00:00", "stop": "2026-10-08 00:00:00"},
                {"start": "2026-10-08 00:00:00", "stop": "2026-10-08 12:00:00"},
            ],
        )
        leave.unlink()
        self.env["calendar.event"].create(
            {
                "name": "Flow",
                "start": "2026-10-06 00:00:00",
                "stop": "2026-10-08 12:00:00",
                "partner_ids": [Command.set(self.owner.partner_id.ids)],
            }
        )
        self.assertEqual(self._get_shade(), before)

    def test_no_activities_in_the_shade(self):
        """Activities are slots, as far as the level goes; the shade tells none."""
        before = self._get_shade()
        self._create_timed()
        for level in ("none", "busy", "read"):
            self._share(level, self.viewer).unlink()
            self.assertEqual(self._get_shade(), before)

    def test_shade_refused(self):
        """Invalid values are named in sentences; no one asks about other companies."""
        ask = self._as(self.viewer, self.Slot).get_shade
        user, day = self.owner.id, "2026-10-08"
        for args, text in (
            ((None, day, day), "Invalid “user_id”"),
            (("abc", day, day), "Invalid “user_id”"),
            ((user, "tomorrow", day), "Invalid “first_day”"),
            ((user, day, False), "Invalid “last_day”"),
            ((user, day, "2026-10-07"), "closer to each other"),
            ((user, day, "2027-01-08"), "closer to each other"),
            ((user, "2020-10-08", "2020-10-09"), "within a year"),
            ((2**30, day, day), "There is no user"),
            ((self.outsider.id, day, day), "There is no user"),
        ):
            with (
                self.subTest(args=args),
                self.assertRefused(text, error=ValidationError),
            ):
                ask(*args)
        with self.assertRaises(AccessError):
            self._get_shade("portal")

    def test_shade_of_customers(self):
        """Nothing is known of people who have left, not even when they worked."""
        self.owner.active = False
        self.assertEqual(self._get_shade(), {"work": False, "busy": []})
