import functools
from base64 import b64encode
from unittest.mock import patch

from odoo.exceptions import AccessError, MissingError
from odoo.models import BaseModel
from odoo.tests import tagged

from odoo.addons.base.models.ir_binary import IrBinary

from ...models.sharing import ir_attachment
from ...models.sharing.hidden_error import HiddenError
from ..common import RpcMixin
from .common import SharingCommon, mask_id

TEXT = "Flow"
# what each level lets a colleague do with a file of an activity
LEVELS = [
    # level, read, changed
    ("none", False, False),
    ("busy", False, False),
    ("read", True, False),
    ("full", True, True),
]


@tagged("post_install", "-at_install")
class TestSharingFiles(RpcMixin, SharingCommon):
    """A file is as hidden as its activity: it looks like one that never existed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._create_owned()
        cls.file, cls.gone = cls.env["ir.attachment"].create(
            [
                {
                    "name": f"Flow {number}",
                    "raw": b"Flow",
                    "res_model": "mail.activity",
                    "res_id": cls.activity.id,
                }
                for number in range(2)
            ]
        )
        cls.gone_id = cls.gone.id
        cls.gone.unlink()

    def _ask(self, file_id, method, *args):
        """Return what a colleague gets from the outside: a result, or an error."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                return self._rpc("employee", "ir.attachment", method, [file_id], *args)
        except AccessError as error:
            return type(error).__name__, mask_id(error, file_id)
        except MissingError as error:
            return "MissingError", mask_id(error, file_id)

    def test_by_own_link(self):
        """A mail's link to a file opens it also for who isn't to know of it."""
        self._share("none")
        self.file.access_token = "flow"
        public = self.env.ref("base.public_user")
        for viewer in (public, "employee"):
            binaries = self._as(viewer, self.env["ir.binary"])
            for token in ("flow", "wrong", "é", False):
                find = functools.partial(
                    binaries._find_record, res_id=self.file.id, access_token=token
                )
                with self.subTest(viewer=viewer, token=token):
                    if token == "flow":
                        self.assertEqual(find().raw, b"Flow")
                    else:
                        with self.assertRaises(MissingError):
                            find()

    def test_author_pictures(self):
        """No picture tells who wrote a notice to others, or at a private meeting."""
        self._share("none")
        notice = self.contact.with_user(self.owner).message_notify(
            body=TEXT, partner_ids=self.leader.partner_id.ids
        )
        comment = self.contact.with_user(self.owner).message_post(body=TEXT)
        event = self.env["calendar.event"].with_user(self.owner)
        event = event.create({"name": "Flow", "privacy": "private"})
        meeting = event.message_post(body=TEXT)
        self.patch(IrBinary, "_get_image_stream_from", lambda _, record, *__: record)
        for message, is_shown in ((notice, False), (comment, True), (meeting, False)):
            for viewer, is_told in (("owner", True), ("employee", is_shown)):
                seen = self._as(viewer, message).sudo()
                shown = seen.env["ir.binary"]._get_image_stream_from(seen, "avatar")
                with self.subTest(message.body, viewer=viewer):
                    self.assertEqual(bool(shown), is_told)

    def test_pictures_from_outside(self):
        """No picture is added to a hidden activity, or to one that is only read."""
        files = self.env["ir.attachment"]
        gone = self._create_owned()
        gone_id = gone.id
        gone.unlink()

        def ask(id_):
            url = {"url": "/unsplash/flow", "res_model": "mail.activity", "res_id": id_}
            return self._as("employee", files)._can_bypass_rights_on_media_dialog(**url)

        own = self._create_owned(user_id=self.users["employee"].id)
        usual = ask(own.id)
        errors = []
        line = self._share("none")
        for id_ in (self.activity.id, gone_id):
            with self.assertRaises(HiddenError) as caught:
                ask(id_)
            errors.append(mask_id(caught.exception, id_))
        self.assertEqual(*errors)
        line.level = "read"
        with self.assertRaises(AccessError):
            ask(self.activity.id)
        line.level = "full"
        self.assertEqual(ask(self.activity.id), usual)

    def test_levels(self):
        """Reading takes the level read, changing it takes the level full."""
        for level, is_read, is_changed in LEVELS:
            share = self._share(level)
            file = self._as("employee", self.file)
            with self.subTest(level):
                self.assertEqual(file.has_access("read"), is_read)
                self.assertEqual(file.has_access("write"), is_changed)
                found = file.search([("id", "=", file.id)])
                self.assertEqual(bool(found), is_read)
            share.unlink()

    def test_like_missing(self):
        """Each call answers as for a file that is gone, to the last byte."""
        for level in ("none", "busy"):
            share = self._share(level)
            for method, *args in (
                ("read", ["name"]),
                ("web_read", {"name": {}}),
                ("write", {"name": "Flow changed"}),
                ("unlink",),
                ("has_access", "read"),
                ("check_access", "write"),
                ("copy",),
            ):
                with self.subTest(level=level, method=method):
                    hidden = self._ask(self.file.id, method, *args)
                    missing = self._ask(self.gone_id, method, *args)
                    self.assertEqual(hidden, missing)
            share.unlink()
        self.assertEqual(self.file.name, "Flow 0")

    def test_as_quick(self):
        """Each takes as many queries: else the time would tell of hidden files."""
        self._share("none")
        self.file.name = "Flow secret"
        ids = (self.file.id, self.gone_id)
        names = ("Flow s%", "Flow x%")
        of_activity = [("res_id", "=", self.activity.id)]
        for ask, asked in (
            (lambda seen, name: seen.search_count([("name", "=like", name)]), names),
            (
                lambda seen, name: seen.search_count(
                    [*of_activity, ("name", "=like", name)]
                ),
                names,
            ),
            (lambda seen, id_: seen.search([("id", "=", id_)]), ids),
            (lambda seen, id_: seen.browse(id_).has_access("read"), ids),
            (lambda seen, id_: seen.browse(id_).exists(), ids),
            (lambda seen, id_: seen.browse(id_).read(["name"]), ids),
        ):
            counts = []
            for value in asked:
                seen = self._as("employee", self.env["ir.attachment"])
                seen.search([], limit=1)  # what is worked out once for each request
                before = self.env.cr.sql_log_count
                self.assertFalse(ask(seen, value))
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(*counts)

    def test_just_moved(self):
        """A file is hidden from the moment on that it is one of a hidden activity."""
        self._share("none")
        file = self.file.copy({"res_model": "res.partner", "res_id": self.contact.id})
        seen = self._as("employee", file)
        self.assertEqual(seen.search([("id", "=", file.id)]), seen)
        file.write({"res_model": "mail.activity", "res_id": self.activity.id})
        self.assertFalse(seen.has_access("read"))
        self.assertFalse(seen.search([("id", "=", file.id)]))

    def test_others_left(self):
        """Files that can be read are read, as if the hidden one were gone."""
        other = self.file.copy({"res_model": "res.partner", "res_id": self.contact.id})
        self._share("none")
        files = self._as("employee", self.file | other)
        values = files.read(["name"])
        self.assertEqual([value["id"] for value in values], other.ids)
        self.assertEqual(files._filtered_access("read"), other)

    def test_changing_what_is_read(self):
        """At the level read, Odoo refuses a change in its own words."""
        self._share("read")
        file = self._as("employee", self.file)
        with self.assertRaisesRegex(AccessError, "not allowed to access"):
            file.name = "Flow changed"

    def test_base_url(self):
        """Where a hidden one belongs isn't told: other addons look at it themselves."""
        self.assertIn("://", self._ask(self.file.id, "get_base_url"))
        self._share("none")
        answers = [
            self._ask(id_, "get_base_url") for id_ in (self.file.id, self.gone_id)
        ]
        self.assertEqual(*answers)
        self.assertEqual(answers[0][0], "MissingError")
        # nor where Website asks as OdooBot, for the fields of a form
        asked = []
        self.patch(
            BaseModel,
            "get_base_url",
            lambda records: asked.append(records._ids) or "https://flow.example",
        )
        rows = self.env["mail.activity.overview"].browse(self.activity.id)
        for records, method, ids in (
            (self.file, "get_authorized_fields", ()),
            (self.file, "other", self.file._ids),
            (rows, "other", ()),
        ):
            with patch.object(ir_attachment, "is_called", method.__eq__):
                records.sudo().get_base_url()
            self.assertEqual(asked.pop(), ids)

    def test_same_content(self):
        """Whoever uploads the same content isn't given a hidden file's id."""
        content = b"Flow content that no other file has"
        values = {"name": "Flow", "datas": b64encode(content).decode()}
        values["mimetype"] = "text/plain"
        hidden = self.file.create(
            {
                **values,
                "res_model": self.activity._name,
                "res_id": self.activity.id,
            }
        )
        ask = ("employee", "ir.attachment", "create_unique", [values])
        self.assertEqual(self._rpc(*ask), hidden.ids)
        self._share("none")
        [made] = self._rpc(*ask)
        self.assertNotEqual(made, hidden.id)
        self.assertEqual(self._rpc(*ask), [made])
        self.assertEqual(hidden.browse(made).raw, content)

    def test_switched_off(self):
        """Without Sharing, Odoo decides alone."""
        self._share("none")
        self._switch("group_activity_sharing", False)
        file = self._as("employee", self.file)
        self.assertEqual(file.read(["name"])[0]["name"], "Flow 0")
        with self.assertRaises(MissingError):
            file.browse(self.gone_id).check_access("write")
