from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import NextStepCommon, RpcMixin
from .rpc_table import ODOO_METHODS, PUBLIC

# Odoo's own, beside those of ``ODOO_METHODS``: without ids, they go on as they are. So
# does ours that takes a list instead.
ODOO_ACTIONS = {
    "action_cancel",
    "action_done",
    "action_feedback",
    "action_feedback_schedule_next",
    "activity_feedback",
    "activity_search",
    "add_next_steps",
}


@tagged("post_install", "-at_install")
class TestCalls(RpcMixin, NextStepCommon):
    """What a program gets that calls in an unusual way, or the wrong one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")

    def _call(self, method, *args, **kwargs):
        return self._rpc("salesperson", "mail.activity", method, *args, **kwargs)

    def test_model_by_name(self):
        """Salespeople create activities without the id of the model."""
        values = {
            "activity_type_id": self.call.id,
            "res_model": "crm.lead",
            "res_id": self.lead.id,
            "user_id": self.users["salesperson"].id,
        }
        ids = self._call("create", [values, values])
        activities = self.Activity.browse(ids)
        self.assertEqual(activities.res_model_id.model, "crm.lead")
        self.assertEqual(activities.mapped("res_name"), [self.lead.name] * 2)
        self.assertEqual(self.lead.activity_ids & activities, activities)

    def test_unknown_model(self):
        """A model that doesn't exist is refused by its name, and nothing is created."""
        for model in ("crm.leed", 5, ["crm.lead"], True):
            values = {"activity_type_id": self.call.id, "res_model": model, "res_id": 1}
            with (
                self.subTest(model=model),
                self.assertRefused("crm.lead", error=ValidationError),
            ):
                self._call("create", [values])

    def test_outcome_by_name(self):
        """A name instead of an id gets the ids of the allowed outcomes."""
        call = self._create_activity(self.call)
        good = f"{self.outcome_good.id} ({self.outcome_good.name})"
        for method in ("action_complete", "action_done", "action_feedback"):
            for value in (self.outcome_good.name, [self.outcome_good.id], True, 1.5):
                with (
                    self.subTest(method, value=value),
                    self.assertRefused("isn't the ID", good, error=ValidationError),
                ):
                    self._call(method, call.ids, outcome_id=value)
        self.assertOpen(call)

    def test_unknown_outcome(self):
        """An id that no outcome has gets its own sentence."""
        call = self._create_activity(self.call)
        for value in (2**31 - 1, 2**70, -1):
            with (
                self.subTest(value=value),
                self.assertRefused("There is no outcome", str(value)),
            ):
                self._call("action_complete", call.ids, outcome_id=value)
        with self.assertRefused("There is no outcome", "2147483647"):
            self._call("write", call.ids, {"outcome_id": 2**31 - 1})
        self.assertOpen(call)

    def test_errors_of_many(self):
        """An error about several activities tells them apart by their ids."""
        calls = self._create_activity(self.call, count=3, summary="Flow same")
        calls[0].action_complete(self.outcome_good.id)
        refused = {
            "action_complete": ({"outcome_id": self.outcome_good.id}, calls[:1]),
            "action_done": ({}, calls[1:]),
            "write": ({"vals": {"cancel_reason": "Flow reason"}}, calls),
        }
        for method, (kwargs, wrong) in refused.items():
            with (
                self.subTest(method),
                self.assertRefused(*(f"ID {id_}:" for id_ in wrong.ids)),
            ):
                self._call(method, calls.ids, **kwargs)
        with self.assertRefused("Flow same") as _refused:
            self._call("action_complete", calls[1].ids)
        many = self._create_activity(self.call, count=15)
        with self.assertRefused(f"ID {many[9].id}:", "There may be more"):
            self._call("action_complete", many.ids)

    def _get_open_status(self):
        return self.env.ref("crm_activity_flow.mail_activity_status_waiting").id

    def test_no_ids(self):
        """A call of our own methods without ids is refused, not answered."""
        arguments = {
            "action_complete": [self.outcome_good.id],
            "action_correct_outcome": [self.outcome_good.id],
            "action_drop": [self._get_open_status()],
            "action_launch": ["crm.lead", self.lead.ids],
            "action_merge_into": [1],
            "action_move": [self._get_open_status()],
            "action_set_cancel_reason": ["Flow reason"],
            "launch_on": ["crm.lead", self.lead.ids],
        }
        tried = set()
        for room in PUBLIC.values():
            for model, methods in room.items():
                for method in methods - ODOO_METHODS - ODOO_ACTIONS:
                    function = getattr(self.env[model], method)
                    if getattr(function, "_api_model", False):
                        continue
                    tried.add(method)
                    with self.subTest(model=model, method=method), self.assertRefused():
                        self._rpc(
                            "manager", model, method, [], *arguments.get(method, [])
                        )
        self.assertIn("action_complete", tried)
        self.assertTrue(self._call("action_done", []) or True)

    def test_none_in_code(self):
        """Code that has no activities goes on, as with Odoo's own methods."""
        none = self.Activity.with_user(self.users["salesperson"])
        self.assertEqual(none.action_complete()["done_ids"], [])
        self.assertTrue(none.action_reopen())
        self.assertTrue(none.action_cancel())

    def test_next_steps_with_ids(self):
        """Next steps are added with and without the activities that they follow."""
        self._create_rule(self.email)
        for with_ids in (True, False):
            call = self._create_activity(self.call)
            answer = self._call("action_complete", call.ids, self.outcome_good.id)
            suggestions = answer["suggestions"]
            first = [call.ids] if with_ids else []
            with self.subTest(with_ids=with_ids):
                added = self._call("add_next_steps", *first, suggestions)
                [email] = self.Activity.browse(added["created_ids"])
                self.assertEqual(email.previous_activity_id, call)
                self.assertEqual(email.date_deadline, fields.Date.today())
        self.assertEqual(self._call("add_next_steps", []), {"created_ids": []})
