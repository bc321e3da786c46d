from odoo import Command
from odoo.tests import tagged

from ..common import NextStepCommon


@tagged("post_install", "-at_install", "next_step")
class TestNextStepDeal(NextStepCommon):
    """Rules that depend on how the deal stands."""

    def _set_state(self, lead, state):
        """Win or lose an open deal, or leave it open."""
        if state == "won":
            lead.action_set_won()
        elif state == "lost":
            lead.action_set_lost()

    def _create_deal(self, state="open"):
        lead = self.env["crm.lead"].create({"name": "Flow deal", "type": "opportunity"})
        self._set_state(lead, state)
        return lead

    def test_states(self):
        """A rule applies in the state it names; without one, in all."""
        for mode in ("create", "suggest"):
            for rule_state in ("any", "open", "won", "lost"):
                rule = self._create_rule(self.email, mode=mode, deal_state=rule_state)
                for state in ("open", "won", "lost"):
                    with self.subTest(mode=mode, rule=rule_state, deal=state):
                        lead = self._create_deal(state)
                        result = self._complete(self._create_activity(self.call, lead))
                        followed = result["created_ids"] or result["suggestions"]
                        self.assertEqual(bool(followed), rule_state in ("any", state))
                rule.unlink()

    def test_default(self):
        """A rule that says nothing about the deal applies everywhere."""
        self.assertEqual(self._create_rule(self.email).deal_state, "any")

    def test_other_records(self):
        """Other records have no deal, so only a rule for any applies there."""
        partner = self.env["res.partner"].create({"name": "Flow partner"})
        self._create_rule(self.email, deal_state="open")
        free = self.Activity.create(
            {"activity_type_id": self.call.id, "user_id": self.users["salesperson"].id}
        )
        for activity in (self._create_activity(self.call, partner), free):
            self.assertFalse(self._complete(activity)["suggestions"])

    def test_selection(self):
        """Of a selection, each activity follows its own deal."""
        self._create_rule(self.email, deal_state="won")
        self._create_rule(self.visit, deal_state="open")
        calls = self.Activity.concat(
            *(
                self._create_activity(self.call, self._create_deal(state))
                for state in ("won", "open", "lost")
            )
        )
        suggestions = self._complete(calls)["suggestions"]
        self.assertEqual(
            [
                (each["previous_activity_id"], each["activity_type_id"])
                for each in suggestions
            ],
            [(calls[0].id, self.email.id), (calls[1].id, self.visit.id)],
        )

    def test_hidden_deal(self):
        """The state counts even if the assignee can't see the deal."""
        self._create_rule(self.email, mode="create", deal_state="open")
        call = self._create_activity(self.call, user_id=self.users["employee"].id)
        result = self._complete(call, role="employee")
        self.assertEqual(len(self._get_created(result)), 1)

    def test_closed_meanwhile(self):
        """A suggestion can't be added once the deal is no longer open."""
        self._create_rule(self.email, deal_state="open")
        suggestions = self._complete()["suggestions"]
        self.lead.action_set_won()
        salesperson = self.Activity.with_user(self.users["salesperson"])
        with self.assertRefused("no longer suggested"):
            salesperson.add_next_steps(suggestions)

    def test_refused(self):
        """A rule that never meets a deal is refused, and the form hides the field."""
        partners = self.env["ir.model"]._get("res.partner")
        leads = self.env["ir.model"]._get("crm.lead")
        for_partners = self._create_type("Flow partner call", res_model="res.partner")
        for values in (
            {"model_ids": partners},
            {"activity_type_id": for_partners.id},
        ):
            with self.subTest(values), self.assertRefused("never applies"):
                self._create_rule(self.email, deal_state="won", **values)
            rule = self._create_rule(self.email, **values)
            self.assertFalse(rule.is_for_deals)
        with self.assertRefused("limited to another kind"):
            self._create_rule(for_partners, deal_state="won")
        rule = self._create_rule(
            self.email, deal_state="won", model_ids=partners | leads
        )
        self.assertTrue(rule.is_for_deals)
        with self.assertRefused("never applies"):
            rule.model_ids = [Command.set(partners.ids)]

    def test_label(self):
        """The rule in words names the state of the deal."""
        for state in ("open", "won", "lost"):
            rule = self._create_rule(
                self.email, outcome_ids=self.outcome_bad, deal_state=state
            )
            self.assertEqual(
                rule.rule_label.striptags(),
                f"Flow bad if the deal is {state} → Flow email today, same assignee",
            )
