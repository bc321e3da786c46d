from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import NextStepCommon, RpcMixin


@tagged("post_install", "-at_install", "next_step")
class TestNextStepCorrection(RpcMixin, NextStepCommon):
    """Correcting an outcome brings what the right one would have brought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.letter_rule = cls._create_rule(
            cls.letter, mode="create", outcome_ids=cls.outcome_bad
        )
        cls.visit_rule = cls._create_rule(
            cls.visit, mode="create", outcome_ids=cls.outcome_good, delay_count=3
        )
        cls.email_rule = cls._create_rule(cls.email, outcome_ids=cls.outcome_good)

    def _complete_call(self, outcome=None, **values):
        call = self._create_activity(self.call, **values)
        self._complete(call, outcome or self.outcome_bad)
        return call.with_user(self.user)

    def _correct(self, calls, outcome=None, role="salesperson"):
        outcome = outcome or self.outcome_good
        return self._rpc(
            role, "mail.activity", "action_correct_outcome", calls.ids, outcome.id
        )

    def _get_followers(self, calls, **context):
        return self.Activity.with_context(**context).search(
            [("previous_activity_id", "in", calls.ids)]
        )

    def test_replaced(self):
        """What the wrong one created goes, what the right one creates comes."""
        call = self._complete_call()
        letter = self._get_followers(call)
        self.assertEqual(letter.activity_type_id, self.letter)
        with freeze_time("2026-10-09 10:00:00"):
            result = self._correct(call)
        visit = self._get_followers(call)
        self.assertFalse(letter.exists())
        self.assertEqual(visit.next_step_id, self.visit_rule)
        # three days from the completion, as if it had been chosen at first
        self.assertEqual(str(visit.date_deadline), "2026-10-11")
        self.assertEqual(result["corrected_ids"], call.ids)
        self.assertEqual(result["withdrawn_ids"], letter.ids)
        self.assertEqual(result["created_ids"], visit.ids)
        self.assertEqual(result["created"][0]["id"], visit.id)
        [suggestion] = result["suggestions"]
        self.assertEqual(suggestion["next_step_id"], self.email_rule.id)
        added = self.Activity.with_user(self.user).add_next_steps([suggestion])
        self.assertEqual(len(added["created_ids"]), 1)

    def test_write(self):
        """Every other way to correct does the same: a form, an import, the API."""
        call = self._complete_call()
        values = {"outcome_id": self.outcome_good.id}
        self._rpc("salesperson", "mail.activity", "write", call.ids, values)
        self.assertEqual(self._get_followers(call).next_step_id, self.visit_rule)
        values = {"outcome_id": self.outcome_bad.id, "active": False}
        self._rpc("manager", "mail.activity", "write", call.ids, values)
        self.assertEqual(self._get_followers(call).next_step_id, self.letter_rule)

    def test_back_and_forth(self):
        """Corrected back, all is as at first."""
        call = self._complete_call()
        for outcome, rule in (
            (self.outcome_good, self.visit_rule),
            (self.outcome_bad, self.letter_rule),
            (self.outcome_plain, self.NextStep),
            (self.outcome_bad, self.letter_rule),
        ):
            self._correct(call, outcome)
            self.assertEqual(self._get_followers(call).next_step_id, rule)

    def test_touched(self):
        """What someone changed, attached a file to or completed stays."""
        calls = [self._complete_call() for _number in range(3)]
        letters = [self._get_followers(call) for call in calls]
        letters[0].summary = "Write a nice one"
        self.env["ir.attachment"].create(
            {"name": "Flow", "res_model": "mail.activity", "res_id": letters[1].id}
        )
        letters[2].with_user(self.user).action_complete(self.completed.id)
        for call, letter in zip(calls, letters, strict=True):
            self.assertFalse(self._correct(call)["withdrawn_ids"])
            self.assertTrue(letter.exists())
            # and isn't brought a second time
            self._correct(call, self.outcome_bad)
            everyone = self._get_followers(call, active_test=False)
            self.assertEqual(everyone, letter)

    def test_both(self):
        """What both bring stays the same activity, and isn't brought again."""
        always = self._create_type("Flow always")
        for rule in (self.letter_rule, self.visit_rule, self.email_rule):
            rule.active = False
        rule = self._create_rule(always, mode="create")
        call = self._complete_call()
        follower = self._get_followers(call)
        self._correct(call)
        self.assertEqual(self._get_followers(call), follower)
        follower.unlink()
        result = self._correct(call, self.outcome_bad)
        self.assertFalse(self._get_followers(call))
        self.assertFalse(result["created_ids"] + result["suggestions"])
        rule.mode = "suggest"
        self.assertFalse(self._correct(call)["suggestions"])

    def test_suggested(self):
        """An added suggestion of the wrong outcome goes, unless it was edited."""
        calls = [self._complete_call(self.outcome_good) for _number in range(2)]
        self._get_followers(calls[0] | calls[1]).unlink()
        for call, summary in zip(calls, ("Write to them", "Edited"), strict=True):
            [suggestion] = call._get_suggestions()
            call.add_next_steps([{**suggestion, "summary": summary}])
            email = self._get_followers(call)
            result = self._correct(call, self.outcome_bad)
            is_withdrawn = summary != "Edited"
            self.assertEqual(not email.exists(), is_withdrawn)
            self.assertEqual(result["withdrawn_ids"], email.ids * is_withdrawn)

    def test_plan(self):
        """The steps of a plan go and come together."""
        plan = self._create_plan(self.email, self.letter)
        self.letter_rule.write({"next_type_id": False, "plan_id": plan.id})
        call = self._complete_call()
        steps = self._get_followers(call)
        self.assertEqual(len(steps), 2)
        self._correct(call)
        self.assertFalse(steps.exists())
        self._correct(call, self.outcome_bad)
        followers = self._get_followers(call)
        self.assertEqual(followers.plan_id, plan)
        self.assertEqual(len(followers), 2)

    def test_attempts(self):
        """The attempts count with the right outcome."""
        self.letter_rule.min_attempts = 2
        self._complete_call()
        call = self._complete_call(self.outcome_plain)
        self._correct(call, self.outcome_bad)
        self.assertEqual(self._get_followers(call).next_step_id, self.letter_rule)

    def test_automatic(self):
        """An outcome that the system recorded can be corrected, too."""
        call = self._create_activity(self.call, automated=True)
        call.with_user(self.user).action_complete()
        self.assertEqual(call.outcome_id, self.automatic)
        self._correct(call)
        self.assertEqual(self._get_followers(call).next_step_id, self.visit_rule)

    def test_history(self):
        """Correcting imported history creates nothing, also if it had no outcome."""
        for outcome in (self.outcome_bad, self.Outcome):
            history = self._create_activity(
                self.call, active=False, outcome_id=outcome.id
            )
            result = self._correct(history)
            self.assertEqual(history.outcome_id, self.outcome_good)
            self.assertFalse(result["created_ids"])
            self.assertFalse(self._get_followers(history))

    def test_odoo_settings(self):
        """What Odoo's settings brought doesn't depend on the outcome, and stays."""
        self.NextStep.search([("activity_type_id", "=", self.call.id)]).unlink()
        for values in (
            {"chaining_type": "trigger", "triggered_next_type_id": self.visit.id},
            {
                "chaining_type": "suggest",
                "suggested_next_type_ids": [Command.set(self.visit.ids)],
            },
        ):
            self.call.write(values)
            call = self._create_activity(self.call)
            suggestions = self._complete(call, self.outcome_bad)["suggestions"]
            call.with_user(self.user).add_next_steps(suggestions)
            follower = self._get_followers(call)
            self.assertEqual(len(follower), 1)
            result = self._correct(call)
            self.assertEqual(self._get_followers(call), follower)
            self.assertFalse(result["created_ids"] + result["suggestions"])

    def test_many(self):
        """Many at once, each with what it had: as many queries as for a few."""
        counts = []
        for count in (5, 50):
            calls = self._create_activity(self.call, count=count)
            self._complete(calls, self.outcome_bad)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            calls.with_user(self.user)._get_settled_sources(
                dict.fromkeys(calls, self.outcome_bad)
            )
            counts.append(self.env.cr.sql_log_count - before)
            result = self._correct(calls)
            self.assertEqual(len(result["withdrawn_ids"]), count)
            self.assertEqual(len(result["created_ids"]), count)
            self.assertEqual(len(result["suggestions"]), count)
        self.assertEqual(*counts)

    def test_refused(self):
        """Only done ones, by who may correct them, to an allowed outcome."""
        call = self._complete_call(user_id=self.users["manager"].id)
        call.sudo().done_by_id = self.users["manager"]
        letter = self._get_followers(call)
        with self.assertRefused("assignee", "manager", error=AccessError):
            self._correct(call)
        still_open = self._create_activity(self.call)
        with self.assertRefused("is open"):
            self._correct(call | still_open, role="manager")
        with self.assertRefused():
            self._correct(call, self.automatic, role="manager")
        self.assertEqual(call.outcome_id, self.outcome_bad)
        self.assertTrue(letter.exists())
        self.assertOpen(still_open)
        self._correct(call, role="manager")
        self.assertEqual(call.outcome_id, self.outcome_good)

    def test_assigned_to_others(self):
        """Who may correct replaces all of it, also what others are assigned to."""
        for rule in (self.letter_rule, self.visit_rule):
            rule.write(
                {
                    "responsible_type": "user",
                    "responsible_id": self.users["manager"].id,
                }
            )
        call = self._complete_call(user_id=self.users["own_documents"].id)
        call.sudo().done_by_id = self.users["own_documents"]
        letter = self._get_followers(call)
        self._correct(call, role="own_documents")
        self.assertFalse(letter.exists())
        self.assertEqual(self._get_followers(call).next_step_id, self.visit_rule)

    def test_hidden_dialog(self):
        """The dialog doesn't name activities that the user can't read."""
        call = self._complete_call(summary="Flow secret")
        own = self._complete_call(user_id=self.users["employee"].id)
        dialogs = "mail.activity.correct"
        with self.assertRaises(AccessError):
            self._rpc("employee", dialogs, "create", [{"activity_id": call.id}])
        dialog = self._rpc("employee", dialogs, "create", [{"activity_id": own.id}])
        with self.assertRaises(AccessError):
            self._rpc("employee", dialogs, "write", dialog, {"activity_id": call.id})

    def test_dialog(self):
        """The dialog of the form corrects, and offers what follows."""
        call = self._complete_call()
        action = call.action_open_correct()
        wizard = self.env[action["res_model"]].with_user(self.user)
        wizard = wizard.browse(action["res_id"])
        self.assertEqual(wizard.outcome_id, self.outcome_bad)
        self.assertEqual(len(wizard.choices), 3)
        wizard.outcome_id = self.outcome_good
        action = wizard.action_apply()
        self.assertEqual(call.outcome_id, self.outcome_good)
        self.assertEqual(action["tag"], "crm_activity_flow.corrected")
        self.assertEqual(len(action["params"]["suggestions"]), 1)
