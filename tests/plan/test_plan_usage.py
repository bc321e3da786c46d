from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanUsage(PlanCommon):
    """Which plans are offered, and in which order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_plan({}, name="Flow other")
        cls.plans = cls.plan | cls.other
        cls.moment = 0

    def _launch_apart(self, records, plan, days_ago=0, **kwargs):
        """Launch as if in a separate transaction, with its own create date."""
        activities = self._launch(records, plan, **kwargs)
        activities.flush_recordset()
        type(self).moment += 1
        query = """
            UPDATE mail_activity
               SET create_date = NOW() AT TIME ZONE 'UTC'
                                 - %s * INTERVAL '1 day' - %s * INTERVAL '1 second'
             WHERE id IN %s
        """
        self.env.cr.execute(SQL(query, days_ago, self.moment, activities._ids))
        activities.invalidate_recordset()
        return activities

    def _get_menu(self, records=None, user=None):
        records = self.lead if records is None else records
        plans = self.env["mail.activity.plan"].with_user(user or self.user)
        return plans.get_launch_menu(records._name, records.ids)

    def _get_order(self, records=None):
        names = [plan["name"] for plan in self._get_menu(records)["plans"]]
        return [name for name in names if name in self.plans.mapped("name")]

    def test_most_used_first(self):
        """More frequently launched plans come first; unused ones, newest first."""
        self.assertEqual(self._get_order(), ["Flow other", "Flow plan"])
        self._launch_apart(self.lead, self.plan)
        self.assertEqual(self._get_order(), ["Flow plan", "Flow other"])
        self._launch_apart(self.lead, self.other)
        self._launch_apart(self.lead, self.other)
        self.assertEqual(self._get_order(), ["Flow other", "Flow plan"])

    def test_what_counts(self):
        """A launch counts once at any size, even if done; rules and old ones don't."""
        usage = self.env["mail.activity.plan"]._get_usage
        leads = self._create_leads(3)
        self._launch_apart(leads, self.plan).action_feedback()
        self.assertEqual(usage("crm.lead").get(self.plan.id), 1)
        self._launch_apart(leads, self.plan, origin="won")
        self._launch_apart(leads, self.plan, days_ago=181)
        self.assertEqual(usage("crm.lead").get(self.plan.id), 1)
        self.assertFalse(usage("res.partner"))

    def test_by_model(self):
        """Usage on opportunities doesn't affect contacts."""
        self.plans.model_ids = self.env["ir.model"]._get("res.partner")
        partner = self.env["res.partner"].create({"name": "Flow partner"})
        self._launch_apart(self.lead, self.plan)
        self.assertEqual(self._get_order(partner), ["Flow other", "Flow plan"])
        self.assertEqual(self._get_order(), ["Flow plan", "Flow other"])

    def test_what_is_offered(self):
        """Plans that are archived, empty or for other models aren't offered."""
        self._create_plan(name="Flow empty")
        self._create_plan({}, name="Flow archived", active=False)
        self._create_plan({}, name="Flow partner", res_model="res.partner")
        names = [plan["name"] for plan in self._get_menu()["plans"]]
        self.assertFalse({"Flow empty", "Flow archived", "Flow partner"} & {*names})
        self.assertIn("Flow plan", names)

    def test_who_is_asked(self):
        """Users get the menu, administrators can create plans, customers can't call."""
        self.assertFalse(self._get_menu()["can_create"])
        self.assertTrue(self._get_menu(user=self.manager)["can_create"])
        self.assertEqual(self._get_menu()["model"], "Lead")
        with self.assertRaises(AccessError):
            self._get_menu(user=self.users["portal"])

    def test_queries(self):
        """The menu takes a few queries, however many records are selected."""
        counts = []
        for size in (2, 2, 80):  # the first one fills caches
            leads = self._create_leads(size)
            counts.append(self._count_queries(self._get_menu, leads))
        self.assertLessEqual(counts[2], counts[1], counts)
        self.assertLessEqual(counts[2], 15, counts)

    def test_index(self):
        """Counting usage reads its own index, not every activity ever."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        # with few rows, PostgreSQL considers this one as good; with many it doesn't
        self.env.cr.execute("DROP INDEX mail_activity__plan_id_index")
        self.env.cr.execute(
            """
            EXPLAIN SELECT plan_id, COUNT(DISTINCT create_date) FROM mail_activity
             WHERE plan_id IS NOT NULL AND res_model = 'crm.lead' AND origin = 'plan'
               AND create_date >= NOW() - INTERVAL '180 days'
             GROUP BY plan_id
            """
        )
        steps = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("mail_activity_plan_usage_index", steps)

    def test_models_with_plans(self):
        """The web client knows which models have plans, without asking the server."""
        plans = self.env["mail.activity.plan"].with_user(self.user)
        (plans.search([]) - self.plan).sudo().active = False
        self.assertEqual(plans._get_plan_models(), ["crm.lead"])
        self.plan.model_ids = self.env["ir.model"]._get("res.partner")
        self.assertEqual(plans._get_plan_models(), ["crm.lead", "res.partner"])
        self.plan.company_id = self.env["res.company"].create({"name": "Flow company"})
        self.assertEqual(plans._get_plan_models(), [])
        self.plan.write({"company_id": False, "template_ids": [Command.clear()]})
        self.assertEqual(plans._get_plan_models(), [])
