from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import NextStepCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestActivityPeople(RpcMixin, NextStepCommon):
    """No open activity ends up with someone who has left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gone = new_test_user(
            cls.env, "flow_gone", groups="base.group_user", name="Flow gone"
        )
        cls.gone.active = False
        cls.user = cls.users["salesperson"]

    def _prepare(self, **values):
        return {
            "activity_type_id": self.call.id,
            "res_model": "crm.lead",
            "res_id": self.lead.id,
            "user_id": self.gone.id,
            **values,
        }

    def _call(self, method, *args, role="salesperson"):
        return self._rpc(role, "mail.activity", method, *args)

    def test_refused(self):
        """Clients can't give an open activity to an archived user."""
        own = self._create_activity(self.call)
        refused = {
            "create": ([self._prepare()],),
            "write": (own.ids, {"user_id": self.gone.id}),
        }
        for role in ("salesperson", "manager"):
            for method, args in refused.items():
                with (
                    self.subTest(role, method=method),
                    self.assertRefused("Flow gone is archived", error=ValidationError),
                ):
                    self._call(method, *args, role=role)
        self.assertEqual(own.user_id, self.user)

    def test_reopened(self):
        """What an archived user completed isn't reopened for that user."""
        done = self._create_activity(self.call)
        done.action_complete(self.outcome_good.id)
        with self.assertRefused("is archived", error=ValidationError):
            self._call("write", done.ids, {"active": True, "user_id": self.gone.id})

    def test_code_and_history(self):
        """Business code isn't bound, and history can have former colleagues."""
        self.assertTrue(self.Activity.sudo().create(self._prepare()))
        automated = self.Activity.with_user(self.user).create(
            self._prepare(automated=True)
        )
        self.assertEqual(automated.user_id, self.gone)
        [history] = self._call("create", [self._prepare(active=False)])
        self.assertEqual(self.Activity.browse(history).user_id, self.gone)

    def test_off(self):
        """With both switches off, it is as in Odoo."""
        self._switch_outcomes(on=False)
        [own] = self._call("create", [self._prepare()])
        self.assertEqual(self.Activity.browse(own).user_id, self.gone)

    def test_triggered(self):
        """What Odoo triggers goes to whoever completed if the default user has left."""
        self.email.default_user_id = self.gone
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.email.id}
        )
        result = self._complete(role="manager")
        self.assertEqual(self._get_created(result).user_id, self.users["manager"])

    def test_suggested(self):
        """What Odoo suggests leaves a default user out who has left."""
        self.email.default_user_id = self.gone
        self.call.write(
            {
                "chaining_type": "suggest",
                "suggested_next_type_ids": [Command.set(self.email.ids)],
            }
        )
        [suggestion] = self._complete(role="manager")["suggestions"]
        self.assertEqual(suggestion["user_id"], self.users["manager"].id)
        added = self._call("add_next_steps", [suggestion], role="manager")
        self.assertEqual(
            self.Activity.browse(added["created_ids"]).user_id, self.users["manager"]
        )

    def test_next_step_for_the_salesperson(self):
        """A next step for a salesperson who has left goes to the same assignee."""
        self._create_rule(self.email, mode="create", responsible_type="record_user")
        self.lead.user_id = self.gone
        created = self._get_created(self._complete())
        self.assertEqual(created.user_id, self.user)

    def test_proposed(self):
        """Neither the form nor the dialog proposes a default user who has left."""
        self.email.default_user_id = self.gone
        context = {"default_res_model": "crm.lead", "default_res_id": self.lead.id}
        own = self.Activity.with_user(self.user).with_context(**context)
        with Form(own) as form:
            form.activity_type_id = self.email
            self.assertEqual(form.user_id, self.user)
        dialog = (
            self.env["mail.activity.schedule"]
            .with_user(self.user)
            .create(
                {
                    "res_model": "crm.lead",
                    "res_ids": str(self.lead.ids),
                    "activity_type_id": self.email.id,
                }
            )
        )
        self.assertEqual(dialog.activity_user_id, self.user)

    def test_scheduled_by_code(self):
        """Code that names no one doesn't assign to a default user who has left."""
        self.email.default_user_id = self.gone
        lead = self.lead.with_user(self.user)
        scheduled = lead.activity_schedule(activity_type_id=self.email.id)
        self.assertEqual(scheduled.user_id, self.user)
        named = lead.activity_schedule(
            activity_type_id=self.email.id, user_id=self.gone.id
        )
        self.assertEqual(named.user_id, self.gone)
        self._switch_outcomes(on=False)
        as_in_odoo = lead.activity_schedule(activity_type_id=self.email.id)
        self.assertEqual(as_in_odoo.user_id, self.gone)

    def test_step_of_a_plan(self):
        """A new step of a plan asks for an assignee if the default user has left."""
        self.email.default_user_id = self.gone
        step = self.env["mail.activity.plan.template"].new(
            {"activity_type_id": self.email.id}
        )
        self.assertEqual(step.responsible_type, "on_demand")
        self.assertFalse(step.responsible_id)
