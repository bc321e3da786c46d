from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..common import StatusCommon

FIRST = datetime(2026, 3, 6, 9)
COUNT = 4
SWITCHES = ("group_activity_outcome", "group_activity_status")


@tagged("post_install", "-at_install")
class TestCancelMeeting(StatusCommon):
    """Deleting a meeting takes no closed activity along while a switch is on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.completed = cls.env.ref("crm_activity_flow.mail_activity_outcome_completed")

    def _switch_on(self, *names):
        for name in SWITCHES:
            self._switch(name, on=name in names)

    def _create_events(self, **values):
        """Create a meeting of the salesperson, or a series, and return the events."""
        event = (
            self.env["calendar.event"]
            .with_user(self.user)
            .create(
                {
                    "name": "Flow meeting",
                    "start": FIRST,
                    "stop": FIRST + timedelta(hours=1),
                    **values,
                }
            )
        )
        return event.recurrence_id.calendar_event_ids.sorted("start") or event

    def _create_series(self):
        events = self._create_events(
            recurrency=True, rrule_type="weekly", fri=True, count=COUNT
        )
        self.assertEqual(len(events), COUNT)
        return events

    def _create_done(self, event):
        """Create a done activity held in a meeting; with Outcomes on, it has one."""
        activity = self._create_activity(self.call, calendar_event_id=event.id)
        is_on = self.Activity._has_outcomes()
        activity.action_complete(outcome_id=is_on and self.completed.id)
        return activity

    def assertKept(self, activities):
        """Check that these are still done, with what was recorded, but no meeting."""
        self.env.invalidate_all()
        self.assertEqual(activities.exists(), activities)
        self.assertFalse(activities.calendar_event_id)
        is_on = self.Activity._has_outcomes()
        for activity in activities:
            self.assertDone(activity, self.completed if is_on else self.Outcome)
            self.assertEqual(activity.planned_start.date() >= FIRST.date(), True)

    def test_done_stay(self):
        """With either switch on, a done activity stays, and open ones go as in Odoo."""
        for names in (SWITCHES[:1], SWITCHES[1:], SWITCHES):
            with self.subTest(names=names):
                self._switch_on(*names)
                event = self._create_events()
                done = self._create_done(event)
                event.with_user(self.user).unlink()
                self.assertKept(done)

    def test_open_are_cancelled(self):
        """While Statuses is on, an open activity is cancelled with the reason."""
        self._switch_on(*SWITCHES)
        event = self._create_events()
        held = self._create_activity(self.call, calendar_event_id=event.id, count=2)
        event.with_user(self.user).unlink()
        self.env.invalidate_all()
        self.assertStands(held, self.cancelled)
        self.assertEqual(set(held.mapped("cancel_reason")), {"The meeting was deleted"})
        self.assertEqual(held.cancelled_by_id, self.user)
        self.assertFalse(held.calendar_event_id)
        self.assertIn("The meeting was deleted", self.lead.message_ids[0].body)

    def test_open_go(self):
        """While only Outcomes is on, or nothing, open ones go as in Odoo."""
        for names in ((), SWITCHES[:1]):
            with self.subTest(names=names):
                self._switch_on(*names)
                event = self._create_events()
                held = self._create_activity(self.call, calendar_event_id=event.id)
                event.with_user(self.user).unlink()
                self.assertFalse(held.exists())

    def test_open_in_a_series(self):
        """Deleting a series cancels what is held in it."""
        self._switch_on(*SWITCHES)
        events = self._create_series()
        held = self.Activity.concat(
            *(
                self._create_activity(self.call, calendar_event_id=event.id)
                for event in events
            )
        )
        events[0].with_user(self.user).action_mass_deletion("all_events")
        self.env.invalidate_all()
        self.assertStands(held, self.cancelled)

    def test_off(self):
        """With both switches off, all activities go with their meeting, as in Odoo."""
        self._switch_on()
        event = self._create_events()
        done = self._create_done(event)
        event.with_user(self.user).unlink()
        self.assertFalse(done.exists())

    def test_cancelled_with_outcomes_only(self):
        """While only Outcomes is on, what Statuses had cancelled stays, too."""
        self._switch_on(*SWITCHES)
        event = self._create_events()
        cancelled = self._create_activity(self.call)
        cancelled.action_cancel("Flow")
        self._switch_on(SWITCHES[0])
        cancelled.calendar_event_id = event
        event.with_user(self.user).unlink()
        self.assertTrue(cancelled.exists())
        self.assertFalse(cancelled.calendar_event_id)

    def test_series(self):
        """Deleting a series, or the rest of one, keeps what was done in them."""
        for setting, count in (("all_events", COUNT), ("future_events", COUNT - 1)):
            with self.subTest(setting=setting):
                events = self._create_series()
                done = self.Activity.concat(*map(self._create_done, events))
                event = events[COUNT - count]
                event.with_user(self.user).action_mass_deletion(setting)
                self.assertEqual(len(events.exists()), COUNT - count)
                self.assertKept(done[COUNT - count :])
                self.assertEqual(
                    done[: COUNT - count].exists().mapped("active"),
                    [False] * (COUNT - count),
                )

    def test_archived_occurrences(self):
        """A series that moved leaves archived meetings; deleting them loses nothing."""
        events = self._create_series()
        done = self.Activity.concat(*map(self._create_done, events))
        events[0].with_user(self.user).write(
            {
                "start": events[0].start + timedelta(hours=1),
                "stop": events[0].stop + timedelta(hours=1),
                "recurrence_update": "all_events",
            }
        )
        archived = done.calendar_event_id.filtered(lambda event: not event.active)
        self.assertTrue(archived)
        held = done.filtered(lambda act: act.calendar_event_id in archived)
        archived.with_user(self.user).unlink()
        self.assertKept(held)
        self.assertEqual(done.exists(), done)

    def test_with_meeting(self):
        """Deleting one activity with its meeting keeps the others held in it."""
        event = self._create_events()
        done = self._create_done(event)
        other = self._create_activity(self.call, calendar_event_id=event.id)
        other.with_user(self.user).unlink_w_meeting()
        self.assertFalse(event.exists())
        self.assertKept(done)

    def test_forged_context(self):
        """No context makes the deletion of a meeting take a closed activity along."""
        for key in ("leave_out_cancelled", MODULE_UNINSTALL_FLAG, "active_test"):
            with self.subTest(key=key):
                event = self._create_events()
                done = self._create_done(event)
                cancelled = self._create_activity(self.call, calendar_event_id=event.id)
                cancelled.action_cancel("Flow")
                event.with_user(self.user).with_context(**{key: True}).unlink()
                self.assertKept(done)
                self.assertTrue(cancelled.exists())

    def test_refused(self):
        """Who can't delete a meeting doesn't take its activities off it either."""
        event = self._create_events()
        done = self._create_done(event)
        with self.assertRaises(AccessError):
            event.with_user(self.users["portal"]).unlink()
        self.assertEqual(done.calendar_event_id, event)
