from odoo.tests import tagged

from ..common import NextStepCommon

DEADLINE = {"delay_from": "deadline"}
# values of the rule besides “bad → email”, what the label says of them
DELAYS = [
    ({}, "today"),
    ({"delay_count": 1}, "in 1 day"),
    ({"delay_count": 40}, "in 40 days"),
    ({"delay_count": 2, "delay_unit": "weeks"}, "in 2 weeks"),
    ({"delay_count": 14, "delay_unit": "months"}, "in 14 months"),
    ({"delay_count": 1, "delay_unit": "working_days"}, "in 1 working day"),
    ({"delay_count": 2, "delay_unit": "working_days"}, "in 2 working days"),
    (DEADLINE, "on the deadline"),
    ({"delay_count": 3, **DEADLINE}, "3 days after the deadline"),
    (
        {"delay_count": 1, "delay_unit": "working_days", **DEADLINE},
        "1 working day after the deadline",
    ),
]
ORDINALS = [
    (2, "2nd"),
    (3, "3rd"),
    (4, "4th"),
    (11, "11th"),
    (21, "21st"),
    (100, "100th"),
]
PEOPLE = [
    ({"responsible_type": "same"}, "same assignee"),
    ({"responsible_type": "record_user"}, "salesperson of the record"),
    ({"responsible_type": "team_leader"}, "team leader"),
    ({"responsible_type": "completer"}, "who completed it"),
]


@tagged("post_install", "-at_install")
class TestNextStepLabel(NextStepCommon):
    """The list of next steps says each rule in words."""

    def _get_label(self, **values):
        rule = self._create_rule(
            self.email, **{"outcome_ids": self.outcome_bad, **values}
        )
        return rule.rule_label.striptags()

    def test_delays(self):
        """Delays read as people say them."""
        for values, words in DELAYS:
            with self.subTest(words):
                self.assertEqual(
                    self._get_label(**values),
                    f"Flow bad → Flow email {words}, same assignee",
                )

    def test_attempts(self):
        """From the second attempt on, the label names it."""
        self.assertTrue(self._get_label(min_attempts=1).startswith("Flow bad"))
        for number, words in ORDINALS:
            with self.subTest(words):
                label = self._get_label(min_attempts=number)
                self.assertTrue(label.startswith(f"{words} Flow bad → "), label)

    def test_people(self):
        """The label says who gets it."""
        for values, words in PEOPLE:
            with self.subTest(words):
                self.assertTrue(self._get_label(**values).endswith(f"today, {words}"))
        user = self.users["manager"]
        label = self._get_label(responsible_type="user", responsible_id=user.id)
        self.assertTrue(label.endswith(f"today, {user.name}"), label)

    def test_conditions(self):
        """Several outcomes, a sentiment, or nothing at all."""
        outcomes = self.outcome_plain | self.outcome_bad
        anything = self.Outcome
        for values, words in [
            ({"outcome_ids": outcomes}, "Flow plain or Flow bad"),
            ({"outcome_ids": anything, "sentiment": "negative"}, "Negative"),
            ({"outcome_ids": anything}, "Any outcome"),
        ]:
            with self.subTest(words):
                label = self._get_label(**values)
                self.assertTrue(label.startswith(f"{words} → Flow email"), label)

    def test_icons_and_names(self):
        """Outcomes have the icon of their sentiment, and names are only text."""
        self.outcome_bad.name = "<b>Bad & co"
        rule = self._create_rule(self.email, outcome_ids=self.outcome_bad)
        self.assertIn("fa-frown-o text-danger", rule.rule_label)
        self.assertIn("<em>&lt;b&gt;Bad &amp; co</em>", rule.rule_label)
        self.assertNotIn("fa-warning", rule.rule_label)
        self.email.active = False
        self.assertIn("fa-warning", rule.rule_label)
        self.assertIn("is archived", rule.rule_label)

    def test_plan(self):
        """A plan is named like a type."""
        plan = self._create_plan(self.email)
        rule = self._create_rule(plan_id=plan.id)
        self.assertIn("→ Flow plan today", rule.rule_label)

    def test_translated(self):
        """Numbers and units follow the user's language."""
        self.env["res.lang"]._activate_lang("de_DE")
        rule = self._create_rule(self.email, delay_count=3)
        self.assertIn("in 3 Tagen", rule.with_context(lang="de_DE").rule_label)
