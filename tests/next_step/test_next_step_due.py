from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common import NextStepCommon

DEADLINE = {"delay_from": "deadline"}


@tagged("post_install", "-at_install", "next_step")
class TestNextStepDue(NextStepCommon):
    """Nothing that follows a completion is overdue from the start."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]

    def _follow(self, late=14, **values):
        """Complete a late call, and return the day on which the next step is due."""
        rule = self._create_rule(self.email, mode="create", **values)
        day = fields.Date.today() - timedelta(days=late)
        call = self._create_activity(self.call, date_deadline=day)
        created = self._get_created(self._complete(call))
        rule.unlink()
        return str(created.date_deadline)

    def test_late(self):
        """A delay from a deadline long ago ends today, at the earliest."""
        for unit in ("days", "weeks", "working_days"):
            with self.subTest(unit):
                values = {"delay_count": 1, "delay_unit": unit, **DEADLINE}
                self.assertEqual(self._follow(**values), self.TODAY)
        values = {"delay_count": 3, "delay_unit": "weeks", **DEADLINE}
        self.assertEqual(self._follow(**values), "2026-10-15")
        self.assertEqual(self._follow(late=1, delay_count=2, **DEADLINE), "2026-10-09")

    def test_assignees_day(self):
        """It is the day of who gets it, wherever it is completed."""
        self.user.tz = "Pacific/Auckland"
        self._create_rule(self.email, mode="create", delay_count=1)
        self._create_rule(self.visit, mode="create", **DEADLINE)
        call = self._create_activity(self.call, date_deadline="2026-09-24")
        with freeze_time("2026-10-08 20:00:00"):  # the 9th in Auckland
            there = call.with_user(self.users["manager"]).with_context(tz="US/Pacific")
            created = self._get_created(there.action_complete(self.outcome_good.id))
        self.assertEqual(
            sorted(map(str, created.mapped("date_deadline"))),
            ["2026-10-09", "2026-10-10"],
        )

    def test_suggested(self):
        """A suggestion isn't overdue either, even if it is added some days later."""
        rule = self._create_rule(self.email, delay_count=2, **DEADLINE)
        rule.planned_hour = 9
        call = self._create_activity(self.call, date_deadline="2026-09-24")
        suggestions = self._complete(call)["suggestions"]
        self.assertEqual(suggestions[0]["date_deadline"], self.TODAY)
        with freeze_time("2026-10-12 10:00:00"):
            result = self.Activity.with_user(self.user).add_next_steps(suggestions)
        added = self.Activity.browse(result["created_ids"])
        self.assertEqual(str(added.date_deadline), "2026-10-12")
        self.assertEqual(str(added.planned_start), "2026-10-12 09:00:00")
        self.assertTrue(added.is_untouched)

    def test_plan(self):
        """Steps before the date of a plan that follows aren't overdue either."""
        plan = self._create_plan(self.email, self.visit)
        plan.template_ids[1].write({"delay_from": "before_plan_date", "delay_count": 3})
        self._create_rule(plan_id=plan.id, mode="create")
        created = self._get_created(self._complete())
        self.assertEqual(
            list(map(str, created.mapped("date_deadline"))), [self.TODAY, self.TODAY]
        )

    def test_odoo_triggers(self):
        """What Odoo's settings trigger is due today, at the earliest."""
        self.visit.write({"delay_count": 2, "delay_from": "previous_activity"})
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.visit}
        )
        for deadline, due in (("2026-09-24", self.TODAY), ("2026-10-07", "2026-10-09")):
            call = self._create_activity(self.call, date_deadline=deadline)
            created = self._get_created(self._complete(call))
            self.assertEqual(str(created.date_deadline), due)
