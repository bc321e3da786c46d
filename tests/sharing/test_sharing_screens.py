from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingScreens(SharingCommon):
    """What the web client gets to show the lock and the level, and is told."""

    def _get_sent(self, viewer, activity):
        data = self._as(viewer, activity).activity_format()
        return {each["id"]: each for each in data["mail.activity"]}.get(activity.id)

    @contextmanager
    def _told(self):
        """Collect the notifications that are sent in the body."""
        told = []

        def send(_user, kind, message):
            if kind == "simple_notification":
                told.append(message["message"])

        with patch.object(self.env.registry["res.users"], "_bus_send", send):
            yield told

    def _give(self, activity, user, by):
        """Return what a user is told who gives an activity to another one."""
        with self._told() as told:
            self._as(by, activity).write({"user_id": user.id})
        return told

    def test_card(self):
        """Cards get the lock, who can use it, and the level."""
        self._share("read")
        activity = self._create_owned(creator=self.creator)
        for viewer, level, can_lock, can_write in (
            ("owner", "full", True, True),
            ("creator", "full", True, True),
            ("leader", "full", False, True),
            ("salesperson", "read", False, False),
        ):
            sent = self._get_sent(viewer, activity)
            self.assertEqual(sent["share_level"], level, viewer)
            self.assertEqual(sent["can_lock"], can_lock, viewer)
            self.assertEqual(sent["can_write"], can_write, viewer)
            self.assertFalse(sent["is_private"])

    def test_card_while_off(self):
        """Without the switch nothing more is sent, and nothing is asked."""
        self._switch("group_activity_sharing", on=False)
        activity = self._create_owned()
        self.assertNotIn("share_level", self._get_sent("owner", activity))
        viewed = self._as("salesperson", activity)
        viewed.summary  # noqa: B018  # read all columns first
        with self.assertQueryCount(0):
            self.assertEqual(viewed.share_level, "full")
            self.assertTrue(viewed.can_lock)

    def test_lock_in_dialog(self):
        """Odoo's dialog schedules a private activity, on a record and without one."""
        seller = self.users["salesperson"]
        for active in ({"active_model": "crm.lead", "active_id": self.lead.id}, {}):
            wizard = self.env["mail.activity.schedule"].with_user(seller)
            with Form(wizard.with_context(**active)) as form:
                form.activity_type_id = self.call
                form.summary = "Flow secret"
                form.is_private = True
            created = form.record._action_schedule_activities()
            self.assertTrue(created.is_private)
            self.assertNotIn("default_is_private", created.env.context)
            self.assertFalse(
                self._as("manager", created).search([("id", "=", created.id)])
            )

    def test_lock_in_form(self):
        """Whoever can't use the lock can't change it in the form."""
        self._share("full")
        activity = self._create_owned(creator=self.creator)
        with Form(
            self._as("creator", activity), "mail.mail_activity_view_form"
        ) as form:
            form.is_private = True
        self.assertTrue(activity.is_private)
        activity.is_private = False
        with (
            self.assertRaises(AssertionError),
            Form(self._as("leader", activity), "mail.mail_activity_view_form") as form,
        ):
            form.is_private = True

    def test_read_in_form(self):
        """At level read the fields of the form are read-only."""
        self._share("read")
        activity = self._create_owned()
        viewed = self._as("salesperson", activity)
        form = Form(viewed, "mail.mail_activity_view_form")
        for name in ("summary", "date_deadline", "user_id", "note"):
            with self.assertRaises(AssertionError, msg=name):
                setattr(form, name, form[name])
        with self.assertRaises(AccessError):
            viewed.summary = "Flow changed"

    def test_told_after_giving(self):
        """Who gives an activity to a person who hides it is told that it is saved."""
        self._share("none")
        by = self.users["salesperson"]
        activity = self._create_owned(user_id=by.id)
        texts = self._give(activity, self.owner, "salesperson")
        self.assertEqual(activity.user_id, self.owner)
        self.assertEqual(len(texts), 1)
        self.assertIn("Saved. You won't see it, because flow_owner", texts[0])

    def test_not_told_after_giving(self):
        """Nothing is said where the activity still shows."""
        self._share("read")
        activity = self._create_owned(user_id=self.users["salesperson"].id)
        self.assertFalse(self._give(activity, self.owner, "salesperson"))

    def test_told_after_launching(self):
        """Whoever launches a plan is told of steps that aren't shared with them."""
        self._share("none")
        step = {
            "activity_type_id": self.call.id,
            "responsible_type": "other",
            "responsible_id": self.owner.id,
        }
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "res.partner",
                "template_ids": [Command.create(step)],
            }
        )
        with self._told() as told:
            launch = self._as("salesperson", plan).launch_on
            created = launch("res.partner", self.contact.ids)["created_ids"]
        self.assertEqual(self.Activity.browse(created).user_id, self.owner)
        self.assertEqual(len(told), 1)

    def test_not_told_of_creation(self):
        """Whoever creates one by hand sees it, and what code creates is not told."""
        self._share("none")
        values = {"record": self.contact, "user_id": self.owner.id}
        with self._told() as told:
            for automated in (False, True):
                self._as("salesperson", self.contact).activity_schedule(
                    activity_type_id=self.call.id,
                    user_id=self.owner.id,
                    automated=automated,
                )
            self._create_activity(self.call, **values)
        self.assertFalse(told)

    def test_told_of_several(self):
        """Several are one notification, with their number."""
        self._share("none")
        by = self.users["salesperson"]
        activities = self._create_owned(user_id=by.id) | self._create_owned(
            user_id=by.id
        )
        texts = self._give(activities, self.owner, "salesperson")
        self.assertEqual(len(texts), 1)
        self.assertIn("2 activities", texts[0])

    def test_told_of_several_people(self):
        """It names only those who don't share them."""
        self._share("none")
        told = self.Activity.browse()
        for user in (self.owner, self.creator):
            values = {"user_id": user.id, "automated": False, "origin": "plan"}
            told |= self._create_owned(**values)
        with self._told() as texts:
            self._as("salesperson", told)._tell_unseen(
                {each.id: each.user_id for each in told}
            )
        self.assertEqual(len(texts), 1)
        self.assertIn("because flow_owner ", texts[0])
        self.assertNotIn("flow_creator", texts[0])

    def test_private_from_dialog(self):
        """The dialog passes the lock on, without a record and to meetings, too."""
        dialogs = self.env["mail.activity.schedule"].with_user(self.owner)
        on_lead = {"active_model": "crm.lead", "active_ids": self.lead.ids}
        values = {"activity_type_id": self.call.id, "is_private": True}
        for method in ("action_schedule_activities", "action_create_calendar_event"):
            for context in (on_lead, {}):
                with self.subTest(method, context=context):
                    before = self.Activity.search([])
                    dialog = dialogs.with_context(**context).create(values)
                    getattr(dialog, method)()
                    activity = self.Activity.search([]) - before
                    self.assertEqual(len(activity), 1)
                    self.assertTrue(activity.is_private)
