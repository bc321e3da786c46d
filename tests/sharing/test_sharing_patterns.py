from psycopg2 import DataError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.sharing.patterns import BACKSLASH
from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingPatterns(SharingCommon):
    """Whether a search fails tells nothing: a pattern ends where it ends."""

    def _get_error(self, role, model, domain, method="search", *args):
        with self.env.cr.savepoint() as savepoint:
            try:
                getattr(self._as(role, self.env[model]), method)(domain, *args)
            except (DataError, UserError) as error:
                return type(error)
            finally:
                savepoint.rollback()
                self.env.invalidate_all()
        return None

    @mute_logger("odoo.sql_db")
    def _compare(self, role, model, path, right, wrong, more=(), *call):
        """Ask with the beginning of what is hidden, and with another one."""
        for operator in ("=like", "=ilike", "not =like", "not =ilike"):
            errors = [
                self._get_error(
                    role, model, [*more, (path, operator, text + BACKSLASH)], *call
                )
                for text in (right, wrong)
            ]
            with self.subTest(role=role, model=model, path=path, operator=operator):
                self.assertEqual(errors, [None, None])

    def test_activities(self):
        """Neither activities nor what shows them are spelled out, private or free."""
        self._share("none")
        hidden = self._create_owned(summary="Secret x", note="<p>Hidden x</p>")
        self._create_owned(summary="Private x", is_private=True)
        self._create_free(summary="Free x")
        on_lead = self._create_activity(
            self.call, user_id=self.owner.id, automated=True, summary="Secret x"
        )
        self.assertFalse(
            self._as("salesperson", hidden | on_lead)._filtered_access("read")
        )
        asked = ("summary", "Secret", "Xecret")
        dashboard = ("get_dashboard", "2026-11-01", "2026-12-31")
        one = [("id", "=", hidden.id)]
        for role, *door in (
            ("employee", "mail.activity", *asked),
            ("employee", "mail.activity", "note", "<p>Hid", "<p>Xid", one),
            ("employee", "mail.activity", "date_deadline", "20", "30", one),
            ("employee", "mail.activity", *asked, (), "search_count"),
            ("outsider", "mail.activity", *asked),
            ("manager", "mail.activity", "summary", "Private", "X"),
            ("manager", "mail.activity", "summary", "Free", "X"),
            ("employee", "mail.activity.overview", *asked),
            ("employee", "mail.activity.overview", *asked, (), *dashboard),
            ("employee", "mail.activity.slot", *asked),
            ("employee", "res.partner", "activity_ids.summary", *asked[1:]),
            ("employee", "res.partner", "activity_summary", *asked[1:]),
            ("salesperson", "crm.lead", "activity_ids.summary", *asked[1:]),
        ):
            self._compare(role, *door)

    def test_around_activities(self):
        """Nor are files, notices to assignees, mails and lines of others."""
        self._share("none", viewer=self.users["employee"])
        hidden = self._create_owned(is_private=True)
        self.env["ir.attachment"].create(
            {
                "name": "Secret x",
                "res_model": "mail.activity",
                "res_id": hidden.id,
                "raw": b"x",
            }
        )
        self._as("leader", self.Activity).create(
            {
                "activity_type_id": self.call.id,
                "is_private": True,
                "res_id": self.lead.id,
                "res_model": "crm.lead",
                "summary": "Secret x",
                "user_id": self.owner.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute("ANALYZE mail_activity_share")
        notices = [("message_type", "=", "user_notification")]
        about = [("viewer_id", "=", self.users["employee"].id)]
        for role, *door in (
            ("employee", "ir.attachment", "name", "Secret", "Xecret"),
            ("portal", "ir.attachment", "name", "Secret", "Xecret"),
            ("employee", "mail.message", "body", "%Secret", "%Xecret", notices),
            ("manager", "mail.message", "body", "%Secret", "%Xecret", notices),
            ("settings", "mail.mail", "body_html", "%Secret", "%Xecret"),
            ("employee", "mail.activity.share", "level", "non", "ful", about),
        ):
            self._compare(role, *door)

    def test_found(self):
        """A backslash at the end stands for itself; others mean what they meant."""
        names = ("Flow " + BACKSLASH, "Flow _", "Flow x")
        partners = self.env["res.partner"].create([{"name": name} for name in names])
        for pattern, found in (
            ("Flow " + BACKSLASH, 1),
            ("Flow " + BACKSLASH * 2, 1),
            ("Flow " + BACKSLASH + "_", 1),
            ("Flow _", 3),
        ):
            domain = [("id", "in", partners.ids), ("name", "=like", pattern)]
            with self.subTest(pattern=pattern):
                self.assertEqual(len(partners.search(domain)), found)

    @mute_logger("odoo.sql_db")
    def test_switched_off(self):
        """While Sharing is off, such a pattern fails as before."""
        self._switch("group_activity_sharing", False)
        self._create_owned(summary="Secret x")
        domain = [("summary", "=like", "Secret" + BACKSLASH)]
        error = self._get_error("manager", "mail.activity", domain)
        self.assertTrue(issubclass(error, DataError))
