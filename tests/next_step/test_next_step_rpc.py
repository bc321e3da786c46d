from odoo.tests import tagged

from ..common import NextStepCommon
from ..rpc_table import ADMINISTRATORS, NO_IDS, READERS, RpcTable


@tagged("post_install", "-at_install", "next_step")
class TestNextStepRpc(RpcTable, NextStepCommon):
    """Next steps, called by every role."""

    room = "next_step"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._create_rule(cls.email)
        done, cls.following = cls._create_activity(cls.call, count=2)
        cls.suggestions = done.action_complete(cls.outcome_good.id)["suggestions"]
        cls.following.previous_activity_id = done

    def _get_state(self):
        self.env.invalidate_all()
        activities = self.Activity.with_context(active_test=False)
        return (
            activities.search_read([], order="id"),
            self.NextStep.with_context(active_test=False).search_read([], order="id"),
        )

    def _get_calls(self):
        activities, steps = "mail.activity", "mail.activity.next.step"
        return [
            (activities, "add_next_steps", [self.suggestions], READERS),
            (activities, "action_open_previous", [self.following.ids], READERS),
            (activities, "web_read", [self.following.ids, {"summary": {}}], READERS),
            (steps, "unlink", [self.rule.ids], ADMINISTRATORS),
        ]

    def test_forged_lists(self):
        """An invalid list of suggestions is refused."""
        for value in (*NO_IDS, 5, "x", [5], [{}], [[]], {"a": 1}, [{"user_id": 1}]):
            if value:  # nothing to add otherwise
                with self.subTest(value):
                    self.assertFalse(self._add(value))

    def test_forged_values(self):
        """Invalid values in a suggestion are refused, but ignored in unused fields."""
        needed = {"previous_activity_id", "next_step_id"}
        typed = {"user_id", "date_deadline", "planned_start", "planned_duration"}
        for value in NO_IDS:
            for name in (*needed, *typed, "summary", "res_name"):
                is_text = name == "summary" and not isinstance(value, str)
                refused = name in needed or (value and (name in typed or is_text))
                with self.subTest(name, value=value):
                    answered = self._add([{**self.suggestions[0], name: value}])
                    self.assertEqual(answered, not refused)

    def _add(self, suggestions):
        """Return whether the salesperson's call is answered."""
        return self._call("salesperson", "mail.activity", "add_next_steps", suggestions)

    def test_previous_of_others(self):
        """An activity that the user can't read isn't named, and can't be followed."""
        call = self.suggestions[0]["previous_activity_id"]
        free = self.Activity.create(
            {
                "activity_type_id": self.email.id,
                "user_id": self.users["own_documents"].id,
                "previous_activity_id": call,
            }
        )
        own = free.with_user(self.users["own_documents"])
        self.assertEqual(own.follows_label, "")
        self.assertTrue(free.follows_label)
        answered = self._call(
            "own_documents", "mail.activity", "action_open_previous", free.ids
        )
        self.assertFalse(answered)
