from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import STEPS, PostSaleCommon


@tagged("post_install", "-at_install")
class TestPostSaleAccess(PostSaleCommon):
    """Closing works with minimal rights, and shows users no more than before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.users["own_documents"]
        cls.own = cls._create_deal(user_id=cls.seller.id)
        # Odoo shows all contacts to all users; companies often restrict that
        cls.env["ir.rule"].create(
            {
                "name": "Flow: customers of others are hidden",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "groups": [
                    Command.set(cls.env.ref("sales_team.group_sale_salesman").ids)
                ],
                "domain_force": (
                    "['|', ('user_ids', '!=', False),"
                    " ('user_id', 'in', [False, user.id])]"
                ),
            }
        )
        cls.env["ir.rule"].create(
            {
                "name": "Flow: except for those who see everything",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "groups": [
                    Command.set(
                        cls.env.ref("sales_team.group_sale_salesman_all_leads").ids
                    )
                ],
                "domain_force": "[(1, '=', 1)]",
            }
        )

    def test_hidden_customer(self):
        """Closing works with another user's customer, and reveals nothing."""
        self.customer.user_id = self.user
        self.won_rule.target = "customer"
        seen = self.Activity.with_user(self.seller).search([])
        with self.assertRaises(AccessError):
            self.customer.with_user(self.seller).check_access("read")
        self._as(self.seller, self.own).action_set_won()
        activities = self._get_set(self.own)
        self.assertEqual(len(activities), STEPS)
        self.assertEqual(activities.user_id, self.user)
        self.assertEqual(activities.post_sale_closed_by_id, self.seller)
        self.assertEqual(self.Activity.with_user(self.seller).search([]), seen)
        for operation in ("read", "write", "unlink"):
            with self.assertRaises(AccessError):
                activities.with_user(self.seller).check_access(operation)
        [note] = self._get_notes(self.own)
        self.assertNotIn(self.user.name, note.with_user(self.seller).body)
        self.assertIn("Flow won plan 0", note.body)

    def test_assignee_learns_nothing(self):
        """The assignee of the customer's activities doesn't learn about the deal."""
        reader = self.users["own_documents"]
        deal = self._create_deal(name="Flow secret deal")
        self.customer.user_id = reader
        self.won_rule.target = "customer"
        self._as(self.user, deal).action_set_won()
        activities = self._get_set(deal).with_user(reader)
        self.env.invalidate_all()
        self.assertNotIn("secret", str(activities.read()))
        self.assertNotIn("secret", str(activities.activity_format()))
        self.assertNotIn("secret", str(self.customer.message_ids.mapped("body")))
        for closing in ("lead_id", "lead_id.name"):
            with self.assertRaises(AccessError):
                self.Activity.with_user(reader).search(
                    [(f"post_sale_closing_id.{closing}", "!=", False)]
                )
        with self.assertRaises(AccessError):
            activities.post_sale_closing_id.lead_id.name  # noqa: B018

    def test_unreadable_for_launcher(self):
        """Activities on a hidden customer aren't assigned to the user who closed."""
        self.customer.user_id = self.user
        self.won_rule.target = "customer"
        self.won_plan.template_ids.responsible_type = "launcher"
        self._as(self.seller, self.own).action_set_won()
        self.assertFalse(self._get_set(self.own))
        self.assertIn("has no access", self._get_notes(self.own).body)

    def test_team_leader(self):
        """Activities for others are created even if the seller can't see them."""
        self.won_plan.template_ids.responsible_type = "team_leader"
        self._as(self.seller, self.own).action_set_won()
        self.assertEqual(self._get_set(self.own).user_id, self.manager)

    def test_handed_over(self):
        """Closing works even if the same write assigns the deal to a colleague."""
        self._as(self.seller, self.own).write(
            {"stage_id": self.won_stage.id, "user_id": self.user.id}
        )
        self.assertEqual(self._get_set(self.own).user_id, self.user)

    def test_other_company(self):
        """A user of two companies closes a deal; other companies don't see it."""
        company = self.env["res.company"].create({"name": "Flow company"})
        local = new_test_user(
            self.env,
            "flow_local",
            groups="sales_team.group_sale_salesman",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.manager.company_ids |= company
        deal = self._create_deal(team_id=False, user_id=local.id, partner_id=False)
        deal.company_id = company
        self._create_rule("won", self.won_plan)
        closer = deal.with_user(self.manager).with_context(
            allowed_company_ids=company.ids
        )
        closer.action_set_won()
        activities = self._get_set(deal)
        self.assertEqual(activities.user_id, local)
        self.assertEqual(len(activities), STEPS)
        found = self.Activity.with_user(self.user).search(
            [("id", "in", activities.ids)]
        )
        self.assertFalse(found)

    def test_portal(self):
        """A portal user who closes a deal through an app is assigned no activities."""
        self.won_plan.template_ids[0].responsible_type = "launcher"
        portal = self.users["portal"]
        self.deal.with_user(portal).sudo().action_set_won()
        activities = self._get_set()
        self.assertEqual(len(activities), STEPS)
        self.assertEqual(activities.user_id, self.user)
        self.assertEqual(activities.post_sale_closed_by_id, portal)
        nobodys = self._create_deal(user_id=False)
        nobodys.with_user(portal).sudo().action_set_won()
        self.assertFalse(self._get_set(nobodys))
        self.assertIn("isn't an internal user", self._get_notes(nobodys).body)

    def test_rules_of_other_companies(self):
        """Rules of other companies' teams can't be read or changed."""
        company = self.env["res.company"].create({"name": "Flow company"})
        team = self.env["crm.team"].create(
            {"name": "Flow abroad", "company_id": company.id}
        )
        abroad = self._create_rule("won", self.won_plan, team_id=team.id)
        every = self._create_rule("won", self.won_plan)
        rules = self.Rule.with_user(self.manager).search([])
        self.assertNotIn(abroad, rules)
        self.assertIn(every, rules)
        self.assertIn(self.won_rule, rules)
