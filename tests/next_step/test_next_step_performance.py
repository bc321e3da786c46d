from odoo.tests import tagged

from ..common import NextStepCommon


@tagged("post_install", "-at_install", "next_step")
class TestNextStepPerformance(NextStepCommon):
    """Next steps take queries per batch, not per activity."""

    def _create_calls(self, count):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Flow {number}", "user_id": self.env.uid}
                for number in range(count)
            ]
        )
        model = self.env["ir.model"]._get("crm.lead")
        return self.Activity.create(
            [
                {
                    "activity_type_id": self.call.id,
                    "res_model_id": model.id,
                    "res_id": lead.id,
                    "user_id": self.users["salesperson"].id,
                }
                for lead in leads
            ]
        ).with_user(self.users["salesperson"])

    def _count(self, count, operation, prepare=None):
        for size in (10, 10, count):  # the first ones fill caches
            activities = self._create_calls(size)
            if prepare:
                prepare(activities)
            queries = self._count_queries(operation, activities)
        return queries

    def _close(self, activities):
        activities.write({"active": False, "outcome_id": self.outcome_good.id})

    def _suggest(self, activities):
        self.assertEqual(len(activities._get_suggestions()), len(activities))

    def test_suggest(self):
        """1,000 suggestions take as many queries as ten."""
        for values in (
            {"min_attempts": 1},
            {"responsible_type": "record_user", "delay_unit": "working_days"},
        ):
            with self.subTest(**values):
                rule = self._create_rule(self.email, delay_count=1, **values)
                few, many = (
                    self._count(count, self._suggest, self._close)
                    for count in (10, 1000)
                )
                rule.unlink()
                self.assertEqual(many, few)

    def test_attempts(self):
        """Counting earlier attempts takes one query for all."""
        self._create_rule(self.visit, min_attempts=1)
        self._create_rule(self.email, min_attempts=3)
        few, many = (
            self._count(count, self._suggest, self._close) for count in (10, 200)
        )
        self.assertEqual(many, few)

    def test_create(self):
        """Creating next steps takes as many queries as creating activities in Odoo."""
        rule = self._create_rule(self.email, mode="create")
        few, many = (self._count(count, self._close) for count in (10, 200))
        rule.unlink()
        plain = [
            self._count(
                count,
                lambda calls: (
                    self._close(calls),
                    calls.sudo().create(
                        [call._prepare_following_values() for call in calls]
                    ),
                ),
            )
            for count in (10, 200)
        ]
        self.assertLessEqual(many - few, plain[1] - plain[0] + 8)

    def test_off(self):
        """Without a rule, completing takes no additional query."""
        self._create_rule(self.visit, activity_type_id=self.email.id, mode="create")
        other_has_rules = self._count(10, self._close)
        self.NextStep.search([]).unlink()
        self.assertEqual(self._count(10, self._close), other_has_rules)
