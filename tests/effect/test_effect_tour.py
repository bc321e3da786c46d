from odoo.tests import tagged

from ..tours import TourCase
from .common import EffectCommon


@tagged("post_install", "-at_install")
class TestEffectTour(EffectCommon, TourCase):
    """What Works in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        call, good, bad = cls.call, cls.outcome_good, cls.outcome_bad
        cls._add_deals("won", (call, good, 1), count=12)
        cls._add_deals("lost", (call, bad, 1), count=9)
        cls.Effect._refresh()

    def _start(self, role):
        action = "crm_activity_flow.mail_activity_overview_action_plan"
        tour = f"crm_activity_flow.effect_{role}"
        login = self.users[role].login
        self.start_tour(f"/odoo/action-{action}", tour, login=login)

    def test_salesperson(self):
        """From the menu to the list; what is too much to ask is said."""
        self._start("salesperson")

    def test_manager(self):
        """From the menu to the list; few deals are marked, in groups and rows."""
        self._start("manager")
