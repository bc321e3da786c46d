from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from ..common import OutcomeCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestActivityNames(RpcMixin, OutcomeCommon):
    """Activities show the names that their records have now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.partner"].create(
            {"name": "Flow company", "is_company": True}
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Flow person", "parent_id": cls.company.id}
        )

    def _create_pair(self, record):
        """Create an open and a done activity on a record."""
        pair = self._create_activity(self.letter, record=record, count=2)
        pair[1].action_complete(self.completed.id)
        return pair

    def assertNamed(self, activities, name):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(set(activities.mapped("res_name")), {name})
        everything = self.Activity.with_context(active_test=False)
        found = everything.search([("res_name", "=", name)])
        self.assertEqual(found & activities, activities)
        rows = self.env["mail.activity.overview"].browse(activities.ids)
        self.assertEqual(set(rows.mapped("res_name")), {name})

    def test_new(self):
        """New activities are inserted with names, where Odoo updates each row."""
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "res_name": "Forged",
            "user_id": self.users["salesperson"].id,
        }
        seller = self.Activity.with_user(self.users["salesperson"])
        queries = self._record_queries()
        activities = seller.create([values, values])
        self.env.flush_all()
        self.assertFalse([sql for sql in queries if 'UPDATE "mail_activity"' in sql])
        self.assertNamed(activities, self.lead.name)
        free = seller.create({"res_name": "Forged", "user_id": seller.env.uid})
        self.assertFalse(free.res_name)

    def test_new_without_document(self):
        """Documents and models that don't exist are refused as Odoo refuses them."""
        model_id = self.env["ir.model"]._get_id("crm.lead")
        missing = 2**31 - 1
        for values, error in (
            ({"res_model_id": model_id, "res_id": missing}, AccessError),
            ({"res_model_id": missing, "res_id": self.lead.id}, MissingError),
        ):
            with self.subTest(values=values), self.assertRaises(error):
                self._rpc("salesperson", "mail.activity", "create", [values])

    def test_renamed(self):
        """Renaming an opportunity renames its activities, open and done."""
        pair = self._create_pair(self.lead)
        values = {"name": "Flow renamed"}
        self._rpc("salesperson", "crm.lead", "write", self.lead.ids, values)
        self.assertNamed(pair, "Flow renamed")

    def test_contacts_of_a_company(self):
        """Renaming a company renames the activities of its people."""
        pair = self._create_pair(self.person)
        own = self._create_pair(self.company)
        self.company.name = "Flow renamed"
        self.assertNamed(own, "Flow renamed")
        self.assertNamed(pair, "Flow renamed, Flow person")
        self.person.parent_id = False
        self.assertNamed(pair, "Flow person")

    def test_unreadable_activity(self):
        """Who can rename a record renames activities that they can't read."""
        pair = self._create_pair(self.lead)
        self.lead.user_id = self.users["own_documents"]
        rule = self.env["ir.rule"].create(
            {
                "name": "Flow hidden",
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "domain_force": "[('create_uid', '=', user.id)]",
            }
        )
        values = {"name": "Flow renamed"}
        self._rpc("own_documents", "crm.lead", "write", self.lead.ids, values)
        rule.unlink()
        self.assertNamed(pair, "Flow renamed")

    def test_is_untouched(self):
        """A new name is no change of an activity by a person."""
        pair = self._create_pair(self.lead)
        before = pair.mapped("is_untouched"), pair.mapped("write_date")
        self.lead.name = "Flow renamed"
        self.assertNamed(pair, "Flow renamed")
        after = pair.mapped("is_untouched"), pair.mapped("write_date")
        self.assertEqual(before, after)

    def test_context(self):
        """What a form adds to names, such as an address, isn't stored."""
        self.person.write({"street": "Flow street", "city": "Flow city"})
        pair = self._create_pair(self.person)
        shown = self.person.with_context(show_address=True, show_email=True)
        shown.write({"name": "Flow renamed", "email": "flow@example.com"})
        self.assertNamed(pair, "Flow company, Flow renamed")

    def test_off(self):
        """With both switches off, the names stay, and nothing is asked."""
        pair = self._create_pair(self.lead)
        self._switch_outcomes(on=False)
        old = self.lead.name
        self.lead.name = "Flow renamed"
        self.assertNamed(pair, old)

    def test_languages(self):
        """A name stays in the language in which it was stored."""
        stored = ("Bank", "Banque", "An older name", "Banco")
        activities = self._create_activity(self.letter, count=len(stored))
        for activity, name in zip(activities, stored, strict=True):
            activity.res_name = name
        key = self.lead.id
        self.lead._activity_rename(
            {(key, "en_US"): "Bank", (key, "fr_FR"): "Banque", (key, "es_ES"): "Banco"},
            {(key, "en_US"): "Bench", (key, "fr_FR"): "Banc", (key, "es_ES"): "Banco"},
        )
        self.assertEqual(
            activities.mapped("res_name"), ["Bench", "Banc", "Bench", "Banco"]
        )

    def test_only_those_with_activities(self):
        """Names of people without activities aren't looked at."""
        self._create_activity(self.letter, record=self.person)
        people = self.person.copy({"parent_id": self.company.id})
        named = self.company._activity_get_named_after(["name"])
        self.assertLessEqual(people | self.person, named)
        self.assertEqual(named._activity_filter_having_any(), self.person)
        self.assertEqual(
            self.company._activity_get_named_after(["email"]), self.company
        )

    def _count(self, leads, **vals):
        return self._count_queries(leads.write, vals)

    def test_queries(self):
        """Many records take one statement; without a new name, there is none."""
        leads = self.lead.copy() | self.lead.copy()
        leads |= self.lead.concat(*(self.lead.copy() for _number in range(20)))
        for lead in leads:
            self._create_activity(self.letter, record=lead)
        few, many = leads[:2], leads[2:]
        self._count(few, name="Flow first")
        self.assertEqual(
            self._count(few, name="Flow second"), self._count(many, name="Flow second")
        )
        self._count(few, name="Flow third")
        again = self._count(few, name="Flow third")
        self._switch_outcomes(on=False)
        self._count(few, name="Flow third")
        self.assertLessEqual(again, self._count(few, name="Flow third") + 2)
