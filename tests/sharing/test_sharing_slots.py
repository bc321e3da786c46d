from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SharingCommon

TEN = datetime(2026, 10, 8, 10)
NOON = datetime(2026, 10, 8, 12)
SHOWN_OF_BUSY = {"active", "allday", "display_name", "id", "start", "stop", "user_id"}
SAFE_IN_JAVASCRIPT = 2**53


@tagged("post_install", "-at_install")
@freeze_time("2026-10-07 09:00:00")
class TestSharingSlots(SharingCommon):
    """The calendar's rows show what the level allows, and of busy times only that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.viewer = cls.users["employee"]
        cls.Slot = cls.env["mail.activity.slot"]

    @classmethod
    def _create_timed(cls, activity_type=None, record=None, **values):
        """Create an activity of Olga's from ten to noon, a call on the contact."""
        if record is not None:
            values["res_model_id"] = cls.env["ir.model"]._get_id(record._name)
            values["res_id"] = record.id
        values = {"planned_start": TEN, "planned_duration": 2, **values}
        return cls._create_owned(activity_type, **values)

    def _find(self, viewer=None, domain=(), **context):
        """Return the slots of Olga and others of these tests that a viewer finds."""
        slots = self._as(viewer or self.viewer, self.Slot).with_context(**context)
        owners = self.owner | self.creator | self.users["salesperson"]
        return slots.search([("user_id", "in", owners.ids), *domain])

    def _read(self, slots):
        """Return all values of slots but those that the ORM adds."""
        names = [name for name in slots._fields if not name.startswith("create_")]
        return slots.read(names)

    def assertBusy(self, slots, start=TEN, stop=NOON):
        """Check that there is one slot, which only shows that Olga is busy."""
        self.assertEqual(len(slots), 1)
        values = {name: value for name, value in self._read(slots)[0].items() if value}
        self.assertLessEqual(values.keys(), SHOWN_OF_BUSY)
        self.assertEqual(values["display_name"], "Busy")
        self.assertEqual(values["user_id"][0], self.owner.id)
        self.assertEqual((values["start"], values["stop"]), (start, stop))
        self.assertGreaterEqual(slots.id, 2**40)
        self.assertLess(slots.id, SAFE_IN_JAVASCRIPT)

    def assertShown(self, slots, activities):
        """Check that these are the slots of activities, with all that they show."""
        self.assertEqual(slots.activity_id, activities.with_env(slots.env))
        self.assertEqual(slots.ids, activities.ids)
        for slot, activity in zip(slots, activities, strict=True):
            self.assertEqual(slot.display_name, activity.summary)
            self.assertEqual(slot.activity_type_id.id, activity.activity_type_id.id)
            self.assertEqual(slot.state, activity.state)
            self.assertEqual(slot.res_name, activity.res_name)
            self.assertEqual(slot.res_id, activity.res_id)

    # ------------------------------------------------------------
    # Levels
    # ------------------------------------------------------------

    def test_levels(self):
        """Nothing for none, the time for busy, everything for read and full."""
        activity = self._create_timed()
        line = self._share("none", self.viewer)
        self.assertFalse(self._find())
        line.level = "busy"
        self.assertBusy(self._find())
        for level in ("read", "full"):
            line.level = level
            slot = self._find()
            self.assertShown(slot, activity)
            self.assertEqual((slot.start, slot.stop), (TEN, NOON))
            self.assertFalse(slot.allday)

    def test_by_type(self):
        """A type has its own level."""
        self._share("none", self.viewer)
        self._share("busy", self.viewer, self.mail)
        self._create_timed()
        self.assertFalse(self._find())
        self._create_timed(self.mail)
        self.assertBusy(self._find())

    def test_own(self):
        """Assignee, creator by hand, leader and manager see the title."""
        self._share("busy")
        activity = self._create_timed(creator=self.creator)
        for role in ("owner", "creator", "leader", "manager"):
            with self.subTest(role=role):
                self.assertShown(self._find(role), activity)

    def test_private(self):
        """No one is told that someone is busy with something private."""
        activity = self._create_timed(creator=self.creator, is_private=True)
        for role in ("owner", "creator"):
            self.assertShown(self._find(role), activity)
            self.assertTrue(self._find(role).is_private)
        for role in ("leader", "manager", "settings", "employee"):
            with self.subTest(role=role):
                self.assertFalse(self._find(role))

    def test_free(self):
        """Activities without a record are the assignee's own, until a line opens them.

        Not even managers are told that someone is busy.
        """
        activity = self._create_free(planned_start=TEN, planned_duration=2)
        self.owner.company_id.activity_share_default = "busy"
        self.assertShown(self._find("owner"), activity)
        self.assertFalse(self._find())
        self.assertFalse(self._find("manager"))
        line = self._share("busy", self.viewer)
        self.assertBusy(self._find())
        line.level = "read"
        self.assertShown(self._find(), activity)

    def test_unreadable_record(self):
        """A record that the viewer can't open makes a busy time of any level above.

        For busy, nothing says whether the viewer could open the record.
        """
        viewer = self.users["own_documents"]
        self._create_timed(record=self.lead)
        self.assertBusy(self._find(viewer))
        line = self._share("busy", viewer)
        before = self._read(self._find(viewer))
        self.lead.user_id = viewer
        self.assertEqual(self._read(self._find(viewer)), before)
        line.level = "none"
        self.assertFalse(self._find(viewer))

    # ------------------------------------------------------------
    # The mask
    # ------------------------------------------------------------

    def test_nothing_behind_the_mask(self):
        """No search, order or group reaches what a busy time stands for."""
        self._share("busy", self.viewer)
        activity = self._create_timed(summary="Flow secret")
        slots = self._as(self.viewer, self.Slot)
        for domain in (
            [("summary", "ilike", "secret")],
            [("display_name", "ilike", "secret")],
            [("activity_id", "=", activity.id)],
            [("activity_id", "!=", False)],
            [("activity_id.summary", "ilike", "secret")],
            [("activity_type_id", "=", self.call.id)],
            [("res_id", "=", self.contact.id)],
            [("res_name", "!=", False)],
            [("state", "in", ["overdue", "today", "planned"])],
            [("id", "=", activity.id)],
        ):
            with self.subTest(domain=domain):
                self.assertFalse(slots.search(domain))
                self.assertEqual(slots.search_count(domain), 0)
        groups = slots._read_group(
            [("user_id", "=", self.owner.id)],
            ["activity_type_id", "state", "res_model"],
            ["__count"],
        )
        self.assertEqual(groups, [(self.call.browse(), False, False, 1)])

    def test_same_answer(self):
        """Busy times of two activities that differ in everything else are equal."""
        self._share("busy", self.viewer)
        activity = self._create_timed()
        before = self._read(self._find())
        activity.unlink()
        self._create_timed(
            self.mail,
            record=self.lead,
            creator=self.creator,
            summary="Flow other",
            note="Flow note",
        )
        self.assertEqual(self._read(self._find()), before)

    def test_hidden_is_missing(self):
        """Reading a hidden activity's id answers as an id that never existed."""
        self._share("busy", self.viewer)
        activity = self._create_timed()
        slots = self._as(self.viewer, self.Slot)
        for id_ in (activity.id, activity.id + 1_000_000):
            self.assertEqual(slots.browse(id_).read(["summary"]), [])

    def test_same_time(self):
        """Two busy times of a person are one slot: their number is no time."""
        self._share("busy", self.viewer)
        self._create_timed()
        self._create_timed(self.mail)
        self.assertBusy(self._find())
        self.assertEqual(len(self._find("owner")), 2)
        other = self._create_timed(planned_duration=3)
        self.assertEqual(len(self._find()), 2)
        other.user_id = self.creator
        self._share("busy", self.viewer, owner=self.creator)
        self.assertEqual(len(set(self._find().ids)), 2)

    # ------------------------------------------------------------
    # Times
    # ------------------------------------------------------------

    def test_whole_day(self):
        """A deadline without a time is a whole day, and no one's busy time."""
        activity = self._create_owned(date_deadline="2026-10-08")
        slot = self._find()
        self.assertShown(slot, activity)
        self.assertTrue(slot.allday)
        self.assertEqual(slot.start, datetime(2026, 10, 8, 8))
        self.assertEqual(slot.stop, datetime(2026, 10, 8, 18))
        self._share("busy", self.viewer)
        self.assertFalse(self._find())

    def test_no_length(self):
        """Without a length, half an hour is shown, as busy times have it."""
        self._create_timed(planned_duration=0)
        self._share("busy", self.viewer)
        self.assertBusy(self._find(), stop=datetime(2026, 10, 8, 10, 30))

    def _create_meeting(self, **values):
        return self.env["calendar.event"].create(
            {
                "name": "Flow meeting",
                "start": datetime(2026, 10, 9, 14),
                "stop": datetime(2026, 10, 9, 15),
                "partner_ids": [Command.clear()],
                **values,
            }
        )

    def test_meeting(self):
        """The time is the meeting's, also of one that an activity had before."""
        event = self._create_meeting()
        activity = self._create_timed()
        activity.flush_recordset()
        # as before the addon was installed: the activity has no time of its own
        self.env.cr.execute(
            "UPDATE mail_activity SET calendar_event_id = %s, planned_start = NULL"
            " WHERE id = %s",
            [event.id, activity.id],
        )
        slot = self._find()
        self.assertEqual((slot.start, slot.stop), (event.start, event.stop))
        self._share("busy", self.viewer)
        self.assertBusy(self._find(), event.start, event.stop)

    def test_all_day_meeting(self):
        """A meeting without a time of day is whole days, and no one's busy time."""
        event = self._create_meeting(
            allday=True, start_date="2026-10-09", stop_date="2026-10-10"
        )
        activity = self._create_owned(calendar_event_id=event.id)
        slot = self._find()
        self.assertShown(slot, activity)
        self.assertTrue(slot.allday)
        self.assertEqual(str(slot.start.date()), "2026-10-09")
        self.assertEqual(str(slot.stop.date()), "2026-10-10")
        self._share("busy", self.viewer)
        self.assertFalse(self._find())

    # ------------------------------------------------------------
    # Closed ones
    # ------------------------------------------------------------

    def test_done(self):
        """Done ones are there for a filter, with their outcome; never as busy times."""
        self._switch_outcomes()
        self.call.outcome_ids = self.outcome_good
        activity = self._create_timed()
        activity.action_complete(self.outcome_good.id)
        self.assertFalse(self._find())
        slot = self._find(active_test=False)
        self.assertShown(slot, activity)
        self.assertEqual(slot.state, "done")
        self.assertEqual(slot.outcome_id.id, self.outcome_good.id)
        self.assertEqual(slot, self._find(domain=[("active", "=", False)]))
        self._share("busy", self.viewer)
        self.assertFalse(self._find(active_test=False))

    def test_cancelled(self):
        """Nothing happened, so there is nothing to show."""
        self._switch("group_activity_status")
        self._create_timed().action_cancel("Flow reason")
        self.assertFalse(self._find("owner", active_test=False))

    # ------------------------------------------------------------
    # Who asks
    # ------------------------------------------------------------

    def test_access(self):
        """Internal users read; no one writes; portal users have no calendar."""
        self._create_timed()
        with self.assertRaises(AccessError):
            self._find("portal")
        slot = self._find("manager")
        for operation in ("write", "create", "unlink"):
            self.assertFalse(slot.has_access(operation))

    def test_off(self):
        """While Sharing is off, slots are what Odoo shows, without any busy times."""
        activity = self._create_timed()
        self._create_free(planned_start=TEN)
        self._create_timed(record=self.lead)
        self._share("busy", self.viewer)
        self._switch("group_activity_sharing", on=False)
        self.assertShown(self._find(), activity)

    def test_superuser(self):
        """Automations see everything."""
        self._share("none")
        activity = self._create_timed(is_private=True)
        slots = self.Slot.sudo().search([("user_id", "=", self.owner.id)])
        self.assertShown(slots, activity)
