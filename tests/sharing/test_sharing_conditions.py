import re
from itertools import product
from types import SimpleNamespace
from unittest.mock import patch

import pytz
from psycopg2 import DataError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.sharing.conditions import BACKSLASH
from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingConditions(SharingCommon):
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

    @mute_logger("odoo.sql_db")
    def test_accents(self):
        """Nor do signs that PostgreSQL takes for backslashes without their accents."""
        self._share("none")
        self._create_owned(summary="Secret x")
        self.env.cr.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
        registry = self.env.registry
        with (
            patch.object(registry, "unaccent", lambda text: SQL("unaccent(%s)", text)),
            patch.object(registry, "has_unaccent", True),
        ):
            for sign in (BACKSLASH, "\uff3c", "\ufe68", "\u2216"):
                for model, path in (
                    ("mail.activity", "summary"),
                    ("mail.activity.overview", "summary"),
                    ("mail.activity.slot", "summary"),
                    ("res.partner", "activity_ids.summary"),
                ):
                    domain = [(path, "=ilike", "Secret" + sign)]
                    with self.subTest(sign=ascii(sign), model=model):
                        self.assertIsNone(self._get_error("employee", model, domain))

    @mute_logger("odoo.sql_db")
    def test_zones(self):
        """A zone that PostgreSQL doesn't know fails on rows that the user sees."""
        hidden = self._create_owned(summary="Secret x")
        zone = "Flow/Nowhere"
        zones = {*pytz.all_timezones_set, zone}
        domain = [("id", "=", hidden.id), ("create_date.hour_number", "!=", 77)]
        with patch.object(pytz, "all_timezones_set", zones):
            for is_shared in (True, False):
                if not is_shared:
                    self._share("none")
                seen = self._as("employee", self.Activity).with_context(tz=zone)
                with (
                    self.subTest(is_shared=is_shared),
                    self.env.cr.savepoint() as point,
                ):
                    if is_shared:
                        with self.assertRaises(DataError):
                            seen.search(domain)
                    else:
                        self.assertFalse(seen.search(domain))
                        self.assertFalse(seen.search([("id", "any", domain)]))
                    point.rollback()
        # rows about hidden activities are asked for no parts of dates either
        self._switch("group_activity_status")
        changes = self._as("manager", self.env["mail.activity.status.change"])
        queries = self._record_queries()
        changes.search([("create_date.hour_number", "!=", 77)])
        self.assertIn("CASE WHEN EXISTS", queries[-1])

    def test_zones_of_reports(self):
        """A zone that PostgreSQL doesn't know is none in reports: they fail nowhere."""
        zone = "Flow/Nowhere"
        reports = self.env["mail.activity.overview"]
        own = reports.with_context(tz="America/Lima")
        self.assertEqual(own._get_viewer_zone().zone, "America/Lima")
        with (
            patch.object(pytz, "all_timezones_set", {zone}),
            patch.object(pytz, "timezone", lambda name: SimpleNamespace(zone=name)),
        ):
            odd = reports.with_context(tz=zone)
            self.assertEqual(odd._get_viewer_zone(), pytz.utc)

    def test_order(self):
        """Texts of known rows alone are compared, in searches of all kinds."""
        self._share("none")
        self._create_owned(summary="Secret x")
        queries = self._record_queries()
        for viewer, model, name in (
            ("employee", "mail.activity", "summary"),
            ("salesperson", "mail.activity.overview", "summary"),
            ("employee", "mail.activity.slot", "summary"),
            ("employee", "ir.attachment", "name"),
            ("employee", "mail.message", "body"),
            ("settings", "mail.mail", "body_html"),
        ):
            records = self._as(viewer, self.env[model])
            domain = [(name, "ilike", "x"), (name, "not like", "y")]
            for asking in (domain, [("id", "any", domain)]):
                queries.clear()
                records.search(asking)
                asked = [query for query in queries if "LIKE" in query]
                with self.subTest(model=model, asking=asking):
                    self.assertTrue(asked)
                    for query in asked:
                        compared = re.findall(r"(\w+)[ (]+[^ ]+ (?:NOT )?I?LIKE", query)
                        self.assertEqual(compared, ["THEN", "THEN"], query)

    def test_outcomes(self):
        """No record is compared with the outcomes of hidden activities."""
        self._switch("group_activity_outcome")
        self._share("none", self.viewers["employee"], self.call)
        contact = self.owner.partner_id
        hidden = self._create_activity(self.call, contact, user_id=self.owner.id)
        outcome = self._create_outcome("Flow", sentiment="positive")
        outcome.activity_type_ids = self.call
        self._as("owner", hidden).action_feedback(outcome_id=outcome.id)
        action_id = self.env.ref("base.action_res_users").id
        values = {
            "name": "Flow",
            "action_id": action_id,
            "parent_action_id": action_id,
            "parent_res_model": "res.users",
        }
        for (name, value), path, (viewer, is_known) in product(
            (
                ("outcome_positive_count", 1),
                ("last_outcome_id", outcome.id),
                ("last_outcome_sentiment", "positive"),
                ("last_outcome_date", hidden.done_at),
            ),
            ("partner_id.", "", "user_ids."),
            (("employee", False), ("owner", True), ("manager", True)),
        ):
            with self.subTest(name=name, path=path, viewer=viewer):
                actions = self.env(user=self.viewers[viewer])["ir.embedded.actions"]
                looked_at = contact if path == "user_ids." else self.owner
                shown = actions.create(
                    {
                        **values,
                        "parent_res_model": looked_at._name,
                        "domain": repr([(f"{path}{name}", "=", str(value))])
                        if name.endswith("date")
                        else repr([(f"{path}{name}", "=", value)]),
                        "user_id": actions.env.uid,
                    }
                )
                shown = shown.with_context(
                    active_id=looked_at.id, active_model=looked_at._name
                )
                self.assertEqual(shown.is_visible, is_known)
                for record in (self.owner, contact):
                    [seen] = self._as(viewer, record).read([name])
                    self.assertEqual(bool(seen[name]), is_known)
