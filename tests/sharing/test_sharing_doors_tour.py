"""No tour, but Odoo has to answer requests, as for one."""

import json
import re
import xmlrpc.client
from urllib.parse import unquote

from werkzeug.http import parse_options_header

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import limited_field_access_token

from .common import SharingCommon
from .test_sharing_notices import NoticeCommon

PIXEL = (  # a GIF
    "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
)
PREVIEW = "/html_editor/link_preview_internal"
# addresses, what is sent as JSON, and whether the id is that of a file
ROUTES = (
    (PREVIEW, [("preview_url", "http://x/odoo/mail.activity/ID")], False),
    (PREVIEW, [("preview_url", "http://x/odoo/ir.attachment/ID")], True),
    ("/html_editor/get_image_info", [("src", "/web/image/ID")], True),
    ("/html_editor/modify_image/ID", [("res_model", "res.partner")], True),
    ("/portal/attachment/remove", [("attachment_id", "ID")], True),
    ("/mail/attachment/delete", [("attachment_id", "ID")], True),
    ("/mail/attachment/update_thumbnail", [("attachment_id", "ID")], True),
    ("/mail/attachment/pdf_first_page/ID", [], True),
    ("/mail/view?model=mail.activity&res_id=ID", [], False),
    ("/mail/view?model=ir.attachment&res_id=ID", [], True),
    ("/mail/view?model=mail.activity.slot&res_id=ID", [], False),
    ("/mail/view?model=mail.activity.overview&res_id=ID", [], False),
    ("/web/content/ID", [], True),
    ("/web/content/mail.activity/ID/note", [], False),
    ("/web/image/ID", [], True),
    ("/web/image/mail.activity/ID/note", [], False),
)


@tagged("post_install", "-at_install")
class TestSharingDoors(SharingCommon, HttpCase):
    """What arrives at a client is the same for hidden and missing activities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for table in ("mail_activity", "ir_attachment"):
            # ids that no other number in an answer looks like
            cls.env.cr.execute(f"ALTER SEQUENCE {table}_id_seq RESTART 7654001")
        cls.hidden, missing = cls._create_owned(count=2)
        cls.missing = cls.hidden.browse(missing.id)
        missing.unlink()
        file = {"name": "Flow", "raw": b"Flow", "res_id": cls.hidden.id}
        files = cls.env["ir.attachment"].create(
            [{**file, "res_model": "mail.activity"} for _number in range(2)]
        )
        cls.hidden_file, missing = files
        cls.missing_file = missing.browse(missing.id)
        missing.unlink()
        cls._share("none", cls.users["employee"])
        cls.users["employee"].group_ids += cls.env.ref("base.group_allow_export")

    def assertSameAnswers(self, ask, of_files=False):
        """Check that the answers for both ids are equal, but for the id itself."""
        records = (self.hidden, self.missing)
        if of_files:
            records = (self.hidden_file, self.missing_file)
        answers = [ask(each.id).replace(str(each.id), "ID") for each in records]
        self.assertEqual(*answers)
        return answers[0]

    def _call(self, method, *args):
        """Return the text of the answer that the web client gets."""
        params = {
            "model": "mail.activity",
            "method": method,
            "args": args,
            "kwargs": {},
        }
        url = f"/web/dataset/call_kw/mail.activity/{method}"
        return self.url_open(url, json={"params": params}).text

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_web_client(self):
        """Errors name the same class and text, and have no traceback."""
        self.authenticate("flow_employee", "flow_employee")
        for call in (
            ("write", {"summary": "Flow"}),
            ("unlink",),
            ("action_open_document",),
            ("web_save", {"summary": "Flow"}, {"summary": {}}),
        ):
            with self.subTest(call=call):
                answer = self.assertSameAnswers(
                    lambda id_, call=call: self._call(call[0], [id_], *call[1:])
                )
                self.assertIn("MissingError", answer)
                self.assertNotIn("Traceback", answer)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_other_addresses(self):
        """Odoo's other routes that take an id answer alike, with and without a user."""
        for login in ("flow_employee", None):
            self.authenticate(login, login)
            for address, params, of_files in ROUTES:

                def ask(id_, address=address, params=params):
                    values = {key: text.replace("ID", str(id_)) for key, text in params}
                    response = self.url_open(
                        address.replace("ID", str(id_)),
                        json=values and {"params": values},
                        allow_redirects=False,
                    )
                    text = re.sub(r'csrf_token: "\w+"', "", response.text)
                    headers = response.headers.get("Location")
                    return f"{response.status_code} {headers} {text}"

                with self.subTest(address=address, login=login):
                    self.assertSameAnswers(ask, of_files)

    def test_names_of_downloads(self):
        """A picture's link doesn't name it by what the user can't read."""
        self.hidden.summary = "Flow secret"
        self.contact.image_1920 = PIXEL
        token = limited_field_access_token(self.contact, "avatar_128", scope="binary")
        url = f"/web/image/res.partner/{self.contact.id}/avatar_128?download=1"
        for login, names_shown in (
            ("flow_owner", {"Flow secret", "Flow contact"}),
            ("flow_employee", {"Flow contact"}),
            (None, {"Flow contact"}),
        ):
            self.authenticate(login, login)
            shown = set()
            for field in ("activity_summary", "activity_state", "activity_ids", "name"):
                response = self.url_open(
                    f"{url}&access_token={token}&filename_field={field}"
                )
                self.assertEqual(response.status_code, 200)
                _kind, options = parse_options_header(
                    response.headers["Content-Disposition"]
                )
                shown.add(options["filename"].rpartition(".")[0])
            with self.subTest(login=login):
                self.assertEqual(shown & {"Flow secret", "Flow contact"}, names_shown)
                self.assertEqual("today" in shown, len(names_shown) > 1)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_traceback_while_off(self):
        """While Sharing is off, Odoo's errors are as they were."""
        self._switch("group_activity_sharing", on=False)
        self.authenticate("flow_employee", "flow_employee")
        answer = self._call("write", self.missing.ids, {"summary": "Flow"})
        self.assertIn("Traceback", answer)

    @mute_logger(
        "odoo.http",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.rpc.controllers.xmlrpc",
    )
    def test_xmlrpc(self):
        """Programs that use XML-RPC get the same fault, in both versions of it."""
        uid, password = self.users["employee"].id, "flow_employee"
        for path in ("/xmlrpc/object", "/xmlrpc/2/object"):

            def ask(id_, path=path):
                parameters = (
                    self.env.cr.dbname,
                    uid,
                    password,
                    "mail.activity",
                    "write",
                    [[id_], {"summary": "Flow"}],
                )
                body = xmlrpc.client.dumps(parameters, "execute_kw")
                headers = {"Content-Type": "text/xml"}
                return self.url_open(path, data=body, headers=headers).text

            with self.subTest(path=path):
                self.assertIn("deleted", self.assertSameAnswers(ask))

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_export(self):
        """An export of a hidden activity fails or succeeds as of a missing one."""
        self.authenticate("flow_employee", "flow_employee")

        def ask(id_, model="mail.activity", field="summary"):
            data = {
                "model": model,
                "fields": [{"name": field, "label": "Flow"}],
                "ids": [id_],
                "domain": [],
                "import_compat": False,
            }
            form = {
                "data": json.dumps(data),
                "csrf_token": http.Request.csrf_token(self),
            }
            return self.url_open("/web/export/csv", data=form).text

        self.assertSameAnswers(ask)
        self.assertSameAnswers(lambda id_: ask(id_, "ir.attachment", "name"), True)


@tagged("post_install", "-at_install")
class TestSharingNoticeLinks(NoticeCommon, HttpCase):
    """Links in mails to a notice, for those who didn't get it."""

    def test_links(self):
        """A link to a notice leads as far as one to a missing message."""
        url = "/mail/view?message_id="
        self.authenticate("flow_employee", "flow_employee")

        def follow(id_):
            response = self.url_open(f"{url}{id_}", allow_redirects=False)
            return unquote(response.headers["Location"])

        self.assertIn("discuss", self.assertMissing(follow))
        self.logout()
        back = self.assertMissing(follow)
        self.assertIn("/web/login?redirect=/mail/view?message_id=", back)
        self.authenticate("flow_owner", "flow_owner")
        self.assertIn(str(self.record.id), follow(self.notice.id))
