from odoo.tests import tagged

from ..tours import TourCase
from .common import PostSaleCommon


@tagged("post_install", "-at_install")
class TestPostSaleTour(PostSaleCommon, TourCase):
    """The main ways to close and reopen, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage"].search([]).fold = False
        cls.seller = cls.users["own_documents"]
        cls.deal = cls._create_deal(user_id=cls.seller.id)

    def _start(self, tour, url=None, user=None):
        self.start_tour(
            url or f"/odoo/crm/{self.deal.id}",
            f"crm_activity_flow.post_sale_{tour}",
            login=(user or self.seller).login,
        )

    def test_form(self):
        """Win, reopen, and lose with a reason, on the form."""
        self._start("form")
        self.assertEqual(self.deal.won_status, "lost")
        self.assertEqual(self.deal.lost_reason_id, self.reason)
        self.assertStarted("lost")

    def test_drag(self):
        """Drag a card to a won stage."""
        self._start("drag", "/odoo/action-crm.crm_lead_action_pipeline")
        self.assertStarted("won")

    def test_list(self):
        """Select several deals in the list, and lose them together."""
        deals = self.deal | self._create_deal(2, user_id=self.seller.id)
        self._start("list", "/odoo/action-crm.crm_lead_action_pipeline?view_type=list")
        self.assertStarted("lost", deals)

    def test_menu(self):
        """The assignee of a lost deal opens it from the activity menu."""
        self._as(self.seller).action_set_lost()
        self._start("menu", "/odoo")
        self.assertStarted("lost")

    def test_team(self):
        """A manager adds a rule on the team's form."""
        self._start(
            "team",
            f"/odoo/action-sales_team.crm_team_action_config/{self.other_team.id}",
            self.manager,
        )
        rule = self.other_team.post_sale_rule_ids
        self.assertEqual(rule.plan_id, self.lost_plan)
        self.assertEqual(rule.event, "won")
        self.assertEqual(self.other_team.post_sale_open_activities, "cancel")
