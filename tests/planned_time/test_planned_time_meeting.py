from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from .test_planned_time import BRUSSELS, PlannedTimeCommon

WEEK = timedelta(weeks=1)
FIRST = datetime(2026, 6, 12, 9)  # a Friday, 11:00 in Brussels
COUNT = 4
# which part of a recurring series is changed
EVERY = "all_events"
FUTURE = "future_events"
ONE = "self_only"

# setting, occurrence, hours; the first occurrence that moves with it
MOVES = [
    *((EVERY, index, hours, 0) for index in range(COUNT) for hours in (1, -3)),
    *((FUTURE, index, hours, index) for index in range(COUNT) for hours in (1, -3)),
    (EVERY, 0, 24, 0),
    (EVERY, 2, -24, 0),
    (FUTURE, 0, 24, 0),
    (FUTURE, 2, -24, 2),
]


@tagged("post_install", "-at_install")
class TestPlannedTimeSeries(PlannedTimeCommon):
    """Activities in recurring meetings: each stays with its own occurrence."""

    def setUp(self):
        super().setUp()
        self.events = self._create_series()
        self.activities = self._create_activity(self.call, count=COUNT)
        self._link(self.activities, self.events)

    def _create_series(self, start=FIRST, **values):
        event = self._create_event(
            **{
                "start": start,
                "stop": start + timedelta(hours=1),
                "recurrency": True,
                "rrule_type": "weekly",
                "fri": True,
                "count": COUNT,
                "event_tz": BRUSSELS,
                **values,
            }
        )
        events = event.recurrence_id.calendar_event_ids.sorted("start")
        self.assertEqual(len(events), COUNT)
        return events

    def _link(self, activities, events):
        for activity, event in zip(activities, events, strict=True):
            activity.calendar_event_id = event

    def _move(self, event, setting, hours=1):
        event.with_user(self.user).write(
            {
                "start": event.start + timedelta(hours=hours),
                "stop": event.stop + timedelta(hours=hours),
                "recurrence_update": setting,
            }
        )

    def _get_starts(self, *numbers, hours=0):
        return [FIRST + number * WEEK + timedelta(hours=hours) for number in numbers]

    def _read(self):
        """Read what is stored, not what the test wrote before."""
        self.env.flush_all()
        self.env.invalidate_all()

    def assertInStep(self, starts=None, activities=None):
        """Check that each open activity has the time of its active meeting."""
        self._read()
        activities = activities or self.activities
        self.assertEqual(activities.exists(), activities)
        for activity in activities:
            event = activity.calendar_event_id
            self.assertTrue(activity.active)
            self.assertTrue(event.active)
            self.assertEqual(activity.planned_start, event.start)
            self.assertAlmostEqual(activity.planned_duration, event.duration)
            self.assertEqual(activity.date_deadline, event.start.date())
        self.assertEqual(len(activities.calendar_event_id), len(activities))
        if starts:
            self.assertEqual(activities.mapped("planned_start"), starts)

    def test_one(self):
        """Moving one occurrence moves its activity only."""
        self._move(self.events[1], ONE)
        moved = self._get_starts(1, hours=1)
        self.assertInStep(self._get_starts(0) + moved + self._get_starts(2, 3))

    def test_series(self):
        """Activities move with the series, or with the rest of it, as in the table."""
        for setting, index, hours, first in MOVES:
            with (
                self.subTest(setting=setting, index=index, hours=hours),
                self.env.cr.savepoint() as savepoint,
            ):
                self._move(self.events[index], setting, hours)
                self.assertInStep(
                    self._get_starts(*range(first))
                    + self._get_starts(*range(first, COUNT), hours=hours)
                )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_clocks_change(self):
        """A series across a clock change keeps its hour, and so do its activities."""
        events = self._create_series(datetime(2026, 10, 16, 8))
        activities = self._create_activity(self.call, count=COUNT)
        self._link(activities, events)
        self._move(events[2], EVERY)
        starts = [datetime(2026, 10, 16, 9), datetime(2026, 10, 23, 9)]
        starts += [datetime(2026, 10, 30, 10), datetime(2026, 11, 6, 10)]
        self.assertInStep(starts, activities)

    def test_activity(self):
        """Rescheduling an activity moves its occurrence only."""
        activity = self.activities[1].with_user(self.user)
        others = self._get_starts(2, 3)
        activity.planned_start = FIRST + WEEK + timedelta(hours=2)
        moved = self._get_starts(1, hours=2)
        self.assertInStep(self._get_starts(0) + moved + others)
        activity.date_deadline = "2026-06-20"
        moved = self._get_starts(1, hours=26)
        self.assertInStep(self._get_starts(0) + moved + others)
        self.assertEqual(self.events.recurrence_id.calendar_event_ids, self.events)

    def test_activity_and_series(self):
        """An occurrence that was moved alone rejoins a series that moves."""
        self.activities[1].with_user(self.user).planned_start = FIRST + timedelta(8)
        self._move(self.events[0], EVERY)
        self.assertInStep(self._get_starts(*range(COUNT), hours=1))

    def test_fewer(self):
        """Shortening a series deletes meetings, but no activities."""
        event = self.events[0].with_user(self.user)
        event.write({"recurrence_update": EVERY, "end_type": "count", "count": 2})
        self.assertInStep(self._get_starts(0, 1), self.activities[:2])
        left = self.activities[2:]
        self.assertEqual(left.mapped("planned_start"), self._get_starts(2, 3))
        self.assertTrue(all(left.mapped("active")))
        left[0].with_user(self.user).planned_start = FIRST
        self.assertPlanned(left[0], str(FIRST), "2026-06-12", 1)

    def test_more(self):
        """If a series gets longer and moves, activities stay in their weeks."""
        event = self.events[0].with_user(self.user)
        event.write(
            {
                "start": FIRST + timedelta(hours=1),
                "stop": FIRST + timedelta(hours=2),
                "recurrence_update": EVERY,
                "end_type": "count",
                "count": 6,
            }
        )
        self.assertInStep(self._get_starts(*range(COUNT), hours=1))

    def test_allday(self):
        """Activities in an all-day series have its days, and no time."""
        self.events[0].with_user(self.user).write(
            {
                "allday": True,
                "start": "2026-06-13 08:00:00",
                "stop": "2026-06-13 18:00:00",
                "recurrence_update": EVERY,
            }
        )
        self._read()
        self.assertFalse(any(self.activities.mapped("planned_start")))
        for activity, start in zip(
            self.activities, self._get_starts(*range(COUNT), hours=24), strict=True
        ):
            self.assertEqual(activity.date_deadline, start.date())
            self.assertTrue(activity.calendar_event_id.active)

    def test_closed(self):
        """Closed activities stay with their original occurrence."""
        done = self.activities[2]
        done.with_user(self.user).action_complete()
        self._move(self.events[0], EVERY)
        self.assertPlanned(done, str(FIRST + 2 * WEEK), "2026-06-26", 1)
        self.assertEqual(done.calendar_event_id, self.events[2])
        self.assertInStep(self._get_starts(0, 1, 3, hours=1), self.activities - done)

    def test_others_activity(self):
        """Moving the series also moves activities on other users' documents."""
        lead = self.lead.copy({"user_id": self.users["manager"].id})
        activity = self._create_activity(self.call, lead)
        activity.calendar_event_id = self.events[3]
        organizer = self.users["employee"]
        self.events.user_id = organizer  # becomes the activities' assignee, too
        activity.user_id = self.users["manager"]
        self._read()
        event = self.events[0].with_user(organizer)
        self.assertFalse(activity.with_user(organizer)._filtered_access("read"))
        event.write(
            {
                "start": FIRST + timedelta(hours=1),
                "stop": FIRST + timedelta(hours=2),
                "recurrence_update": EVERY,
            }
        )
        self.assertInStep(self._get_starts(3, hours=1), activity)

    def test_deleted(self):
        """Activities are deleted with their own occurrence, as in Odoo, no others."""
        for setting, left in ((ONE, (0, 2, 3)), (FUTURE, (0,)), (EVERY, ())):
            with (
                self.subTest(setting=setting),
                self.env.cr.savepoint() as savepoint,
            ):
                event = self.events[1].with_user(self.user)
                if setting == ONE:
                    event.unlink()
                else:
                    event.action_mass_deletion(setting)
                self._read()
                kept = self.activities.exists()
                starts = self._get_starts(*left)
                self.assertEqual(kept.mapped("planned_start"), starts)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_created_together(self):
        """A series created for an activity has it in the first occurrence."""
        activity = self._create_activity(self.call)
        self._create_series(activity_ids=[Command.set(activity.ids)])
        self.assertInStep([FIRST], activity)
