from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ActivityFlowCommon, RpcMixin
from .test_planned_time_zones import AUCKLAND, BRUSSELS, DAYS, NEW_YORK, SHIFTS

BATCH = 100  # rows that the ORM inserts or updates with one query

BAD_DURATIONS = [-1, -0.01, 744.01, 1e300, float("nan"), float("inf"), "abc", [1]]


class PlannedTimeCommon(ActivityFlowCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-01-15 10:00:00"))
        cls._switch_outcomes(on=False)
        cls.call = cls._create_type()
        cls.user = cls.users["salesperson"]
        cls.user.tz = BRUSSELS
        cls.other = new_test_user(
            cls.env,
            "flow_new_york",
            groups="sales_team.group_sale_salesman_all_leads",
            tz=NEW_YORK,
        )

    def _create_planned(self, start="2026-06-10 08:00:00", hours=1.5, **values):
        return self._create_activity(
            self.call, planned_start=start, planned_duration=hours, **values
        )

    def _create_event(self, activity=None, **values):
        values = {
            "name": "Flow meeting",
            "start": "2026-06-12 09:00:00",
            "stop": "2026-06-12 09:20:00",
            "user_id": self.user.id,
            **values,
        }
        event = self.env["calendar.event"].with_user(self.user).create(values)
        if activity:
            activity.calendar_event_id = event
        return event

    def assertPlanned(self, activities, start, day, hours=None):
        self.env.flush_all()
        activities.invalidate_recordset()
        for activity in activities:
            expected = start and datetime.fromisoformat(start)
            self.assertEqual(activity.planned_start, expected)
            self.assertEqual(activity.date_deadline, date.fromisoformat(day))
            if hours is not None:
                self.assertAlmostEqual(activity.planned_duration, hours)


@tagged("post_install", "-at_install")
class TestPlannedTime(RpcMixin, PlannedTimeCommon):
    """The planned time and the deadline are always on the same day."""

    def test_days(self):
        """The deadline is the day of the start in the assignee's time zone."""
        for tz, start, day in DAYS:
            with self.subTest(tz=tz, start=start):
                self.user.tz = tz
                self.assertPlanned(self._create_planned(start), start, day)
                written = self._create_activity(self.call)
                written.planned_start = start
                self.assertPlanned(written, start, day)

    def test_shifts(self):
        """A new deadline keeps the hour, even across a clock change."""
        for tz, start, day, moved in SHIFTS:
            with self.subTest(tz=tz, start=start, day=day):
                self.user.tz = tz
                activity = self._create_planned(start)
                activity.date_deadline = day
                self.assertPlanned(activity, moved, day, 1.5)

    def test_contradiction(self):
        """If a start and a deadline are written together, the start wins."""
        both = {"planned_start": "2026-06-11 08:00:00", "date_deadline": "2026-07-01"}
        activity = self._create_planned()
        activity.write(both)
        created = self._create_activity(self.call, **both)
        self.assertPlanned(activity | created, "2026-06-11 08:00:00", "2026-06-11")

    def test_assignee(self):
        """A new assignee keeps the time; the day is the one in the new time zone."""
        activity = self._create_planned("2026-06-10 02:00:00")
        self.assertPlanned(activity, "2026-06-10 02:00:00", "2026-06-10")
        activity.user_id = self.other
        self.assertPlanned(activity, "2026-06-10 02:00:00", "2026-06-09")
        activity.write({"user_id": self.user.id, "date_deadline": "2026-06-20"})
        self.assertPlanned(activity, "2026-06-20 02:00:00", "2026-06-20")

    def test_nobody(self):
        """Without an assignee, the day is the current user's, as in Odoo's meetings."""
        activity = self._create_planned("2026-06-10 02:00:00", user_id=False)
        self.assertPlanned(activity, "2026-06-10 02:00:00", "2026-06-10")
        user = activity.with_context(tz=NEW_YORK)
        user.planned_start = "2026-06-11 02:00:00"
        self.assertPlanned(activity, "2026-06-11 02:00:00", "2026-06-10")

    def test_clear(self):
        """Clearing the start clears nothing else; the deadline can change freely."""
        activity = self._create_planned()
        activity.planned_start = False
        self.assertPlanned(activity, False, "2026-06-10", 1.5)
        activity.date_deadline = "2026-06-20"
        self.assertPlanned(activity, False, "2026-06-20", 1.5)

    def test_mixed(self):
        """A deadline for several activities keeps each one's hour, if it has one."""
        early = self._create_planned("2026-03-27 06:00:00")
        late = self._create_planned("2026-03-27 20:00:00", user_id=self.other.id)
        none = self._create_activity(self.call)
        (early | late | none).date_deadline = "2026-03-30"
        self.assertPlanned(early, "2026-03-30 05:00:00", "2026-03-30")
        self.assertPlanned(late, "2026-03-30 20:00:00", "2026-03-30")
        self.assertPlanned(none, False, "2026-03-30")

    def test_reschedule(self):
        """The reschedule buttons keep the hour."""
        activity = self._create_planned()
        activity.action_reschedule_tomorrow()
        self.assertPlanned(activity, "2026-01-16 09:00:00", "2026-01-16", 1.5)
        activity.action_reschedule_today()
        self.assertPlanned(activity, "2026-01-15 09:00:00", "2026-01-15", 1.5)

    def test_durations(self):
        """An invalid duration is refused, however it's written."""
        activity = self._create_planned()
        for hours in BAD_DURATIONS:
            with self.subTest(hours=hours):
                with self.assertRefused("Use hours", error=ValidationError):
                    activity.write({"planned_duration": hours})
                with self.assertRefused("Use hours", error=ValidationError):
                    self._create_planned(hours=hours)
        self.assertPlanned(activity, "2026-06-10 08:00:00", "2026-06-10", 1.5)

    def test_far_away(self):
        """A time at the end of the calendar is refused, without a crash."""
        with self.assertRefused("out of range"):
            self._create_planned("9999-12-31 23:30:00")
        activity = self._create_planned("2026-06-10 22:05:00")
        with self.assertRefused("out of range"):
            activity.with_user(self.user).date_deadline = "0001-01-01"

    def test_rpc(self):
        """Writing by RPC updates the deadline; users without access change nothing."""
        activity = self._create_planned("2026-06-10 23:00:00")
        moved = {"planned_start": "2026-06-15 23:00:00"}
        with mute_logger("odoo.addons.base.models.ir_rule"):
            for role in ("employee", "own_documents", "portal"):
                with self.assertRaises(AccessError):
                    self._rpc(role, "mail.activity", "write", activity.ids, moved)
        self.assertPlanned(activity, "2026-06-10 23:00:00", "2026-06-11")
        self._rpc("salesperson", "mail.activity", "write", activity.ids, moved)
        self.assertPlanned(activity, "2026-06-15 23:00:00", "2026-06-16")

    def test_assignee_without_document(self):
        """An assignee without access to the document can still plan the activity."""
        user = self.users["own_documents"]
        user.tz = BRUSSELS
        activity = self._create_planned()
        activity.sudo().user_id = user
        planned = {"planned_start": "2026-06-15 23:00:00"}
        self._rpc("own_documents", "mail.activity", "write", activity.ids, planned)
        self.assertPlanned(activity, "2026-06-15 23:00:00", "2026-06-16", 1.5)

    def test_import(self):
        """An import of a start sets the deadline to its day."""
        result = self.Activity.with_user(self.user).load(
            [
                "res_model_id/.id",
                "res_id",
                "user_id/.id",
                "planned_start",
                "planned_duration",
                "activity_type_id/.id",
            ],
            [
                [
                    str(self.env["ir.model"]._get_id("crm.lead")),
                    str(self.lead.id),
                    str(self.user.id),
                    "2026-06-10 22:00:00",
                    "0.5",
                    str(self.call.id),
                ]
            ],
        )
        self.assertTrue(result["ids"], result["messages"])
        activity = self.Activity.browse(result["ids"])
        self.assertEqual(activity.planned_start.hour, 20)  # imports use local time
        self.assertEqual(activity.date_deadline, date(2026, 6, 10))


@tagged("post_install", "-at_install")
class TestPlannedTimeMeeting(PlannedTimeCommon):
    """An activity and its meeting have the same time."""

    def test_link(self):
        """A linked meeting sets the exact time, from whichever side it's linked."""
        linked = self._create_activity(self.call)
        self._create_event(linked)
        commanded = self._create_activity(self.call)
        self._create_event(activity_ids=[(6, 0, commanded.ids)])
        created = self._create_activity(
            self.call, calendar_event_id=self._create_event().id
        )
        activities = linked | commanded | created
        self.assertPlanned(activities, "2026-06-12 09:00:00", "2026-06-12", 1 / 3)

    def test_created_with(self):
        """Creating an activity with a start and a meeting moves the meeting."""
        event = self._create_event()
        self._create_planned(calendar_event_id=event.id)
        self.assertEqual(event.start, datetime(2026, 6, 10, 8))
        self.assertEqual(event.stop, datetime(2026, 6, 10, 9, 30))

    def test_event_moves(self):
        """Moving or resizing a meeting updates its open activities."""
        activity = self._create_activity(self.call, count=2)
        event = self._create_event(activity)
        event.write({"start": "2026-06-30 22:30:00", "stop": "2026-07-01 00:30:00"})
        self.assertPlanned(activity, "2026-06-30 22:30:00", "2026-07-01", 2)
        event.stop = "2026-07-01 01:00:00"
        self.assertPlanned(activity, "2026-06-30 22:30:00", "2026-07-01", 2.5)
        event.duration = 1
        self.assertPlanned(activity, "2026-06-30 22:30:00", "2026-07-01", 1)

    def test_activity_moves(self):
        """Rescheduling an activity moves its meeting and the meeting's others."""
        first, second = self._create_activity(self.call, count=2)
        event = self._create_event(first | second)
        first.planned_start = "2026-06-20 08:00:00"
        self.assertEqual(event.start, datetime(2026, 6, 20, 8))
        self.assertEqual(event.stop, datetime(2026, 6, 20, 8, 20))
        first.planned_duration = 2
        self.assertEqual(event.stop, datetime(2026, 6, 20, 10))
        first.date_deadline = "2026-10-26"
        self.assertEqual(event.start, datetime(2026, 10, 26, 9))
        self.assertEqual(event.stop, datetime(2026, 10, 26, 11))
        self.assertPlanned(first | second, "2026-10-26 09:00:00", "2026-10-26", 2)

    def test_allday(self):
        """An all-day meeting has no time; setting one makes it part of the day."""
        activity = self._create_activity(self.call)
        event = self._create_event(activity)
        event.write(
            {"allday": True, "start_date": "2026-06-14", "stop_date": "2026-06-14"}
        )
        self.assertPlanned(activity, False, "2026-06-14")
        activity.date_deadline = "2026-06-16"
        self.assertEqual(event.start_date, date(2026, 6, 16))
        self.assertPlanned(activity, False, "2026-06-16")
        activity.write({"planned_start": "2026-06-18 08:00:00", "planned_duration": 2})
        self.assertFalse(event.allday)
        self.assertEqual(event.stop, datetime(2026, 6, 18, 10))
        self.assertPlanned(activity, "2026-06-18 08:00:00", "2026-06-18", 2)

    def test_closed(self):
        """Done and cancelled activities don't move."""
        self._switch("group_activity_status")
        done, cancelled = self._create_activity(self.call, count=2)
        event = self._create_event(done | cancelled)
        done.action_complete()
        cancelled.action_cancel("Flow")
        moved = {"start": "2026-06-20 08:00:00", "stop": "2026-06-20 09:00:00"}
        event.with_context(active_test=False).write(moved)
        self.assertPlanned(done | cancelled, "2026-06-12 09:00:00", "2026-06-12", 1 / 3)

    def test_other_zone(self):
        """The day is the assignee's, not the day of the user who moves the meeting."""
        activity = self._create_activity(self.call, user_id=self.other.id)
        event = self._create_event(activity)
        event.with_context(tz=AUCKLAND).start = "2026-06-20 02:00:00"
        self.assertPlanned(activity, "2026-06-20 02:00:00", "2026-06-19")

    def test_long(self):
        """A meeting of several months plans one month, and keeps its own length."""
        activity = self._create_activity(self.call)
        event = self._create_event(activity, stop="2026-08-12 09:00:00")
        self.assertPlanned(activity, "2026-06-12 09:00:00", "2026-06-12", 744)
        activity.date_deadline = "2026-06-13"
        self.assertEqual(event.stop, datetime(2026, 8, 13, 9))


@tagged("post_install", "-at_install")
class TestPlannedTimePerformance(PlannedTimeCommon):
    """Planned times take no query per activity."""

    def _count(self, act, count, **values):
        activities = self._create_activity(self.call, count=count, **values)
        return self._count_queries(act, activities.with_user(self.user))

    def test_writes(self):
        """1,000 planned activities take as many queries as others, except batches."""
        planned = {"planned_start": "2026-06-10 08:00:00", "planned_duration": 1}
        for vals in (
            {"date_deadline": "2026-06-20"},
            {"user_id": self.other.id},
            {"summary": "Flow"},
        ):

            def act(activities, vals=vals):
                activities.write(vals)

            for warm in ({}, planned):
                self._count(act, 1, **warm)
            plain = self._count(act, 1000)
            self.assertLessEqual(
                self._count(act, 1000, **planned), plain + 2 * 1000 // BATCH
            )

    def test_create(self):
        """Creating planned activities takes one additional lookup of the assignees."""
        counts = []
        for values in ({}, {"planned_start": "2026-01-15 12:00:00"}):
            for size in (1, 1000):
                create = self._create_activity
                counts.append(
                    self._count_queries(create, self.call, count=size, **values)
                )
        self.assertLessEqual(counts[3], counts[1] + 3)
