from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .test_overview import OverviewCommon


@tagged("post_install", "-at_install")
class TestOverviewAccess(OverviewCommon):
    """The overview shows the activities that Odoo's own search finds for the user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Flow abroad"})
        cls.users["abroad"] = new_test_user(
            cls.env,
            login="flow_abroad",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        Lead = cls.env["crm.lead"]
        own, seller = cls.users["own_documents"], cls.users["salesperson"]
        own.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]
        cls.leads = Lead.create(
            [
                {"name": "Own", "user_id": own.id},
                {"name": "Nobody's", "user_id": False},
                {"name": "Colleague's", "user_id": seller.id},
                {"name": "Archived", "user_id": own.id, "active": False},
                {
                    "name": "Here",
                    "user_id": seller.id,
                    "company_id": cls.env.company.id,
                },
                {"name": "Abroad", "user_id": False, "company_id": cls.company.id},
            ]
        )
        cls.hidden_lead = cls.leads[2]
        contacts = cls.contact | cls.env["res.partner"].create(
            [
                {"name": "Archived", "active": False},
                {"name": "Abroad", "company_id": cls.company.id},
            ]
        )
        for record in [*cls.leads, *contacts]:
            for done in (None, "2025-03-11 10:00:00"):
                cls._add("2025-03-12", record=record, done=done, user_id=False)
        cls.hidden = cls._add("2025-03-12", record=cls.hidden_lead)
        cls.assigned = cls._add("2025-03-12", record=cls.hidden_lead, user_id=own.id)
        cls.assigned_to_employee = cls._add(
            "2025-03-12", record=cls.hidden_lead, user_id=cls.users["employee"].id
        )
        cls.free = cls.Activity.create([{"user_id": user.id} for user in (own, seller)])
        cls.orphan = cls._add("2025-03-12", record=cls._create_lost_lead())
        cls.env.cr.execute(SQL("DELETE FROM crm_lead WHERE id = %s", cls.orphan.res_id))
        cls.env.invalidate_all()

    @classmethod
    def _create_lost_lead(cls):
        """Return a lead that is deleted without its activities, as by a cascade."""
        return cls.env["crm.lead"].create({"name": "Lost", "user_id": False})

    def _search_oracle(self, user):
        activities = self.Activity.with_user(user).with_context(active_test=False)
        return set(activities.search([]).ids)

    def _search_overview(self, user):
        return set(self.Overview.with_user(user).search([]).ids)

    def assertSameActivities(self, *roles):
        """Check that the overview has the same activities as Odoo's search."""
        for role in roles or (set(self.users) - {"portal"}):
            with self.subTest(role=role):
                user = self.users[role]
                expected = self._search_oracle(user)
                self.assertEqual(self._search_overview(user), expected)
                overview = self.Overview.with_user(user)
                self.assertEqual(overview.search_count([]), len(expected))
                [(count,)] = overview._read_group([], [], ["nbr:sum"])
                self.assertEqual(count or 0, len(expected))

    def test_roles(self):
        """For every role, rows and totals match the activities that it can see."""
        self.assertSameActivities()
        self.assertNotIn(
            self.hidden.id, self._search_overview(self.users["own_documents"])
        )
        self.assertIn(
            self.assigned.id, self._search_overview(self.users["own_documents"])
        )

    def test_portal(self):
        """Users who can't read activities can't read figures about them."""
        overview = self.Overview.with_user(self.users["portal"])
        for method, arguments in (
            ("search", [[]]),
            ("search_count", [[]]),
            ("_read_group", [[], [], ["__count"]]),
            ("_read_grouping_sets", [[], [[]], ["__count"]]),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(overview, method)(*arguments)

    def test_superuser(self):
        """The superuser sees everything, including activities of deleted documents."""
        everything = self.Overview.sudo().search([("id", ">=", 0)])
        self.assertLessEqual({self.orphan.id, self.hidden.id}, set(everything.ids))
        self.assertEqual(
            len(everything),
            self.Activity.sudo().with_context(active_test=False).search_count([]),
        )

    def test_forged_id(self):
        """A forged id can't open, read or export anything."""
        row = self.Overview.with_user(self.users["own_documents"]).browse(
            self.hidden.id
        )
        self.assertFalse(row.has_access("read"))
        for method, arguments in (
            ("check_access", ["read"]),
            ("read", [["summary"]]),
            ("web_read", [{"summary": {}}]),
            ("export_data", [["summary"]]),
            ("action_open_document", []),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(row, method)(*arguments)
        mixed = row | row.browse(self.assigned.id)
        self.assertEqual(mixed._filtered_access("read").ids, self.assigned.ids)

    def test_filters_reveal_nothing(self):
        """No filter, however clever, matches a hidden activity."""
        overview = self.Overview.with_user(self.users["own_documents"])
        for domain in (
            [("id", "=", self.hidden.id)],
            ["|", ("summary", "ilike", "Flow"), ("user_id", "!=", self.env.uid)],
            ["!", ("summary", "=", "x")],
            [("res_id", "=", self.hidden_lead.id), ("res_model", "=", "crm.lead")],
        ):
            self.assertNotIn(self.hidden.id, overview.search(domain).ids)

    def test_closed_deal(self):
        """The overview reveals no more about a closed deal than the activity does."""
        self.hidden_lead.partner_id = self.contact
        for role in ("own_documents", "employee"):
            activity = (
                self.assigned if role == "own_documents" else self.assigned_to_employee
            )
            row = self.Overview.with_user(self.users[role]).browse(activity.id)
            self.assertEqual(row.res_name, "Colleague's")
            for name in (
                "lead_id",
                "team_id",
                "partner_id",
                "won_status",
                "company_id",
            ):
                self.assertFalse(row[name], name)

    def test_record_rule(self):
        """A record rule on activities also applies to the overview."""
        self.env["ir.rule"].create(
            {
                "name": "Letters are private",
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "domain_force": "[('activity_type_id.name', '!=', 'Flow letter')]",
            }
        )
        letter = self._add("2025-03-12", activity_type_id=self.letter.id)
        self.assertSameActivities()
        self.assertNotIn(letter.id, self._search_overview(self.users["salesperson"]))

    def test_model_that_decides_in_python(self):
        """For a model with its own access check, each document is checked."""
        Partner = type(self.env["res.partner"])
        check_access = Partner._check_access
        closed = self.contact

        def check(records, operation):
            forbidden = (check_access(records, operation) or [records.browse()])[0]
            forbidden |= records & closed.with_env(records.env)
            return (forbidden, lambda: AccessError("Closed.")) if forbidden else None

        with patch.object(Partner, "_check_access", check):
            self.assertSameActivities()
            visible = self._search_overview(self.users["manager"])
            on_contact = self.Activity.with_context(active_test=False).search(
                [("res_model", "=", "res.partner"), ("res_id", "=", closed.id)]
            )
            self.assertFalse(visible & set(on_contact.ids))

    def test_model_that_is_gone(self):
        """Activities of an uninstalled addon don't break the report."""
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET res_model = 'gone.model' WHERE id = %s",
                self.hidden.id,
            )
        )
        self.env.invalidate_all()
        self.assertNotIn(self.hidden.id, self._search_overview(self.users["manager"]))
        self.assertIn(self.hidden.id, self._search_overview(self.users["salesperson"]))
