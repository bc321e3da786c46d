from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from ..common import RpcMixin
from .common import mask_id
from .test_sharing_messages import SECRET, MessageCommon

TEXT = "Flow text"
TITLE = f"{SECRET} title"
OTHERS = ("salesperson", "manager", "settings", "employee")


class NoticeCommon(MessageCommon):
    """A notice told Olga of an activity on a record that has no other message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.record = cls.env["res.partner"].create({"name": "Flow quiet"})
        cls.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", cls.record.id)]
        ).unlink()
        cls.Activity.with_context(mail_activity_quick_update=False).create(
            {
                "activity_type_id": cls.call.id,
                "res_id": cls.record.id,
                "res_model": "res.partner",
                "summary": TITLE,
                "user_id": cls.owner.id,
            }
        )
        cls.notice = cls.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "=", cls.record.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def _get_missing(self):
        """Return the id of a notice that isn't there any more."""
        missing = self.notice.copy()
        missing.unlink()
        return missing.id

    def assertMissing(self, ask):
        """A question about the notice is answered as one about a missing message.

        :param Callable ask: gets the id
        """
        answers = []
        for id_ in (self.notice.id, self._get_missing()):
            try:
                answer = ask(id_)
            except Exception as error:
                answer = (type(error).__name__, str(error))
            answers.append(mask_id(answer, id_))
        self.assertEqual(*answers)
        return answers[0]


@tagged("post_install", "-at_install")
class TestSharingNotices(RpcMixin, NoticeCommon):
    """A notice to an assignee tells no one else that there is an activity."""

    def _count(self, viewer):
        notifications = self._as(viewer, self.env["mail.notification"])
        return notifications.search_count([("mail_message_id", "=", self.notice.id)])

    def _has_message(self, viewer):
        """Return whether the record has messages, and whether a search says so."""
        record = self._as(viewer, self.record)
        found = record.search([("has_message", "=", True), ("id", "=", record.id)])
        return record.has_message, bool(found)

    def test_notice(self):
        """Only its recipient and its author see the notification."""
        self.assertEqual(len(self.notice), 1)
        self.assertEqual(self._count("owner"), 1)
        self.notice.notification_ids.author_id = self.creator.partner_id
        self.assertEqual(self._count("creator"), 1)
        for viewer in OTHERS:
            self.assertEqual(self._count(viewer), 0, viewer)

    def test_notifications(self):
        """A notification of others is answered for as one that is missing."""
        own = self.notice.notification_ids
        gone = own.copy({"res_partner_id": self.creator.partner_id.id})
        gone_id = gone.id
        gone.unlink()
        for viewer in (*OTHERS, "portal"):
            for method, *args in (
                ("read", ["id"]),
                ("web_read", {"is_read": {}}),
                ("write", {"is_read": True}),
                ("copy",),
                ("unlink",),
                ("has_access", "read"),
                ("has_access", "create"),
                ("onchange", {}, [], {"is_read": {}}),
            ):
                answers = []
                for id_ in (own.id, gone_id):
                    try:
                        answer = self._rpc(
                            viewer, "mail.notification", method, [id_], *args
                        )
                    except Exception as error:
                        answer = (type(error).__name__, str(error))
                    answers.append(mask_id(answer, id_))
                with self.subTest(viewer=viewer, method=method):
                    self.assertEqual(*answers)
        self.assertTrue(self._as("owner", own).read(["is_read"]))

    def test_names_of_mails(self):
        """Who can't read a mail isn't told its subject where something links it."""
        mail = self.env["mail.mail"].create({"subject": TITLE, "body_html": TITLE})
        spec = {"mail_mail_id": {"fields": {"display_name": {}}}}
        for given in (mail.id, {"id": mail.id}, [mail.id, "Flow"]):
            for values, context in (
                ({"mail_mail_id": given}, {}),
                ({}, {"default_mail_mail_id": given}),
            ):
                for role, is_named in (("employee", False), ("settings", True)):
                    try:
                        answer = self._rpc(
                            role,
                            "mail.notification",
                            "onchange",
                            *([], values, [], spec),
                            context=context,
                        )
                    except Exception as error:
                        answer = error
                    with self.subTest(given=given, context=context, role=role):
                        if not is_named:
                            self.assertNotIn(TITLE, str(answer))
                        elif given == mail.id and context:
                            self.assertIn(TITLE, str(answer))
        for role, is_named in (("employee", False), ("settings", True)):
            name = self._as(role, mail).sudo().display_name
            self.assertEqual(name == TITLE, is_named)

    def test_composed_about(self):
        """Nor is a message named to them about which they would compose one."""
        dialogs = self.env["mail.compose.message"]
        for ids in (f"[{self.notice.id}]", f"[{self.notice.id:#x}]"):
            values = {"composition_mode": "comment", "model": "mail.message"}
            values["res_ids"] = ids
            context = {f"default_{name}": value for name, value in values.items()}
            for method, args, given in (
                ("onchange", ([], values, [*values], {"subject": {}}), {}),
                ("onchange", ([], {}, [], {"subject": {}}), context),
                ("create", ([values],), {}),
                ("create", ([{}],), context),
            ):
                call = (dialogs._name, method, *args)
                with (
                    self.subTest(ids=ids, method=method, given=given),
                    self.assertRaises(AccessError) as caught,
                ):
                    self._rpc("employee", *call, context=given)
                self.assertEqual(type(caught.exception).__name__, "MissingError")
        # ids that the dialog itself finds
        seen = self._as("employee", dialogs).with_context(
            active_ids=self.notice.ids, default_model="mail.message"
        )
        self.patch(self.env.transaction, "default_env", seen.env)
        with self.assertRaises(AccessError):
            seen.create({})
        self.assertFalse(self._as("employee", self.notice).display_name)
        self.assertTrue(self._as("owner", self.notice).display_name)

    def test_texts_of_ids(self):
        """A dialog for many records doesn't tell hidden ones from missing ones."""
        file = {"name": TITLE, "res_model": "mail.activity", "raw": b"Flow"}
        activity = self.Activity.search([("summary", "=", TITLE)])
        self._share("none")
        hidden, gone = self.env["ir.attachment"].create(
            [{**file, "res_id": activity.id}] * 2
        )
        gone_id = gone.id
        gone.unlink()
        for model in ("mail.activity.schedule", "mail.followers.edit"):
            answers = []
            for id_ in (hidden.id, gone_id):
                values = {"res_ids": str([id_]), "res_model": "ir.attachment"}
                try:
                    answer = self._rpc("employee", model, "create", [values])
                except AccessError as error:
                    answer = (type(error).__name__, mask_id(error, id_))
                answers.append(answer)
            with self.subTest(model=model):
                self.assertEqual(*answers)
                self.assertEqual(answers[0][0], "MissingError")

    def test_has_message(self):
        """A notice isn't a message of the record, as in its chatter."""
        for viewer in ("salesperson", "manager", "settings", "owner"):
            self.assertEqual(self._has_message(viewer), (False, False), viewer)
        self.record.message_post(body=SECRET)
        self.assertEqual(self._has_message("salesperson"), (True, True))

    def test_switched_off(self):
        """Without Sharing, Odoo counts as before."""
        self._switch("group_activity_sharing", False)
        self.assertEqual(self._has_message("salesperson"), (True, True))
        self.assertEqual(self._count("salesperson"), 1)

    def test_answered(self):
        """What a message in a channel answers is shown to those who can read it."""
        for viewer in OTHERS:
            channel = self._as(viewer, self.env["discuss.channel"]).create(
                {"name": "Flow channel"}
            )
            said = channel.message_post(body=TEXT, message_type="comment")
            there = self.notice.copy({"model": channel._name, "res_id": channel.id})
            for parent, shown in (
                (self.notice, False),
                (there, False),
                (said, True),
            ):
                values = {
                    "body": "x",
                    "message_type": "comment",
                    "model": channel._name,
                    "parent_id": parent.id,
                    "res_id": channel.id,
                }
                message = self.env["mail.message"].sudo().create(values)
                data = Store().add(self._as(viewer, message)).get_result()
                ids = [each["id"] for each in data["mail.message"]]
                self.assertEqual(parent.id in ids, shown, viewer)
                self.assertNotIn(SECRET, str(data))

    def test_answered_in_any_form(self):
        """An answer leads to no notice of others, in whatever form its id comes."""
        record = self.env[self.notice.model].browse(self.notice.res_id)
        id_ = self.notice.id
        for viewer in OTHERS:
            own = self._as(viewer, self.contact).sudo().message_post(body=TEXT)
            seen = self._as(viewer, record)
            usual = seen._message_compute_parent_id(False)
            for given in (id_, str(id_), [id_], [str(id_)], [id_, own.id], [[id_]]):
                found = seen._message_compute_parent_id(given)
                self.assertNotEqual(found, id_)
                if not isinstance(given, list) or own.id not in given:
                    self.assertEqual(found, usual, given)
            self.assertEqual(
                self._as(viewer, self.contact)._message_compute_parent_id(str(own.id)),
                own.id,
            )

    def test_linked(self):
        """Nothing is linked to a notice of others: Odoo reads whatever is."""
        model = "mail.compose.message"
        spec = {"subject": {}, "res_ids": {}, "partner_ids": {"fields": {}}}
        for viewer in OTHERS:
            for ask in (
                lambda id_, viewer=viewer: self._rpc(
                    viewer, model, "create", {"parent_id": id_}
                ),
                lambda id_, viewer=viewer: self._rpc(
                    viewer, model, "onchange", [], {"parent_id": id_}, [], spec
                ),
                lambda id_, viewer=viewer: self._rpc(
                    viewer, model, "create", {}, context={"default_parent_id": id_}
                ),
            ):
                self.assertIn("MissingError", self.assertMissing(ask), viewer)

    def test_templates(self):
        """What Odoo reads to check a template isn't left for the user to read."""
        template = self.env["mail.template"].create({"name": "Flow"})
        seen = self._as("employee", template)
        for name in ("can_write", "is_template_editor"):
            self.assertTrue(template.sudo()[name])
        seen._has_unsafe_expression()
        for name in ("can_write", "is_template_editor"):
            field = template._fields[name]
            self.assertNotIn(template.id, field._get_cache(template.sudo().env))

    def test_conversations(self):
        """Customers write in conversations, also what they don't read themselves."""
        customer = self.users["portal"]
        channel = self.env["discuss.channel"].create(
            {
                "name": "Flow",
                "channel_type": "group",
                "channel_member_ids": [
                    (0, 0, {"partner_id": customer.partner_id.id}),
                    (0, 0, {"partner_id": self.owner.partner_id.id}),
                ],
            }
        )
        for viewer in ("portal", "owner"):
            message = self._as(viewer, channel).message_post(body=SECRET)
            partner = self.viewers[viewer].partner_id
            member = channel.channel_member_ids.filtered(
                lambda each, partner=partner: each.partner_id == partner
            )
            self.assertEqual(member.seen_message_id.id, message.id)

    def test_opened(self):
        """Only the recipients of a notice open its document."""
        model, method = ("mail.message", "action_open_document")
        for viewer in OTHERS:
            self.assertIn(
                "MissingError",
                self.assertMissing(
                    lambda id_, viewer=viewer: self._rpc(viewer, model, method, [id_])
                ),
            )
        opened = self._as("owner", self.notice).action_open_document()
        self.assertEqual(opened["res_id"], self.record.id)

    def test_found(self):
        """No one reacts to a notice to others, or asks whom it was for."""
        for mode in ("read", "create"):
            for viewer in (*OTHERS, "portal"):
                found = self._as(viewer, self.notice)._get_with_access(
                    self.notice.id, mode=mode
                )
                self.assertFalse(found, (mode, viewer))
            found = self._as("owner", self.notice)._get_with_access(
                self.notice.id, mode=mode
            )
            self.assertEqual(found, self.notice)

    def test_searched(self):
        """Texts find all that a user can read: notices, also read ones, and chats."""
        event = self.env["calendar.event"].create(
            {"name": "Flow", "start": "2026-10-15", "stop": "2026-10-15"}
        )
        chats = [
            record.message_post(body=TITLE, message_type="comment")
            for record in (self.record, event)
        ]
        chats = self.env["mail.message"].concat(*chats)
        domain = [("body", "ilike", TITLE)]
        for viewer, found in (
            ("owner", self.notice | chats),
            ("creator", chats),
            ("employee", chats),
            ("portal", chats.browse()),
        ):
            seen = self._as(viewer, self.env["mail.message"])
            self.assertEqual(seen.search(domain, order="id")._ids, found._ids, viewer)
        self.notice.notification_ids.unlink()
        self.assertEqual(self._as("owner", chats).search(domain) - chats, self.notice)
        event.privacy = "private"
        seen = self._as("employee", self.env["mail.message"])
        self.assertEqual(seen.search(domain), chats[0])

    def test_pages(self):
        """A page is as full as without them: Odoo leaves them out afterwards."""
        for viewer in OTHERS:
            own = self._as(viewer, self.record).message_post(body=TEXT)
            domain = [("id", "in", (own | self.notice).ids)]
            for order in ("id", "id desc"):
                found = own.search(domain, limit=1, order=order)
                self.assertEqual(found, own, (viewer, order))
                found = own.search(domain, offset=1, order=order)
                self.assertFalse(found, (viewer, order))
            self.assertEqual(own.search_count(domain), 1)

    def test_references(self):
        """Mails to others refer to no notice: its number says when it was sent."""
        author = self.creator.partner_id
        message = self.record.message_post(
            author_id=author.id,
            body=TEXT,
            message_type="comment",
            partner_ids=self.users["employee"].partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        values = self.record._notify_by_email_get_base_mail_values(message, [])
        self.assertEqual(values["references"], message.message_id)
        values = self.record._notify_by_email_get_base_mail_values(self.notice, [])
        self.assertIn(self.notice.message_id, values["references"])

    def test_tracking(self):
        """No one takes, changes or deletes entries of another log."""
        log = self.record.message_post(body=TEXT)
        field = self.env["ir.model.fields"]._get("res.partner", "name")
        value = self.env["mail.tracking.value"].create(
            {"field_id": field.id, "mail_message_id": log.id, "new_value_char": SECRET}
        )
        values = {
            "body": "x",
            "message_type": "comment",
            "model": "res.partner",
            "res_id": self.record.id,
        }
        seen = self._as("employee", self.env["mail.message"])
        self.patch(self.env.transaction, "default_env", seen.env)
        for command in ((4, value.id), (2, value.id), (1, value.id, {})):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                seen.create({**values, "tracking_value_ids": [command]})
            self.assertEqual(value.exists().mail_message_id, log)
