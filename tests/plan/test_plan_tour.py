from odoo.tests import tagged

from ..tours import TourCase
from .common import PlanCommon

LIST = "/odoo/action-crm.crm_lead_action_pipeline?view_type=list"


@tagged("post_install", "-at_install")
class TestPlanTour(PlanCommon, TourCase):
    """Launching plans in a real browser, as a salesperson with minimal rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["own_documents"]
        cls.salesperson.tz = "Europe/Brussels"
        cls.lead.user_id = cls.salesperson
        cls.plan.template_ids[1].write({"delay_count": 2, "planned_hour": 9.5})

    def _create_own(self, count):
        return self._create_leads(count, user_id=self.salesperson.id) | self.lead

    def _start(self, url, tour):
        self.start_tour(url, f"crm_activity_flow.{tour}", login=self.salesperson.login)

    def test_chatter(self):
        """Two clicks launch a plan, Undo removes it, and a second launch asks first."""
        self._start(f"/odoo/crm/{self.lead.id}", "plan_chatter")
        self.assertEqual(len(self.lead.activity_ids), 2)
        self.assertEqual(self.lead.activity_ids.create_uid, self.salesperson)

    def test_dialog(self):
        """The dialog shows the dates for another start, and launches exactly those."""
        self._start(f"/odoo/crm/{self.lead.id}", "plan_dialog")
        first, second = self.lead.activity_ids.sorted("date_deadline")
        self.assertEqual(str(first.date_deadline), "2026-03-07")
        self.assertEqual(str(second.planned_start), "2026-03-09 08:30:00")

    def test_list(self):
        """A launch on 80 records from the list's Actions menu needs no parts."""
        leads = self._create_own(79)
        self._start(LIST, "plan_list")
        for lead in leads:
            self.assertEqual(lead.activity_ids.plan_id, self.plan)
            self.assertEqual(len(lead.activity_ids), 2)

    def test_progress(self):
        """All 250 records that a filter finds get the plan, in parts."""
        leads = self._create_own(249)
        self._start(LIST, "plan_progress")
        for lead in leads:
            self.assertEqual(len(lead.activity_ids), 2)
