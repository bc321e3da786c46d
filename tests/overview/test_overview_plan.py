from lxml import etree

from odoo import Command
from odoo.tests import tagged

from ..common import StatusCommon
from .test_overview_dashboard import DashboardCommon

MEASURES = {
    "nbr:sum": "started",
    "nbr_open:sum": "open",
    "nbr_overdue:sum": "overdue",
    "nbr_done:sum": "done",
    "on_time:avg": "on time",
    "nbr_cancelled:sum": "cancelled",
    "days_to_complete:avg": "days",
}


@tagged("post_install", "-at_install")
class TestOverviewPlan(DashboardCommon, StatusCommon):
    """What became of plans, step by step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls.plan = cls.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": kind.id,
                            "responsible_type": "launcher",
                            "summary": summary,
                        }
                    )
                    for kind, summary in ((cls.call, "Ask"), (cls.letter, False))
                ],
            }
        )
        cls.ask, cls.write = cls.plan.template_ids
        cls._start(
            *(cls.ask, "2026-11-10", "2026-11-08 10:00:00", "2026-11-10 10:00:00"),
            outcome_id=cls.outcome_good.id,
        )
        cls._start(
            *(cls.ask, "2026-11-10", "2026-11-08 10:00:00", "2026-11-12 10:00:00"),
            outcome_id=cls.outcome_bad.id,
        )
        cls._start(cls.ask, "2026-11-17", "2026-11-08 10:00:00")
        cls._start(cls.ask, "2026-11-18", "2026-11-08 10:00:00")
        cancelled = cls._start(cls.write, "2026-11-10", "2026-11-08 10:00:00")
        cls._cancel_at(cancelled, "2026-11-09 10:00:00")
        cls._start(cls.write, "2026-11-20", "2026-11-08 10:00:00")
        cls._add("2026-11-20")

    @classmethod
    def _start(cls, step, *args, **values):
        return cls._add(
            *args, plan_id=step.plan_id.id, plan_template_id=step.id, **values
        )

    def _read(self, groupby, role="manager"):
        overview = self.Overview.with_user(self.users[role])
        domain = [("plan_id", "=", self.plan.id)]
        groups = overview._read_group(domain, groupby, [*MEASURES])
        size = len(groupby)
        return {
            group[:size]: dict(zip(MEASURES.values(), group[size:], strict=True))
            for group in groups
        }

    def test_figures(self):
        """Each step has its own figures, and the plan those of all its activities."""
        figures = self._read(["plan_template_id"])
        expected = {
            (self.ask,): [4, 2, 1, 2, 1 / 3, 0, 3],
            (self.write,): [2, 1, 0, 0, False, 1, False],
        }
        for step, values in expected.items():
            with self.subTest(step=step):
                self.assertEqual([*figures[step].values()], values)
        self.assertEqual(
            [*self._read(["plan_id"])[self.plan,].values()], [6, 3, 1, 2, 1 / 3, 1, 3]
        )

    def test_outcomes(self):
        """A step's outcomes are among its figures."""
        figures = self._read(["plan_template_id", "outcome_id"])
        for outcome, done in ((self.outcome_good, 1), (self.outcome_bad, 1)):
            self.assertEqual(figures[self.ask, outcome]["done"], done)

    def test_access(self):
        """Others' records are in no figure."""
        self.assertFalse(self._read(["plan_id"], "own_documents"))

    def test_names(self):
        """A step without a summary is named by its type."""
        self.assertEqual(self.ask.display_name, "Ask")
        self.assertEqual(self.write.display_name, "Flow letter")

    def test_one_click(self):
        """A plan's form opens the figures of that plan."""
        action = self.env.ref("crm_activity_flow.mail_activity_overview_action_plan")
        plans = self.env["mail.activity.plan"].with_user(self.manager)
        form = etree.fromstring(plans.get_view(view_type="form")["arch"])
        [button] = form.xpath(f"//button[@name='{action.id}']")
        self.assertEqual(button.get("context"), "{'search_default_plan_id': id}")
        overview = self.Overview.with_user(self.manager)
        search = etree.fromstring(overview.get_view(view_type="search")["arch"])
        self.assertTrue(search.xpath("//field[@name='plan_id']"))

    def test_menu(self):
        """Salespeople have the menu, others don't."""
        menu = self.env.ref("crm_activity_flow.mail_activity_overview_menu_plan")
        for role, visible in (("own_documents", True), ("employee", False)):
            menus = self.env["ir.ui.menu"].with_user(self.users[role])
            self.assertEqual(menu.id in menus._visible_menu_ids(), visible)
