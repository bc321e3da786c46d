import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SharingCommon
from .test_sharing_meetings import START

MAIL = """From: {sender}
To: nobody@example.com
Subject: Flow mail
Message-Id: <{number}@example.com>

Flow body
"""


@tagged("post_install", "-at_install")
class TestSharingSudo(SharingCommon):
    """What users make code do as the superuser changes nothing that they can't."""

    def setUp(self):
        super().setUp()
        self.hidden = self._create_owned(summary="Flow hidden")
        self._share("none", self.users["employee"])
        events = self.env["calendar.event"].with_user(self.owner)
        self.meeting = events.create(
            {
                "name": "Flow meeting",
                "location": "Flow location",
                "privacy": "private",
                "start": START,
                "stop": START + timedelta(hours=1),
            }
        ).with_env(self.env)
        self.me = self.users["employee"].partner_id
        self.me.email = "employee@example.com"
        self.number = 0

    def _as_request(self, viewer):
        """Return the thread with which a user's request begins, and ends with it."""
        seen = self._as(viewer, self.env["mail.thread"])
        asked = patch.object(self.env.transaction, "default_env", seen.env)
        asked.start()
        self.addCleanup(asked.stop)
        return seen

    def _pass_on(self, model="res.partner", viewer="employee", **values):
        """Let a user pass a mail of their own on."""
        self.number += 1
        mail = MAIL.format(sender=self.me.email, number=self.number)
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self._as_request(viewer).message_process(model, mail, **values)
        self.env.invalidate_all()

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.hidden.user_id, self.owner)
        self.assertEqual(self.hidden.res_id, self.contact.id)
        self.assertNotIn(self.me, self.meeting.sudo().partner_ids)
        self.assertNotIn(self.me, self.meeting.sudo().message_partner_ids)

    def test_passing_mails_on(self):
        """A mail that someone passes on makes a record, and nothing else."""
        me = self.users["employee"].id
        take = [[1, self.hidden.id, {"user_id": me}]]
        join = [[1, self.meeting.id, {"partner_ids": [[4, self.me.id, 0]]}]]
        link = {"meeting_ids": [[4, self.meeting.id, 0]]}
        within = [[0, 0, {"name": "Flow", "type": "contact", "activity_ids": take}]]
        for values in (
            {"activity_ids": take},
            {"activity_ids": [[4, self.hidden.id, 0]]},
            {"activity_ids": [[6, 0, self.hidden.ids]]},
            {"activity_ids": [[2, self.hidden.id, 0]]},
            {"child_ids": within},
            {"meeting_ids": join},
            link,
        ):
            for is_dropped in (True, False):  # or left to Odoo's rule for commands
                if not is_dropped and values == link:
                    continue  # it doesn't ask the meeting
                with self.subTest(values=values, is_dropped=is_dropped):
                    self._pass_on_and_check(values, is_dropped)

    def _pass_on_and_check(self, values, is_dropped):
        found = len(self.env["res.partner"].search([("name", "=", "Flow mail")]))
        values = {"name": "Flow mail", **values}
        if is_dropped:
            self._pass_on(custom_values=values)
            partners = self.env["res.partner"].search([("name", "=", "Flow mail")])
            self.assertEqual(len(partners), found + 1)
        else:
            path = "odoo.addons.crm_activity_flow.models.sharing.mail_thread.drop_links"
            with (
                self.env.cr.savepoint(),
                self.assertRaises(AccessError),
                patch(path, lambda _model, values: values),
            ):
                self._pass_on(custom_values=values)
        self.assertTrue(self.hidden.exists())
        self.assertUntouched()

    def test_mails_to_meetings(self):
        """Nor does it become a message at a private meeting of others."""
        with self.assertRefused("private meeting", error=AccessError):
            self._pass_on("calendar.event", thread_id=self.meeting.id)
        self.assertUntouched()
        self._pass_on("calendar.event", "owner", thread_id=self.meeting.id)
        self.assertIn("Flow body", self.meeting.message_ids[0].body)

    def test_aliases(self):
        """An alias gives new records no activities, also if it says so."""
        take = [(1, self.hidden.id, {"user_id": self.users["employee"].id})]
        thread = self.env["mail.thread"]
        route = ("res.partner", False, {"name": "Flow alias", "activity_ids": take})
        message = {
            "message_id": "<flow@example.com>",
            "body": "Flow",
            "subject": "Flow",
        }
        thread._message_route_process(None, dict(message), [(*route, 1, None)])
        self.assertTrue(self.env["res.partner"].search([("name", "=", "Flow alias")]))
        self.assertUntouched()

    def test_own_defaults(self):
        """Defaults that users keep link to no activities and meetings."""
        employee = self.users["employee"]
        defaults = self.env["ir.default"].with_user(employee)
        for model, name, value in (
            ("res.partner", "activity_ids", [[4, self.hidden.id, 0]]),
            ("res.partner", "meeting_ids", [[4, self.meeting.id, 0]]),
            ("res.partner", "comment", "Flow comment"),
            ("mail.activity", "calendar_event_id", self.meeting.id),
        ):
            field = self.env["ir.model.fields"]._get(model, name)
            defaults.create(
                {
                    "field_id": field.id,
                    "user_id": employee.id,
                    "json_value": json.dumps(value),
                }
            )
        partners = self.env["res.partner"].with_user(employee).sudo()
        partner = partners.create({"name": "Flow"})
        self.assertIn("Flow comment", partner.comment)
        activities = self.env["mail.activity"].with_user(employee).sudo()
        self.assertNotIn(
            "calendar_event_id", activities.default_get(["calendar_event_id"])
        )
        self.assertUntouched()
        self._switch("group_activity_sharing", on=False)
        partners.create({"name": "Flow"})
        self.assertNotEqual(self.hidden.res_id, self.contact.id)

    def test_templates(self):
        """No one reads private meetings of others by mailing with a template."""
        template = self.env.ref("calendar.calendar_template_delete_event")
        invitation = self.env.ref("calendar.calendar_template_meeting_invitation")
        seen = self._as("employee", self.meeting)
        with self.assertRefused("private meeting", error=AccessError):
            seen.message_mail_with_source(template)
        composers = seen.env["mail.compose.message"]
        attendees = self.meeting.attendee_ids
        for records, used in ((self.meeting, template), (attendees, invitation)):
            composer = composers.create(
                {
                    "composition_mode": "mass_mail",
                    "model": records._name,
                    "res_ids": str(records.ids),
                    "template_id": used.id,
                }
            )
            with (
                self.subTest(records=records),
                self.assertRefused("private meeting", error=AccessError),
            ):
                composer._action_send_mail()
        mine = self._as("owner", self.meeting)
        mine.message_mail_with_source(template)
        texts = self.meeting.sudo().message_ids.mapped("body")
        self.assertTrue(any("Flow location" in text for text in texts))

    def test_synchronized(self):
        """Where code moves a meeting for a user, its hidden activities only move."""
        self.hidden.calendar_event_id = self.meeting
        employee = self.users["employee"]
        synchronizing = self._as(employee, self.meeting).sudo()
        start = START + timedelta(days=2)
        synchronizing.write(
            {"name": "Flow taken", "start": start, "user_id": employee.id}
        )
        self.assertUntouched()
        self.assertEqual(self.hidden.summary, "Flow hidden")
        self.assertEqual(self.hidden.date_deadline, start.date())

    def test_series(self):
        """No one makes someone's private meeting the base of a series."""
        event = self._as("employee", self.env["calendar.event"]).create(
            {
                "name": "Flow series",
                "start": START,
                "stop": START + timedelta(hours=1),
                "recurrency": True,
                "rrule_type": "daily",
                "end_type": "count",
                "count": 2,
            }
        )
        series = event.recurrence_id
        with self.assertRefused("private meeting", error=AccessError):
            series.base_event_id = self.meeting.id
        series.base_event_id = series.calendar_event_ids[1]

    def test_external_ids(self):
        """A guessed external id of a hidden activity is one that doesn't exist."""
        data = self.env["ir.model.data"]
        values = {"module": "flow", "model": "mail.activity", "res_id": self.hidden.id}
        data.create({**values, "name": "hidden"})
        for name in ("flow.hidden", "flow.missing"):
            with self.subTest(name=name):
                seen = self._as("employee", self.contact)
                self.assertFalse(seen.env.ref(name, raise_if_not_found=False))
                with self.assertRaisesRegex(ValueError, f"not found.*: {name}"):
                    seen.env.ref(name)
                self.assertFalse(seen.activity_feedback([name]))
                self.assertFalse(seen.activity_reschedule([name]))
        self.assertEqual(self.env.ref("flow.hidden"), self.hidden)
        owner = self._as("owner", self.contact)
        self.assertEqual(owner.env.ref("flow.hidden").id, self.hidden.id)
