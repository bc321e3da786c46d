from decimal import Decimal
from itertools import product
from unittest.mock import patch
from xmlrpc.client import Binary

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Char, Integer
from odoo.tests import tagged

from ...models.sharing import base, mail_render_mixin
from ...models.sharing.hidden_error import HiddenError
from ...models.sharing.mail_activity_policy import SHARING
from ...models.sharing.mail_render_mixin import RESTRICTED
from ..common import RpcMixin
from .common import SharingCommon

EDITORS = "mail.group_mail_template_editor"
SECRET = "Flow secret"
ANSWER = "Flow answer"


@tagged("post_install", "-at_install")
class TestSharingPointers(RpcMixin, SharingCommon):
    """What values of a form point to isn't named: neither hidden, nor missing.

    Odoo names as the superuser what a record links to, or says that it is about.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._create_owned(summary=SECRET)
        cls.known = cls._create_owned(user_id=cls.users["employee"].id, summary="Mine")
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": SECRET,
                "raw": b"Flow",
                "res_model": "mail.activity",
                "res_id": cls.activity.id,
            }
        )
        cls._share("none")

    def _ask(self, role, model, method, *args, **kwargs):
        """Return what a client gets, as text, also if it is an error."""
        context = kwargs.pop("context", {})
        try:
            answer = self._rpc(role, model, method, *args, context=context, **kwargs)
            self.env.flush_all()  # as a request does
            return str(answer)
        except UserError as error:
            return f"{type(error).__name__} {error}"

    def assertUntold(self, role, record, model, method, *args, **kwargs):
        """Check that a call says nothing of a record, and as much without it.

        Returns the answer. ``ID`` in the arguments stands for its id, as ``TEXT`` and
        ``FLOAT`` do in other forms.
        """
        ids = {"ID": record.id, "TEXT": str(record.id), "FLOAT": float(record.id)}

        def fill(value):
            if isinstance(value, dict):
                return {key: fill(each) for key, each in value.items()}
            if isinstance(value, list | tuple):
                return type(value)(map(fill, value))
            if isinstance(value, str) and value.endswith(",ID"):
                return value.replace("ID", str(record.id))
            return ids.get(value, value) if isinstance(value, str) else value

        answers = []
        for is_there in (True, False):
            with self.env.cr.savepoint() as savepoint:
                if not is_there:
                    record.sudo().unlink()
                answers.append(
                    self._ask(role, model, method, *fill(args), **fill(kwargs))
                )
                savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertNotIn(SECRET, answers[0])
        self.assertEqual(*answers)
        return answers[0]

    def _create_private_meeting(self):
        return self.env["calendar.event"].create(
            {
                "name": SECRET,
                "start": "2026-10-08 10:00:00",
                "stop": "2026-10-08 11:00:00",
                "user_id": self.owner.id,
                "partner_ids": [(6, 0, self.owner.partner_id.ids)],
                "privacy": "private",
            }
        )

    # ------------------------------------------------------------
    # What a record is about
    # ------------------------------------------------------------

    def test_activity_on_an_activity(self):
        """No activity gets the title of another one as the name of its record."""
        about = {"res_model": "mail.activity", "res_id": "ID"}
        self.assertUntold(
            "employee",
            self.activity,
            "mail.activity",
            "onchange",
            [],
            about,
            ["res_id"],
            {"res_name": {}},
        )
        own = self.known.ids
        self.assertUntold(
            "employee", self.activity, "mail.activity", "write", own, about
        )
        # the model is the one that it has already
        model_id = self.env["ir.model"]._get_id("mail.activity")
        self.known.write({"res_model_id": model_id, "res_id": self.known.id})
        self.assertUntold(
            "employee", self.activity, "mail.activity", "write", own, {"res_id": "ID"}
        )

    def test_activity_on_a_report(self):
        """Nor by a row of a report, also if its two models aren't the same."""
        known, get = self.known.ids, self.env["ir.model"]._get_id
        shown = {"res_name": {}}
        for role, report in product(
            ("employee", "manager"), ("mail.activity.overview", "mail.activity.slot")
        ):
            for model in ("res.partner", report, None, "mail.activity"):
                about = {"res_model": model, "res_model_id": get(report)}
                about = {**about, "res_id": self.activity.id}
                form = [[], about, ["res_id", "res_model_id"], shown]
                for door, args in (
                    ("onchange", form),
                    ("write", [known, about]),
                    ("create", [{**about, "summary": "Flow"}]),
                ):
                    with self.subTest(role=role, model=model, door=door):
                        with self.env.cr.savepoint() as savepoint:
                            self._ask(role, "mail.activity", door, *args)
                            named = self.known.sudo().res_name
                            answer = self._ask(role, "mail.activity", "onchange", *form)
                            savepoint.close(rollback=True)
                        self.assertNotIn(SECRET, f"{named} {answer}")
                        self.env.invalidate_all()

    def test_activity_on_what_one_cannot_read(self):
        """No activity names a conversation, or a private meeting, of others."""
        channel = self.env["discuss.channel"].create(
            {"name": SECRET, "channel_type": "group"}
        )
        event = self._create_private_meeting()
        for record in (channel, event):
            model_id = self.env["ir.model"]._get_id(record._name)
            for about in (
                {"res_model": record._name, "res_id": "ID"},
                {"res_model_id": model_id, "res_id": "ID"},
                {"res_model": "res.partner", "res_model_id": model_id, "res_id": "ID"},
            ):
                answers = [
                    self.assertUntold("employee", record, "mail.activity", *door)
                    for door in (
                        ("onchange", [], about, ["res_id"], {"res_name": {}}),
                        ("write", self.known.ids, about),
                    )
                ]
                for answer in answers:
                    self.assertIn("MissingError", answer)
        # nor in a line that the form begins with
        lines = [(0, 0, {"res_model": channel._name, "res_id": "ID"})]
        self.assertUntold(
            "employee",
            channel,
            "calendar.event",
            "onchange",
            [],
            {},
            [],
            {"activity_ids": {"fields": {"res_name": {}}}},
            context={"default_activity_ids": lines},
        )
        # where it is already, an assignee can say so again
        lead = self.env["crm.lead"].create({"name": "Flow lead"})
        about = {"res_model_id": self.env["ir.model"]._get_id("crm.lead")}
        about["res_id"] = lead.id
        self.known.write(about)
        self._rpc("employee", "mail.activity", "write", self.known.ids, about)
        about = {"res_model_id": self.env["ir.model"]._get_id("res.partner")}
        self.known.write({**about, "res_id": self.owner.partner_id.id})
        # no one branches off such a conversation, and so joins it
        child = {"name": "Flow", "channel_type": "group"}
        child["parent_channel_id"] = channel.id
        shown = {"parent_channel_id": {"fields": {"display_name": {}}}}
        for door, args in (
            ("onchange", [[], child, ["parent_channel_id"], shown]),
            ("create", [child]),
        ):
            answer = self._ask("employee", channel._name, door, *args)
            self.assertIn("MissingError", answer)
        self.assertFalse(self._as("employee", channel).has_access("read"))
        seen = self._as("employee", channel).sudo().display_name
        self.assertNotIn(SECRET, str(seen))
        self.assertEqual(channel.display_name, SECRET)
        own = self.env["res.partner"].create({"name": "Flow own"})
        self._rpc(
            "employee", "mail.activity", "write", self.known.ids, {"res_id": own.id}
        )
        self.assertEqual(self.known.res_name, "Flow own")

    def test_ids_in_other_forms(self):
        """An id that is a text, or nearly one, gets no further than a number."""
        event = self._create_private_meeting()
        employee = self.users["employee"]
        about = self.env["ir.model"]._get_id("mail.activity.overview")
        people = {"partner_id": employee.partner_id.id, "access_token": "Flow"}
        free = {"summary": "Flow", "user_id": employee.id}
        for id_ in (event.id, *(form(event.id) for form in (str, float, Decimal))):
            for model, values in (
                ("calendar.attendee", {**people, "event_id": id_}),
                ("mail.activity", {**free, "calendar_event_id": id_}),
            ):
                with (
                    self.subTest(model=model, id_=id_),
                    self.assertRaises(AccessError),
                ):
                    self._rpc("employee", model, "create", values)
                # of a default that is no id, Odoo makes none
                default = {f"default_{[*values][-1]}": values.popitem()[1]}
                with self.subTest(model=model, id_=id_, is_default=True):
                    self._ask("employee", model, "create", values, context=default)
                    self.assertEqual(event.attendee_ids.partner_id, event.partner_ids)
                    self.assertFalse(event.sudo().activity_ids)
        number = self.activity.id
        for near in (number + 0.5, number - 0.5, Decimal(number)):
            values = {"res_model_id": about, "res_id": near}
            for door, args in (
                ("write", [self.known.ids, values]),
                ("onchange", [[], values, ["res_id"], {"res_name": {}}]),
                ("create", [{**free, **values}]),
            ):
                with self.subTest(door=door, near=near):
                    answer = self._ask("employee", "mail.activity", door, *args)
                    self.assertNotIn(SECRET, answer)
                    self.assertIn("Error", answer)
                    self.assertNotIn(SECRET, str(self.known.sudo().res_name))
        for ids in (str(self.file.id), {str(self.file.id): 1}, [str(self.file.id)]):
            answer = self._ask(
                "employee",
                "mail.compose.message",
                "create",
                {"attachment_ids": [[6, 0, ids]]},
            )
            self.assertIn("Error", answer)

    def test_ids_without_rights(self):
        """Whoever can't write isn't told that an id is none."""
        team = self.env["crm.team"].create({"name": "Flow"})
        for door, args in (("write", [team.ids]), ("create", [])):
            with self.assertRaises(AccessError):
                self._rpc("employee", "crm.team", door, *args, {"user_id": "Flow"})
            with self.assertRaisesRegex(ValidationError, "Invalid record IDs: 'Flow'"):
                self._rpc("manager", "crm.team", door, *args, {"user_id": "Flow"})

    def test_looks_have_no_name(self):
        """Nothing that links to the history of See As says who was looked at."""
        look = (
            self.env["mail.activity.see.as"]
            .sudo()
            .create({"user_id": self.env.uid, "seen_user_name": self.owner.name})
        )
        self.assertNotIn(self.owner.name, look.display_name)

    def test_message_about_an_activity(self):
        """A message says nothing of a hidden activity that it is about."""
        for role in ("employee", "portal"):
            self.assertUntold(
                role,
                self.activity,
                "mail.message",
                "onchange",
                [],
                {"model": "mail.activity", "res_id": "ID"},
                ["res_id"],
                {"record_name": {}},
            )

    def test_others_about_an_activity(self):
        """No record of any addon says anything of a hidden one that it is about."""
        model_id = self.env["ir.model"]._get_id("mail.activity")
        for model, values in (
            ("rating.rating", {"res_model_id": model_id, "res_id": "ID"}),
            ("calendar.event", {"res_model_id": model_id, "res_id": "ID"}),
            ("portal.share", {"res_model": "mail.activity", "res_id": "ID"}),
            ("privacy.lookup.wizard.line", {"res_model_id": model_id, "res_id": "ID"}),
        ):
            for role in ("employee", "settings"):
                if model in self.env:
                    with self.subTest(model=model, role=role):
                        form = [[], values, ["res_id"], {"display_name": {}}]
                        self.assertUntold(role, self.activity, model, "onchange", *form)
                        self.assertUntold(role, self.activity, model, "create", values)
        values = {"res_model_id": model_id, "res_id": "ID", "name": "Flow"}
        answer = self.assertUntold(
            "employee", self.activity, "calendar.event", "create", values
        )
        self.assertIn("MissingError", answer)

    def test_other_forms_of_values(self):
        """Ids in other forms, defaults, and lines of a form say nothing either."""
        shown = {"record_name": {}, "model": {}, "res_id": {}}
        for id_ in ("TEXT", "FLOAT"):
            about = {"model": "mail.activity", "res_id": id_}
            form = [[], about, ["res_id"], shown]
            self.assertUntold(
                "portal", self.activity, "mail.message", "onchange", *form
            )
            values = {"name": "Flow", "original_id": id_}
            self.assertUntold("employee", self.file, "ir.attachment", "create", values)
        default = {"default_model": "mail.activity", "default_res_id": "ID"}
        form = [[], {}, [], shown]
        self.assertUntold(
            "portal", self.activity, "mail.message", "onchange", *form, context=default
        )
        default, values = {"default_original_id": "ID"}, {"name": "Flow"}
        self.assertUntold(
            "employee", self.file, "ir.attachment", "create", values, context=default
        )
        about = {"model": "mail.activity", "res_id": "ID"}
        lines, shown = {"child_ids": [[0, "v", about]]}, {"record_name": {}}
        within = {"child_ids": [[0, "w", lines]]}
        for values in (lines, within):
            form = [[], values, [], {"child_ids": {"fields": shown}}]
            answer = self.assertUntold(
                "employee", self.activity, "mail.message", "onchange", *form
            )
            self.assertIn("MissingError", answer)

    def test_records_in_memory(self):
        """What a form makes in memory of values says nothing of what they stand for."""
        event = self._create_private_meeting()
        texts = ("description", "location", "notes", "videocall_location")
        event.write(dict.fromkeys(texts, SECRET))
        channel = self.env["discuss.channel"].create(
            {"name": SECRET, "channel_type": "group"}
        )
        message = event.message_post(body=SECRET, subject=SECRET)
        named = {"fields": {"display_name": {}}}
        for record, model, name, values in (
            (event, "calendar.attendee", "event_id", {"privacy": "public"}),
            (event, "calendar.attendee", "event_id", {"privacy": False}),
            (event, "calendar.recurrence", "base_event_id", {"privacy": "public"}),
            (event, "mail.activity", "calendar_event_id", {"privacy": "public"}),
            (
                event,
                "calendar.attendee",
                "event_id",
                {"user_id": self.users["employee"].id},
            ),
            (channel, "discuss.channel.member", "channel_id", {}),
            (message, "mail.message", "parent_id", {}),
            (message, "mail.message", "parent_id", {"model": False, "res_id": 0}),
        ):
            values = {name: {"id": record.id, **values}}
            specs = [
                {name: {"fields": {shown: named if field.relational else {}}}}
                for shown, field in record._fields.items()
                if shown in self._as("employee", record).fields_get()
            ]
            with self.subTest(model=model, values=values):
                for spec in specs:
                    answer = self._ask(
                        "employee", model, "onchange", [], values, [], spec
                    )
                    self.assertNotIn(SECRET, answer)
                    self.assertIn("Error", answer)
                # it is there: who may know of it gets it like that
                organizer = self.env["res.users"].browse(values[name].get("user_id"))
                knowing = organizer or (
                    self.owner if record == event else self.env.user
                )
                if knowing != self.users["employee"]:
                    seen = self.env[model].with_user(knowing)
                    known = seen.onchange(values, [], {name: named})
                    self.assertIn(SECRET, str(known))

    def test_masked_in_memory(self):
        """A form's lines stand for no masked meeting, and for no one who is invited."""
        event = self._create_private_meeting()
        attendee = event.attendee_ids
        told_of_event = {"fields": {"videocall_location": {}, "res_model": {}}}
        told_of_attendee = {"fields": {"email": {}, "access_token": {}}}
        call = {"videocall_source": "discuss"}
        for model, values, spec in (
            (
                "calendar.attendee",
                {"event_id": {"id": event.id, **call}},
                {"event_id": told_of_event},
            ),
            (
                "calendar.attendee",
                {"event_id": {"id": event.id}},
                {"event_id": told_of_event},
            ),
            (
                "res.partner",
                {"meeting_ids": [[4, event.id]]},
                {"meeting_ids": told_of_event},
            ),
            (
                "res.partner",
                {"child_ids": [[0, "v", {"meeting_ids": [[1, event.id, call]]}]]},
                {"child_ids": {"fields": {"meeting_ids": told_of_event}}},
            ),
            (
                "calendar.recurrence",
                {
                    "calendar_event_ids": [
                        [0, "v", {"attendee_ids": [[4, attendee.id]]}]
                    ]
                },
                {"calendar_event_ids": {"fields": {"attendee_ids": told_of_attendee}}},
            ),
        ):
            with (
                self.subTest(model=model, values=values),
                self.assertRaisesRegex(AccessError, "private meeting of others"),
            ):
                self._rpc("employee", model, "onchange", [], values, [], spec)
        # those who take part can
        form = self.env["calendar.attendee"].with_user(self.owner)
        answer = form.onchange(
            {"event_id": {"id": event.id, **call}}, [], {"event_id": told_of_event}
        )
        self.assertIn("join_videocall", str(answer))

    def test_masked_by_default(self):
        """Defaults, of any model and record in memory, name no masked meeting."""
        event = self._create_private_meeting()
        told = {"fields": {"videocall_location": {}, "display_name": {}}}
        linked = {"id": event.id, "videocall_source": "discuss"}
        within = {"fields": {"calendar_event_id": told}}
        previous = {"fields": {"previous_activity_id": within}}
        for model, door, args, context in (
            (
                "mail.activity",
                "onchange",
                [
                    [],
                    {"previous_activity_id": {"summary": "Flow"}},
                    [],
                    {
                        "previous_activity_id": {
                            **within,
                            "context": {"default_calendar_event_id": linked},
                        }
                    },
                ],
                {},
            ),
            (
                "calendar.event",
                "onchange",
                [
                    [],
                    {"activity_ids": [[0, "v", {"summary": "Flow"}]]},
                    [],
                    {"activity_ids": previous},
                ],
                {"default_previous_activity_id": {"calendar_event_id": linked}},
            ),
            (
                "calendar.attendee",
                "web_read",
                [[0], {"event_id": told}],
                {"default_event_id": linked},
            ),
        ):
            with (
                self.subTest(model=model, door=door),
                self.assertRaisesRegex(AccessError, "private meeting of others"),
            ):
                self._rpc("employee", model, door, *args, context=context)
        call = [[event.id], {"videocall_source": "discuss"}, ["videocall_source"]]
        with self.assertRaisesRegex(AccessError, "private meeting of others"):
            self._rpc(
                "employee",
                "calendar.event",
                "onchange",
                *call,
                {"videocall_location": {}},
            )
        # nor where a form has it on its own
        field = event._fields["videocall_location"]
        for viewer, is_told in (("employee", False), ("owner", True)):
            seen = self._as(viewer, event)
            copied = seen.new({"videocall_source": "discuss"}, origin=seen)
            self.env.add_to_compute(field, copied)
            self.assertEqual("join_videocall" in str(copied[field.name]), is_told)

    def test_masked_in_what_is_not_saved(self):
        """What Odoo writes into its cache alone is looked at like a form."""
        event = self._create_private_meeting()
        employee = self.users["employee"]
        own = self.env["calendar.event"].with_user(employee).create({"name": "Flow"})
        told = {"fields": {"videocall_location": {}, "display_name": {}}}
        linked = {"id": event.id, "videocall_source": "discuss"}
        attendee = {"id": own.attendee_ids.id, "event_id": linked}
        line = [[0, "v", {"event_id": linked}]]
        for model, ids, name, value in (
            ("calendar.event", own.ids, "current_attendee", attendee),
            ("mail.activity", self.known.ids, "calendar_event_id", linked),
            ("calendar.attendee", [0], "event_id", linked),
            ("calendar.event", [0], "attendee_ids", line),
            (
                "calendar.event",
                own.ids,
                "unavailable_partner_ids",
                [[0, "v", {"meeting_ids": [[1, event.id, linked]]}]],
            ),
        ):
            spec = {name: told}
            with self.subTest(model=model, name=name):
                answer = self._ask(
                    "employee", model, "web_save", ids, {name: value}, spec
                )
                self.assertNotIn("join_videocall", answer)
                self.assertRegex(answer, "private meeting|Invalid record IDs")

    def test_what_is_not_saved(self):
        """That is what isn't stored, and all of what a client calls record 0."""
        own = self.env["calendar.event"].browse(1)
        vals = {"name": "Flow", "categ_ids": [], "current_attendee": False}
        unsaved = own._sharing_get_unsaved(vals)
        self.assertEqual(unsaved, {"current_attendee": False})
        self.assertEqual(own.browse([1, 0])._sharing_get_unsaved(vals), vals)
        looked_at = []
        self.patch(
            type(own),
            "_sharing_check_lines",
            lambda _self, vals: looked_at.append(vals),
        )
        times = {"start": "2026-10-08 10:00:00", "stop": "2026-10-08 11:00:00"}
        events = self._as("employee", self.env["calendar.event"])
        created = events.create({**vals, **times})
        created.write(vals)
        self.assertEqual([each for each in looked_at if each], [unsaved, unsaved])

    def test_templates(self):
        """No composer fills in a template with what the user isn't to know of."""
        event = self._create_private_meeting()
        channel = self.env["discuss.channel"].create(
            {"name": SECRET, "channel_type": "group"}
        )
        known = self.env["res.partner"].create({"name": "Flow known"})
        templates = self.env["mail.template"].with_user(self.users["employee"])
        for record in (event, channel, known):
            template = templates.create(
                {
                    "name": "Flow",
                    "model_id": self.env["ir.model"]._get_id(record._name),
                    "use_default_to": False,
                    "email_to": '"{{ object.name }}"@x.example.com',
                }
            )
            values = {"composition_mode": "comment", "model": "res.partner"}
            values |= {"res_ids": str(record.ids), "template_id": template.id}
            spec = {"partner_ids": {"fields": {"display_name": {}, "email": {}}}}
            for door, args in (
                ("onchange", [[], values, ["template_id"], spec]),
                ("web_save", [[], values, spec]),
            ):
                with self.subTest(model=record._name, door=door):
                    answer = self._ask("employee", "mail.compose.message", door, *args)
                    self.assertNotIn("secret", answer)
                    self.assertEqual("Error" in answer, record != known, answer)

    def test_templates_as_superuser(self):
        """Nor does anything else fill one in for a user, as the superuser."""
        event = self._create_private_meeting()
        model_id = self.env["ir.model"]._get_id(event._name)
        values = {"name": "Flow", "model_id": model_id, "subject": "{{ object.name }}"}
        template = self.env["mail.template"].create(values)
        for viewer, is_filled_in in (
            ("employee", False),
            ("portal", False),
            ("owner", True),
            (self.env.user, True),
        ):
            seen = self._as(viewer, template).sudo()
            for fill in (
                lambda each: each._render_field("subject", event.ids)[event.id],
                lambda each: each._generate_template(event.ids, ["subject"])[event.id],
            ):
                with self.subTest(viewer=viewer):
                    if is_filled_in:
                        self.assertIn(SECRET, str(fill(seen)))
                        continue
                    with self.assertRaises(AccessError):
                        fill(seen)
        # code sends mails in anybody's name
        self.assertTrue(self._as("employee", template).sudo().send_mail(event.id))

    def test_templates_where_others_are_sent(self):
        """Templates for what can be hidden send nothing else."""
        models = self.env["ir.model"]
        templates = self.env["mail.template"].with_user(self.users["employee"])
        known, *unknown = [
            templates.create({"name": "Flow", "model_id": models._get_id(name)})
            for name in ("res.partner", "calendar.event", "mail.activity")
        ]
        types = self._as("manager", self.env["mail.activity.type"])
        self.assertFalse(types._sharing_get_links_to_templates())
        with patch.object(base, "SENDERS", ()):
            self.env.registry.clear_cache()
            for template in unknown:
                value = {"mail_template_ids": [(4, template.id)]}
                default = {"default_mail_template_ids": value["mail_template_ids"]}
                for link in (
                    lambda value=value: types.create({"name": "Flow", **value}),
                    lambda value=value: self._as("manager", self.call).write(value),
                    lambda given=default: types.with_context(**given).create(
                        {"name": "Flow"}
                    ),
                ):
                    with self.assertRefused("is a template for"):
                        link()
            value = {"mail_template_ids": [(4, known.id)]}
            self._as("manager", self.call).write(value)
        self.env.registry.clear_cache()
        # nor does one come to be for it later
        for name in ("calendar.event", "mail.activity"):
            with self.assertRefused("only a new template"):
                self._as("employee", known).write({"model_id": models._get_id(name)})
        self._as("employee", known).write({"model_id": models._get_id("res.country")})
        same = {"model_id": models._get_id("calendar.event")}
        self._as("employee", unknown[0]).write(same)
        # a mailing shows what it is about, from the first
        with (
            patch.object(mail_render_mixin, "TEMPLATES", ()),
            self.assertRefused("only a new template"),
        ):
            templates.create({"name": "Flow", **same})

    def test_names_of_models(self):
        """No template has the name of a model that isn't the one it is about."""
        models = self.env["ir.model"]
        about = {"name": "Flow", "model_id": models._get_id("res.partner")}
        templates = self._as("employee", self.env["mail.template"])
        template = templates.create(dict(about))
        forged = "calendar.event"
        # XML-RPC brings the second as it is, and Odoo makes text of it
        for name in (forged, Binary(forged.encode()), "mail.activity"):
            with self.assertRefused("only a new template"):
                self._as("employee", template).write({"model": name})
            # Odoo works it out where the model is given
            for model_id, right in ((about["model_id"], "res.partner"), (False, False)):
                values = {"model": name, "model_id": model_id}
                self.assertEqual(templates.create({**about, **values}).model, right)
        self._as("employee", template).write({"model": "res.partner"})
        self.assertEqual(template.model, "res.partner")
        templates.create({"name": "Flow", "model_id": models._get_id(forged)})
        # one that was made while Sharing was off
        template.sudo().model = forged
        with patch.object(base, "SENDERS", ()):
            self.env.registry.clear_cache()
            value = {"mail_template_ids": [(4, template.id)]}
            with self.assertRefused("is a template for"):
                self._as("manager", self.call).write(value)
        self.env.registry.clear_cache()
        values = {"model": "res.partner", "template_id": template.id}
        composers = self._as("employee", self.env["mail.compose.message"]).sudo()
        with self.assertRefused("is a template for"):
            composers.create(
                {
                    "composition_mode": "comment",
                    "res_ids": str(self.contact.ids),
                    **values,
                }
            )

    def test_names_as_bytes(self):
        """What points to what is hidden isn't named by the bytes of XML-RPC either."""
        messages = self._as("employee", self.env["mail.scheduled.message"])
        for name in ("mail.activity", Binary(b"mail.activity")):
            values = {"model": name, "res_id": self.activity.id}
            with self.assertRaises(HiddenError):
                messages._sharing_check_links([values], is_new=True)

    def test_pointers_by_model(self):
        """A letter's record is named by *model*, where others have *res_model*."""
        for name, names in (
            ("res_id", {"res_model", "model"}),
            ("parent_res_id", {"parent_res_model", "parent_model"}),
            ("res_ids", {"res_model", "model"}),
        ):
            field = Char() if name == "res_ids" else Integer()
            field.name = name
            self.assertEqual({*base._get_model_fields(field)}, names)

    def test_links_to_meetings(self):
        """Nothing of a user's is about a private meeting of others, also by a link."""
        for name, is_checked in (("crm.tag", True), ("calendar.attendee", False)):
            self.assertEqual(
                self.env[name]._sharing_can_link_to_hidden("calendar.event"), is_checked
            )

    def test_templates_stay_restricted(self):
        """No employee has a template say anything while Sharing is on."""
        employee = self.users["employee"]
        self.assertFalse(employee.has_group(EDITORS))
        with self.assertRefused("Restrict Template Rendering"):
            self._switch("restrict_template_rendering", False)
        self.assertFalse(employee.has_group(EDITORS))
        # what code sets free is restricted again when settings are saved
        self.env["ir.config_parameter"].set_param(RESTRICTED, False)
        self.assertTrue(employee.has_group(EDITORS))
        self._switch("group_activity_status")
        self.assertFalse(employee.has_group(EDITORS))
        self._switch("group_activity_sharing", False)
        self.assertFalse(employee.has_group(EDITORS))
        self._switch("restrict_template_rendering", False)
        self.assertTrue(employee.has_group(EDITORS))
        self._switch("group_activity_sharing")
        self.assertFalse(employee.has_group(EDITORS))
        # the form of a group switches, too
        self._switch("group_activity_sharing", False)
        self._switch("restrict_template_rendering", False)
        internal = self.env.ref("base.group_user")
        internal.implied_ids += self.env.ref(SHARING)
        self.assertFalse(employee.has_group(EDITORS))

    def test_templates_for_others(self):
        """A template for other records names none that have the same ids."""
        event = self._create_private_meeting()
        self.env.cr.execute(
            """
            INSERT INTO res_partner (id, name, active)
            VALUES (%s, 'Namesake', TRUE)
            ON CONFLICT DO NOTHING
            """,
            [event.id],
        )
        model_id = self.env["ir.model"]._get_id(event._name)
        templates = self.env["mail.template"].with_user(self.users["employee"])
        template = templates.create(
            {"name": "Flow", "model_id": model_id, "body_html": "{{ object.name }}"}
        ).with_env(self.env)
        composers = self._as("employee", self.env["mail.compose.message"]).sudo()
        self.patch(self.env.transaction, "default_env", composers.env)
        with self.assertRefused("is a template for"):
            composers.create(
                {
                    "composition_mode": "comment",
                    "model": "res.partner",
                    "res_ids": str(event.ids),
                    "template_id": template.id,
                }
            )
        # reminders go to attendees, and don't stop for one of them
        before = self.env["mail.message"].search_count([])
        reminder = self.env.ref("calendar.calendar_template_meeting_reminder")
        attendees = event.attendee_ids
        for each, count in ((template, 0), (reminder, 1)):
            attendees._notify_attendees(each, notify_author=True)
            sent = self.env["mail.message"].search_count([]) - before
            self.assertEqual(sent, count)

    def test_active_records(self):
        """Dialogs take no hidden records from what a client says is active."""
        report = "mail.activity.overview"
        mail = {"subject": "x", "body": "y"}
        upload = self._create_type(category="upload_file")
        task = {"activity_type_id": upload.id, "activity_user_id": self.owner.id}
        named = {"res_model": {}, "res_ids": {}, "activity_category": {}}
        named |= {name: {} for name in task}
        schedule, compose = "mail.activity.schedule", "mail.compose.message"
        saved = {schedule: {"plan_available_ids": {}}}
        saved[compose] = {"record_company_id": {}}
        seen = self._as("employee", self.activity)
        self.patch(self.env.transaction, "default_env", seen.env)
        for model, active_model in (
            (schedule, report),
            (schedule, "mail.activity"),
            (compose, report),
        ):
            for key, value in (
                ("active_ids", ["ID"]),
                ("active_id", "ID"),
                ("composer_force_res_ids", ["ID"]),
            ):
                if model == schedule and key == "composer_force_res_ids":
                    continue
                context = {key: value, "active_model": active_model}
                for method, *args in (
                    ("web_save", [], mail if model == compose else {}, saved[model]),
                    ("onchange", [], {}, [], {"res_ids": {}}),
                    *([("onchange", [], task, [], named)] if model == schedule else []),
                ):
                    with self.subTest(model=model, method=method, context=context):
                        call = (self.activity, model, method, *args)
                        self.assertUntold("employee", *call, context=context)
        # what an earlier dialog is about comes with a later question
        composer = self._as("employee", self.env[compose]).create(mail)
        composer.sudo().model = report
        self.assertUntold(
            "employee",
            self.activity,
            *(compose, "action_send_mail", composer.ids),
            context={"active_ids": ["ID"]},
        )

    def test_rows_of_reports(self):
        """A row about a hidden activity isn't there, however one asks."""
        templates = self.env["mail.template"].search([], limit=1)
        for model in ("mail.activity.overview", "mail.activity.slot"):
            row = self._as("employee", self.env[model]).browse(self.activity.id)
            self.assertFalse(row.exists())
        row = self._as("owner", self.env["mail.activity.overview"])
        self.assertTrue(row.browse(self.activity.id).exists())
        self.assertTrue(row.browse(self.activity.id).sudo().exists())
        values = {"mail_template_id": templates.id}
        answer = self.assertUntold(
            "employee",
            self.activity,
            *("mail.template.preview", "onchange", []),
            {**values, "resource_ref": "mail.activity.overview,ID"},
            *([], {"resource_ref": {}}),
        )
        self.assertNotIn("overview", answer)

    def test_about_a_masked_meeting(self):
        """Nothing of a user's is about a private meeting of others."""
        event = self._create_private_meeting()
        values = {
            "name": "Flow",
            "start": "2026-10-08 10:00:00",
            "stop": "2026-10-08 11:00:00",
            "res_model_id": self.env["ir.model"]._get_id(event._name),
            "res_id": event.id,
        }
        with self.assertRefused("private meeting", error=AccessError):
            self._as("employee", event).create(values)
        self.assertTrue(self._as("owner", event).create(values))

    def test_templates_by_code(self):
        """Code that runs as the superuser goes on, in a user's name, too."""
        event = self._create_private_meeting()
        template = self.env["mail.template"].create(
            {
                "name": "Flow",
                "model_id": self.env["ir.model"]._get_id("calendar.event"),
                "use_default_to": False,
                "email_to": '"{{ object.name }}"@x.example.com',
            }
        )
        seen = self._as("employee", event)
        self.patch(self.env.transaction, "default_env", seen.env)
        before = self.env["mail.message"].search([], order="id desc", limit=1)
        seen.sudo().message_post_with_source(template)
        posted = before.search([("id", ">", before.id), ("model", "=", event._name)])
        self.assertEqual(posted.res_id, event.id)
        self.assertIn("secret", posted.partner_ids.email)
        # Odoo asks already as it creates one
        composers = seen.env["mail.compose.message"].sudo()
        about = {"model": "mail.activity", "res_ids": str(self.activity.ids)}
        self.assertTrue(composers.create({"composition_mode": "comment", **about}))
        template.lang = "{{ object.user_id.lang }}"
        events = event | self._create_private_meeting()
        seen = self._as("employee", events)
        seen.sudo().message_mail_with_source(template)
        mails = before.search([("id", ">", posted.id), ("model", "=", event._name)])
        self.assertEqual({*mails.mapped("res_id")}, {*events.ids})

    def test_halves_of_pointers(self):
        """Values of a line that go with what it has name no unreadable document."""
        lead = self.env["crm.lead"].create({"name": SECRET})
        other = self.env["crm.lead"].create({"name": "Flow", "type": "opportunity"})
        self.known.sudo().write({"res_model": "crm.lead", "res_id": other.id})
        spec = {"activity_ids": {"fields": {"res_name": {}}}}
        for value in (
            [[1, self.known.id, {"res_id": lead.id}]],
            [{"id": self.known.id, "res_id": lead.id}],
            [[0, "v", {"res_model": "crm.lead", "res_id": lead.id}]],
        ):
            form = [[], {}, [], spec]
            context = {"default_activity_ids": value}
            with self.subTest(value=value):
                for door, args in (
                    ("onchange", [[], {"activity_ids": value}, [], spec]),
                    ("onchange", form),
                    ("web_read", [[0], spec]),
                ):
                    if isinstance(value[0], dict) and args is not form:
                        continue
                    answer = self._ask(
                        "employee", "calendar.event", door, *args, context=context
                    )
                    self.assertNotIn(SECRET, answer)
                    self.assertIn("Error", answer)

    def test_computed_in_memory(self):
        """Of what stands for a hidden activity, nothing is computed for a user."""
        activity = self.activity
        self.assertTrue(activity.res_name)
        for viewer, is_told in (("employee", False), ("owner", True)):
            seen = self._as(viewer, activity)
            copied = seen.new({}, origin=seen)
            self.env.add_to_compute(activity._fields["res_name"], copied)
            self.assertEqual(copied.sudo().res_name == activity.res_name, is_told)

    def test_hidden_by_default(self):
        """Nor do they name hidden activities and their files."""
        told = {"fields": {"res_name": {}, "res_model": {}}}
        for model, args, context in (
            (
                "mail.activity",
                [[0], {"previous_activity_id": told}],
                {"default_previous_activity_id": {"id": "ID"}},
            ),
            (
                "mail.activity",
                [[0], {"res_name": {}}],
                {"default_res_model": "mail.activity.overview", "default_res_id": "ID"},
            ),
            (
                "res.partner",
                [[0], {"activity_ids": told}],
                {"default_activity_ids": [[4, "ID"]]},
            ),
        ):
            with self.subTest(context=context):
                answer = self.assertUntold(
                    "employee", self.activity, model, "web_read", *args, context=context
                )
                # of the second one, Odoo computes nothing
                self.assertEqual("MissingError" in answer, told in args[1].values())
        spec = {"original_id": {"fields": {"display_name": {}}}}
        context = {"default_original_id": {"id": "ID"}}
        for door, args in (
            ("web_read", [[0], spec]),
            ("onchange", [[0], {}, [], spec]),
        ):
            answer = self.assertUntold(
                "employee", self.file, "ir.attachment", door, *args, context=context
            )
            self.assertIn("MissingError", answer)

    def test_attendees_in_the_cache(self):
        """What the superuser reads of attendees, others don't find in the cache."""
        attendee = self._create_private_meeting().attendee_ids
        for viewer, expected in (("employee", False), ("owner", attendee.access_token)):
            self.env.invalidate_all()
            seen = self._as(viewer, attendee)
            for name in ("common_name", "access_token"):
                self.assertTrue(seen.sudo()[name])
            self.assertEqual(seen.read(["access_token"])[0]["access_token"], expected)
            self.env.invalidate_all()
            self.assertTrue(seen.sudo().common_name)
            self.assertEqual(seen.access_token, expected)

    def test_lines_in_memory(self):
        """Values of lines, and of linked records, are looked at in all their forms."""
        shown = {"fields": {"res_name": {}}}
        for model in ("mail.activity", "mail.activity.overview", "mail.activity.slot"):
            about = {"res_model": model, "res_id": "ID"}
            model_id = self.env["ir.model"]._get_id(model)
            for values, fields in (
                ({"activity_ids": [about]}, {"activity_ids": shown}),
                ({"activity_ids": [[0, "v", about]]}, {"activity_ids": shown}),
                (
                    {"meeting_ids": [{"activity_ids": [about]}]},
                    {"meeting_ids": {"fields": {"activity_ids": shown}}},
                ),
            ):
                form = [[], values, [], fields]
                with self.subTest(model=model, values=values):
                    answer = self.assertUntold(
                        "employee", self.activity, "res.partner", "onchange", *form
                    )
                    self.assertIn("MissingError", answer)
            about["res_model_id"] = model_id
            form = [[], {"previous_activity_id": about}, []]
            form.append({"previous_activity_id": shown})
            self.assertUntold(
                "employee", self.activity, "mail.activity", "onchange", *form
            )
            defaults = {"default_activity_ids": [about]}
            form = [[], {}, [], {"activity_ids": shown}]
            self.assertUntold(
                "employee",
                self.activity,
                "res.partner",
                "onchange",
                *form,
                context=defaults,
            )

    def test_defaults_about_saved_records(self):
        """What a client's defaults say of saved records isn't believed."""
        event = self._create_private_meeting()
        employee = self.users["employee"]
        employee.group_ids |= self.env.ref("base.group_partner_manager")
        defaults = {"default_meeting_ids": [[1, event.id, {"privacy": "public"}]]}
        meeting = {"name": "Flow", "start": "2026-10-09 10:00:00"}
        meeting["stop"] = "2026-10-09 11:00:00"
        joining = {"meeting_ids": [[4, event.id]]}
        people = [[0, 0, {"name": "Flow"}], [1, employee.partner_id.id, joining]]
        for model, values in (
            ("res.partner", {"name": "Flow", **joining}),
            ("calendar.event", {**meeting, "partner_ids": people}),
        ):
            with (
                self.subTest(model=model),
                self.assertRaisesRegex(AccessError, "private meeting of others"),
            ):
                self._rpc("employee", model, "create", values, context=defaults)
        # nor does a default change the cache, by which others decide
        seen = event.with_user(employee)
        seen._update_cache({"privacy": "public"}, validate=False)
        self.assertEqual(seen.privacy, "private")
        # a public one, they can join
        event.privacy = "public"
        self._rpc("employee", "res.partner", "create", {"name": "Flow", **joining})
        self.assertEqual(len(event.partner_ids), 2)

    def test_defaults_stay_defaults(self):
        """Odoo decides which defaults it takes, and what becomes of their commands."""
        contact = self.env["res.partner"].create(
            {"name": "Flow", "category_id": [(0, 0, {"name": "Flow old"})]}
        )
        old = contact.category_id
        new = old.create({"name": "Flow new"})
        self._rpc(
            "settings",
            "res.users",
            "create",
            {"login": "flow_contact", "partner_id": contact.id},
            context={"default_category_id": [[6, 0, new.ids]]},
        )
        self.assertEqual(contact.category_id, old)
        child = contact.create({"name": "Flow child", "parent_id": contact.id})
        self.users["employee"].group_ids |= self.env.ref("base.group_partner_manager")
        self._rpc(
            "employee",
            "res.partner",
            "create",
            {"name": "Flow other"},
            context={"default_child_ids": [[2, child.id]]},
        )
        self.assertTrue(child.exists())

    def test_linked_in_memory(self):
        """A record in memory that stands for a hidden activity says nothing of it."""
        names = ("res_name", "summary", "display_name", "share_level", "date_done")
        shown = {"fields": {name: {} for name in names}}
        for field in ("icon", "outcome_sentiment", "share_level", "can_lock"):
            for value in (
                [[4, "ID"]],
                [[4, ["ID"]]],
                [[1, "ID", {"summary": "Flow"}]],
                [[2, "ID"]],
            ):
                for changed in ([], ["activity_ids"]):
                    with self.subTest(field=field, value=value, changed=changed):
                        answer = self.assertUntold(
                            "employee",
                            self.activity,
                            "res.partner",
                            "onchange",
                            [],
                            {"activity_ids": value},
                            changed,
                            {"activity_ids": {"fields": {field: {}}}},
                        )
                        # what a form takes away may be gone
                        is_refused = value != [[2, "ID"]]
                        self.assertEqual("MissingError" in answer, is_refused)
        for value in (
            ["ID"],
            [[4, "ID"]],
            [[4, ["ID"]]],
            [[6, 0, ["ID"]]],
            [[6, 0, [["ID"]]]],
            [[1, "ID", {}]],
        ):
            form = [[], {"activity_ids": value}, [], {"activity_ids": shown}]
            for model in ("res.partner", "calendar.event"):
                if value != ["ID"]:  # Odoo takes it from defaults alone
                    with self.subTest(value=value, model=model):
                        self.assertUntold(
                            "employee", self.activity, model, "onchange", *form
                        )
            with self.subTest(value=value, is_default=True):
                self.assertUntold(
                    "employee",
                    self.activity,
                    "res.partner",
                    "onchange",
                    [],
                    {},
                    [],
                    {"activity_ids": shown},
                    context={"default_activity_ids": value},
                )
        for value in (
            "ID",
            {"id": "ID"},
            {"id": ["ID"]},
            {"id": self.known.id, "summary": "Flow"},
        ):
            about = {"previous_activity_id": value}
            for values, fields in (
                (about, {"previous_activity_id": shown}),
                (
                    {"previous_activity_id": {"id": self.known.id, **about}},
                    {
                        "previous_activity_id": {
                            "fields": {"previous_activity_id": shown}
                        }
                    },
                ),
            ):
                with self.subTest(values=values):
                    form = [[], values, [], fields]
                    self.assertUntold(
                        "employee", self.activity, "mail.activity", "onchange", *form
                    )

    def test_own_defaults(self):
        """What users have stored as their defaults says nothing either."""
        defaults = self.env["ir.default"].with_user(self.users["employee"])
        defaults.set("mail.message", "model", "mail.activity", True)
        defaults.set("mail.message", "res_id", self.activity.id, True)
        form = [[], {}, [], {"record_name": {}}]
        answer = self.assertUntold(
            "employee", self.activity, "mail.message", "onchange", *form
        )
        self.assertIn("MissingError", answer)

    def test_reports(self):
        """Nothing is about a row of a report, whose id is that of its activity."""
        for model in (
            "mail.activity.slot",
            "mail.activity.overview",
            "mail.activity.status.time",
        ):
            form = [[], {"model": model, "res_id": "ID"}, [], {"record_name": {}}]
            with self.subTest(model=model):
                self.assertUntold(
                    "employee", self.activity, "mail.message", "onchange", *form
                )

    def test_kinds_of_records(self):
        """The kinds of records in the overview say nothing of a hidden activity."""
        team = self.env["crm.team"].create({"name": "Flow"})
        about = {"res_model": "crm.team", "res_id": team.id, "user_id": self.owner.id}
        self.env["mail.activity"].search([("res_model", "=", "crm.team")]).unlink()
        activity = self.Activity.create({"activity_type_id": self.call.id, **about})
        for role in ("manager", "employee"):
            kinds = (["res_model"], ["selection"])
            answer = self.assertUntold(
                role, activity, "mail.activity.overview", "fields_get", *kinds
            )
            self.assertIn("crm.team", answer)

    def test_named_as_superuser(self):
        """Where Odoo names it for the user, it has no name; for the system, it has."""
        rows = [
            self.env[model].browse(self.activity.id)
            for model in ("mail.activity.overview", "mail.activity.slot")
        ]
        for record in (self.activity, self.file, *rows):
            seen = self._as("employee", record).sudo()
            self.assertFalse(seen.display_name)
            copied = seen.new({}, origin=seen)
            self.assertFalse(copied.display_name)
            self.assertEqual(record.display_name, SECRET)
            self.assertEqual(self._as("owner", record).sudo().display_name, SECRET)
        event = self._create_private_meeting()
        seen = self._as("employee", event).sudo()
        copied = seen.new({"privacy": "public"}, origin=seen)
        self.assertEqual(copied.display_name, "Busy")

    # ------------------------------------------------------------
    # What a record links to
    # ------------------------------------------------------------

    def test_links(self):
        """Neither a form nor a new record links to an activity or its file."""
        named = {"fields": {"display_name": {}}}
        for record, model, name in (
            (self.activity, "mail.activity.correct", "activity_id"),
            (self.file, "ir.attachment", "original_id"),
        ):
            with self.subTest(model=model):
                values, shown = {name: "ID"}, {name: named}
                form = [[], values, [], shown]
                self.assertUntold("employee", record, model, "onchange", *form)
                values = {**values, "name": "Flow"} if "name" in record else values
                self.assertUntold("employee", record, model, "create", values)
        for value in ("ID", ["ID"], [[4, "ID", 0]], [[6, 0, ["ID"]]]):
            with self.subTest(value=value):
                self.assertUntold(
                    "employee",
                    self.file,
                    "mail.compose.message",
                    "create",
                    {"attachment_ids": value},
                )

    def test_known_links(self):
        """What the user knows can be linked to, and code links to anything."""
        own = self.env["ir.attachment"].with_user(self.users["employee"])
        own = own.create({"name": "Flow", "raw": b"Flow"})
        linked = self._as("employee", own).create(
            {"name": "Flow", "original_id": own.id}
        )
        self.assertEqual(linked.original_id.id, own.id)
        by_code = (
            self._as("employee", own)
            .sudo()
            .create({"name": "Flow", "original_id": self.file.id})
        )
        self.assertEqual(by_code.sudo().original_id.id, self.file.id)

    def test_external_ids(self):
        """Administrators give external ids to nothing that they don't know."""
        values = {"module": "flow", "name": "flow", "res_id": "ID"}
        for record in (self.activity, self.file):
            self.assertUntold(
                "settings",
                record,
                "ir.model.data",
                "create",
                {**values, "model": record._name},
            )

    # ------------------------------------------------------------
    # Notices
    # ------------------------------------------------------------

    def test_answered_notice(self):
        """An answer to the notice that an assignee gets doesn't repeat the title."""
        for level, is_told in (("none", False), ("read", True)):
            self.Share.search([]).level = level
            last = self.env["mail.message"].search([], order="id desc", limit=1)
            creating = self.Activity.with_context(mail_activity_quick_update=False)
            creating.create(
                {
                    "activity_type_id": self.call.id,
                    "res_id": self.contact.id,
                    "res_model": "res.partner",
                    "summary": SECRET,
                    "user_id": self.owner.id,
                }
            )
            notice = self.env["mail.message"].search(
                [("id", ">", last.id), ("message_type", "=", "user_notification")]
            )
            self.assertIn(SECRET, notice.body)
            answer = self._as("owner", self.contact).message_post(
                body=ANSWER, parent_id=notice.id
            )
            seen = self._ask(
                "employee", "mail.message", "read", answer.ids, ["parent_id"]
            )
            with self.subTest(level=level):
                self.assertNotIn(SECRET, seen)
                # an answer by mail has the subject in its own
                self.assertEqual(SECRET in notice.subject, is_told)

    def test_notice_in_a_mail(self):
        """Administrators don't send the notice again, to read it."""
        message = self.env["mail.thread"].message_notify(
            partner_ids=self.owner.partner_id.ids, body=SECRET, subject="Flow"
        )
        for id_ in (message.id, str(message.id)):
            values = {"mail_message_id": id_}
            form = [[], values, [], {"preview": {}}]
            for method, args in (("onchange", form), ("create", [values])):
                with (
                    self.subTest(id=id_, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc("settings", "mail.mail", method, *args)

    def test_compared_with_what_is_answered(self):
        """A message leads to no other one that the user can't read."""
        notice = self.env["mail.thread"].message_notify(
            partner_ids=self.owner.partner_id.ids, body=SECRET, subject=SECRET
        )
        for role, is_told in (("employee", False), ("owner", True)):
            own = self._as(role, notice).create(
                {"body": "Flow", "parent_id": notice.id}
            )
            for name in ("body", "subject"):
                domain = [(f"parent_id.{name}", "like", SECRET)]
                with self.subTest(role=role, name=name):
                    self.assertEqual(bool(own.filtered_domain(domain)), is_told)
            seen = self._as(role, own)
            rows = seen._export_rows([["id"], ["parent_id", "subject"]])
            self.assertEqual(SECRET in str(rows), is_told)

    def test_subject_of_what_is_answered(self):
        """An answer doesn't name the message before it to those who can't read that."""
        message = self.contact.message_notify(
            partner_ids=self.owner.partner_id.ids, body="Flow", subject=SECRET
        )
        answers = [
            self._as(role, self.contact).message_post(body=ANSWER, parent_id=message.id)
            for role in ("employee", "owner")
        ]
        # nor says that it is one on the same record
        self.assertFalse(answers[0].sudo().parent_id & message.sudo())
        answer = answers[1]
        self.assertEqual(answer.sudo().parent_id, message.sudo())
        for role, is_told in (("employee", False), ("owner", True)):
            seen = self._as(role, answer)
            with self.subTest(role=role):
                self.assertEqual(SECRET in str(seen.read(["parent_id"])), is_told)
