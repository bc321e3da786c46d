import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
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
        self._share("none")
        events = self.env["calendar.event"].with_user(self.owner)
        stop = START + timedelta(hours=1)
        self.times = {"name": "Flow", "start": START, "stop": stop}
        values = {"name": "Flow meeting", "location": "Flow location"}
        self.meeting = events.create(
            {**self.times, **values, "privacy": "private"}
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

    def _pass_on(self, model="res.partner", viewer="employee", context=(), **values):
        """Let a user pass a mail of their own on."""
        self.number += 1
        mail = MAIL.format(sender=self.me.email, number=self.number)
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            thread = self._as_request(viewer).with_context(**dict(context))
            thread.message_process(model, mail, **values)
        self.env.invalidate_all()

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.hidden.user_id, self.owner)
        self.assertEqual(self.hidden.res_id, self.contact.id)
        self.assertNotIn(self.me, self.meeting.sudo().partner_ids)
        self.assertNotIn(self.me, self.meeting.sudo().message_partner_ids)

    def test_passing_mails_on(self):
        """A mail with values, as servers pass them on, makes a record, and no more."""
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
            self._pass_on(viewer="settings", custom_values=values)
            partners = self.env["res.partner"].search([("name", "=", "Flow mail")])
            self.assertEqual(len(partners), found + 1)
        else:
            path = "odoo.addons.crm_activity_flow.models.sharing.mail_thread.drop_links"
            with (
                self.env.cr.savepoint(),
                self.assertRaises(AccessError),
                patch(path, lambda _model, values: values),
            ):
                self._pass_on(viewer="settings", custom_values=values)
        self.assertTrue(self.hidden.exists())
        self.assertUntouched()

    def test_passing_on_by_others(self):
        """Others pass on no values, and make only records that they could make."""
        with self.assertRefused("Settings administrators", error=AccessError):
            self._pass_on(custom_values={"name": "Flow"})
        for model in ("crm.team", "ir.actions.server"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self._pass_on(model)
        # Odoo drops what a client's context says once it goes on as the superuser
        self._pass_on(context={"default_ref": "flow"})
        partner = self.env["res.partner"].search([("name", "=", "Flow mail")])
        self.assertEqual((len(partner), partner.ref), (1, False))

    def test_mails_to_meetings(self):
        """A mail doesn't become a message at a private meeting of others."""
        with self.assertRefused("private meeting", error=AccessError):
            self._pass_on("calendar.event", thread_id=self.meeting.id)
        self.assertUntouched()
        # an answer that a server passes on, and the owner's
        self._pass_on("calendar.event", "settings", thread_id=self.meeting.id)
        self._pass_on("calendar.event", "owner", thread_id=self.meeting.id)
        self.assertIn("Flow body", self.meeting.message_ids[0].body)

    def test_aliases(self):
        """An alias gives new records no activities, or lines of others, but tags."""
        take = [(1, self.hidden.id, {"user_id": self.users["employee"].id})]
        tag = self.env["res.partner.category"].create({"name": "Flow tag"})
        child = self.env["res.partner"].create(
            {"name": "Flow child", "parent_id": self.contact.id}
        )
        thread = self.env["mail.thread"]
        values = {
            "name": "Flow alias",
            "activity_ids": take,
            "category_id": [(4, tag.id), (1, tag.id, {"name": "Flow renamed"})],
            "child_ids": [(4, child.id), (0, 0, {"name": "Flow new"})],
            "opportunity_ids": [(2, self.lead.id)],
        }
        route = ("res.partner", False, values)
        message = {
            "message_id": "<flow@example.com>",
            "body": "Flow",
            "subject": "Flow",
        }
        thread._message_route_process(None, dict(message), [(*route, 1, None)])
        made = self.env["res.partner"].search([("name", "=", "Flow alias")])
        self.assertEqual((made.category_id, tag.name), (tag, "Flow tag"))
        self.assertEqual(made.child_ids.mapped("name"), ["Flow new"])
        self.assertEqual(child.parent_id, self.contact)
        self.assertTrue(self.lead.exists())
        self.assertUntouched()

    def test_own_defaults(self):
        """Defaults that users keep link to no activities and meetings."""
        employee = self.users["employee"]
        defaults = self.env["ir.default"].with_user(employee)
        attendee = self.meeting.attendee_ids
        replace = [[4, attendee.id, 0]]
        for model, name, value in (
            ("res.partner", "activity_ids", [[4, self.hidden.id, 0]]),
            ("res.partner", "meeting_ids", [[4, self.meeting.id, 0]]),
            ("res.partner", "comment", "Flow comment"),
            ("calendar.event", "attendee_ids", replace),
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
        self._as(employee, self.env["calendar.event"]).create(self.times)
        self.assertEqual(attendee.sudo().event_id, self.meeting)
        activities = self.env["mail.activity"].with_user(employee).sudo()
        self.assertNotIn(
            "calendar_event_id", activities.default_get(["calendar_event_id"])
        )
        self.assertUntouched()
        self._switch("group_activity_sharing", on=False)
        partners.create({"name": "Flow"})
        self.assertNotEqual(self.hidden.res_id, self.contact.id)

    def test_own_defaults_for_code(self):
        """Code takes none where the user couldn't make such records."""
        employee = self.users["employee"]
        defaults = self._as(employee, self.env["ir.default"])
        for model, is_taken in (("res.partner", True), ("mail.activity.type", False)):
            if not is_taken:
                self.assertFalse(defaults.env[model].has_access("create"))
            defaults.set(model, "name", "Flow own", user_id=True)
            for asking, is_used in ((defaults, True), (defaults.sudo(), is_taken)):
                found = asking._get_model_defaults(model)
                self.assertEqual(found.get("name") == "Flow own", is_used)
        # a controller may have no user
        without_user = self.env(user=None, su=True, context={})["ir.default"]
        own = without_user._get_model_defaults("res.partner").get("name")
        self.assertFalse(own)

    def test_trying_defaults_out(self):
        """Odoo carries out no commands as it checks a default."""
        employee = self.users["employee"]
        attendee = self.meeting.attendee_ids
        for model, name, line, values in (
            ("res.partner", "activity_ids", self.hidden, {"user_id": employee.id}),
            ("calendar.event", "attendee_ids", attendee, {"partner_id": self.me.id}),
        ):
            defaults = self._as(employee, self.env["ir.default"])
            value = json.dumps([[1, line.id, values]])
            field = self.env["ir.model.fields"]._get(model, name)
            vals = {"field_id": field.id, "user_id": employee.id, "json_value": value}
            with (
                self.subTest(name=name),
                self.env.cr.savepoint(),
                self.assertRaises(ValidationError),
            ):
                defaults.create(vals)
            with self.subTest(name=name), self.env.cr.savepoint():
                kept = self._as(employee, self.env["ir.default"])
                kept = kept.create({**vals, "json_value": "[]"})
                with self.assertRaises(ValidationError):
                    kept.json_value = value
        self.assertUntouched()
        self.assertEqual(attendee.sudo().partner_id, self.owner.partner_id)

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
            values = {
                "composition_mode": "mass_mail",
                "model": records._name,
                "res_ids": str(records.ids),
                "template_id": used.id,
            }
            with (
                self.subTest(records=records),
                self.assertRefused("private meeting", error=AccessError),
            ):
                composers.create(values)._action_send_mail()
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

    def test_values_of_mails(self):
        """Values for a mail from a template change, and send, nothing hidden."""
        secret = "Flow secret"
        notice = self.meeting.message_post(
            body=secret, partner_ids=self.owner.partner_id.ids
        )
        mine = notice.sudo().notification_ids
        file, known = self.env["ir.attachment"].create(
            [
                {"name": "Flow", "raw": b"Flow", "res_model": record._name}
                | {"res_id": record.id}
                for record in (self.hidden, self.contact)
            ]
        )
        template = self.env["mail.template"].create(
            {
                "name": "Flow",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Flow</p>",
            }
        )
        self._as_request("employee")
        for values in (
            {"notification_ids": [[1, mine.id, {"res_partner_id": self.me.id}]]},
            {"notification_ids": [[2, mine.id, 0]]},
            {"attachment_ids": [[4, known.id, 0]]},
        ):
            with self.subTest(values=values):
                sending = self._as("employee", template)
                mail_id = sending.send_mail(self.contact.id, email_values=values)
                self.env.invalidate_all()
                self.assertEqual(mine.res_partner_id, self.owner.partner_id)
                self.assertIn(secret, notice.body)
        mail = self.env["mail.mail"].browse(mail_id)
        self.assertEqual(mail.attachment_ids, known)
        for values in (
            {"attachment_ids": [[4, file.id, 0]]},
            {"mail_message_id": notice.id, "model": "res.partner"},
        ):
            sending = self._as("employee", template)
            with self.subTest(values=values), self.assertRaises(AccessError):
                sending.send_mail(self.contact.id, email_values=values)
        self.assertEqual(notice.res_id, self.meeting.id)

    def test_series(self):
        """No one makes someone's private meeting the base of a series, or joins one."""
        rule = {"rrule_type": "daily", "end_type": "count", "count": 2}
        events = self._as("employee", self.env["calendar.event"])
        event = events.create({**self.times, **rule, "recurrency": True})
        series = event.recurrence_id
        others = self._as("owner", self.env["calendar.event"]).create(
            {**self.times, **rule, "recurrency": True, "privacy": "private"}
        )
        joining = {"recurrence_id": others.recurrence_id.id}
        events = self._as("employee", self.env["calendar.event"])
        for values, context in (
            ({**self.times, **joining}, {}),
            (self.times, {"default_recurrence_id": joining["recurrence_id"]}),
        ):
            with self.assertRefused("private meeting", error=AccessError):
                events.with_context(**context).create(values)
        with self.assertRefused("private meeting", error=AccessError):
            events.env["calendar.recurrence"].create({"base_event_id": self.meeting.id})
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
