from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..tours import TourCase
from .test_overview import OverviewCommon


@tagged("post_install", "-at_install")
class TestOverviewTour(OverviewCommon, TourCase):
    """The overview in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls.seller = cls.users["own_documents"]
        cls.lead.user_id = cls.seller
        cls.call.outcome_ids = cls.outcome_good | cls.outcome_bad
        cls.letter.outcome_ids = cls.outcome_plain
        now, today = datetime.now(), fields.Date.today()
        done = {"done": fields.Datetime.to_string(now), "user_id": cls.seller.id}
        good, bad = cls.outcome_good.id, cls.outcome_bad.id
        cls._add(str(today), outcome_id=good, summary="Flow first", **done)
        cls._add(str(today), outcome_id=bad, summary="Flow second", **done)
        cls._add(
            str(today),
            record=cls.contact,
            activity_type_id=cls.letter.id,
            outcome_id=cls.outcome_plain.id,
            summary="Flow letter",
            **done,
        )
        cls._add(str(today - timedelta(days=2)), user_id=cls.seller.id)
        cls._add(
            str(today + timedelta(days=2)), record=cls.contact, user_id=cls.seller.id
        )
        # in no period that the tours choose, but by five clicks on the week before
        long_ago = fields.Datetime.to_string(now - timedelta(weeks=5))
        cls._add(
            long_ago[:10],
            done=long_ago,
            outcome_id=good,
            summary="Flow old",
            user_id=cls.seller.id,
        )

    def _start(self, tour, user):
        user.tz = "UTC"  # as the browser
        action = "crm_activity_flow.mail_activity_overview_action"
        self.start_tour(f"/odoo/action-{action}", tour, login=user.login)

    def test_salesperson(self):
        """Every number has the same total in dashboard, table, list, pivot and graph.

        The salesperson has the minimum rights needed to sell.
        """
        self._start("crm_activity_flow.overview_totals", self.seller)

    def test_leader(self):
        """Filters stay in every view: what it relates to, panel, period, favorite."""
        self._start("crm_activity_flow.overview_filters", self.users["manager"])
        favorite = self.env["ir.filters"].search([("name", "=", "Flow favorite")])
        self.assertEqual(favorite.model_id, "mail.activity.overview")
        self.assertIn("relates_to", favorite.domain)
        self.assertIn("activity_type_id", favorite.domain)
        self.assertIn("=week_start", favorite.domain)

    def test_plan(self):
        """A plan's form opens its progress with one click."""
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [Command.create({"activity_type_id": self.call.id})],
            }
        )
        step = plan.template_ids
        for _number in range(2):
            self._add("2026-11-10", plan_id=plan.id, plan_template_id=step.id)
        manager = self.users["manager"]
        url = f"/odoo/mail.activity.plan/{plan.id}"
        self.start_tour(url, "crm_activity_flow.overview_plan", login=manager.login)
