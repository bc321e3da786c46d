from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_activity_flow.models.activity.source import (
    AUTOMATIC,
    FETCHING,
    OWN_CODE,
    TRIGGERING,
    is_own_code,
)

from ..common import NextStepCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestActivitySource(RpcMixin, NextStepCommon):
    """Where an activity comes from is recorded by the system, and can't be forged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.plan = cls._create_plan(cls.email)
        cls.rule = cls._create_rule(cls.email)
        cls.previous = cls._create_activity(cls.call)
        cls.forged = (
            {"origin": "won"},
            {"origin": "lost"},
            {"origin": "plan"},
            {"origin": "next_step"},
            {"plan_id": cls.plan.id},
            {"plan_template_id": cls.plan.template_ids.id},
            {"next_step_id": cls.rule.id},
            {"previous_activity_id": cls.previous.id},
        )

    def _prepare_values(self, **values):
        return super()._prepare_values(activity_type_id=self.email.id, **values)

    def test_marks(self):
        """What a client sends doesn't take the place of the addon's own mark.

        Odoo goes on with an environment whose context is equal.
        """
        for mark in (OWN_CODE, TRIGGERING, AUTOMATIC, FETCHING):
            sent = self.previous.with_context(activity_source=str(mark))
            self.assertFalse(is_own_code(sent.env.context))
            marked = sent.with_context(activity_source=mark)
            self.assertIs(marked.env.context["activity_source"], mark)
            sent = self.previous.with_context(activity_source=str(mark))
            self.assertFalse(is_own_code(sent.env.context))

    def test_forged(self):
        """A salesperson sets none of these fields, by whatever call."""
        ids = self.previous.ids
        for values in self.forged:
            created = self._prepare_values(**values)
            name = next(iter(values))
            commands = {"activity_ids": [Command.create(created)]}
            update = {"activity_ids": [Command.update(ids[0], values)]}
            for call in (
                ("mail.activity", "create", created),
                ("mail.activity", "web_save", [], created, {}),
                ("mail.activity", "copy", ids, values),
                ("mail.activity", "write", ids, values),
                ("crm.lead", "write", self.lead.ids, commands),
                ("crm.lead", "write", self.lead.ids, update),
            ):
                with (
                    self.subTest(name=name, call=call[1]),
                    self.assertRefused("system", error=AccessError),
                ):
                    self._rpc("salesperson", *call)

    def test_no_defaults(self):
        """Neither the context nor personal defaults say where it comes from."""
        for values in self.forged:
            [(name, value)] = values.items()
            self.env["ir.default"].set(
                "mail.activity", name, value, user_id=self.user.id
            )
            created = self._rpc(
                "salesperson",
                "mail.activity",
                "create",
                self._prepare_values(),
                context={f"default_{name}": value},
            )
            activity = self.Activity.browse(created)
            with self.subTest(name=name):
                self.assertEqual(activity.origin, "manual")
                self.assertFalse(activity[name] if name != "origin" else False)

    def test_no_key_of_the_context(self):
        """What tells the addon's own code can't be sent by a client."""
        own = self.Activity._by_code().env.context
        keys = own.keys() - self.env.context.keys()
        self.assertTrue(keys)
        for key in keys:
            for value in (True, 1, str(own[key]), [own[key][:]], {"by": "code"}):
                with (
                    self.subTest(key=key, value=value),
                    self.assertRefused("system", error=AccessError),
                ):
                    self._rpc(
                        "salesperson",
                        "mail.activity",
                        "create",
                        self._prepare_values(origin="won"),
                        context={key: value},
                    )

    def test_managers(self):
        """Managers import where activities come from."""
        for values in self.forged:
            created = self._rpc(
                "manager", "mail.activity", "create", self._prepare_values(**values)
            )
            [(name, value)] = values.items()
            activity = self.Activity.browse(created)
            recorded = activity[name]
            self.assertEqual(getattr(recorded, "id", recorded), value)

    def test_the_system(self):
        """Plans, next steps and Odoo's triggers record it for a salesperson."""
        launched = self._rpc(
            "salesperson",
            "mail.activity.schedule",
            "create",
            {
                "res_model": "crm.lead",
                "res_ids": str(self.lead.ids),
                "plan_id": self.plan.id,
                "plan_on_demand_user_id": self.user.id,
            },
        )
        self._rpc(
            "salesperson", "mail.activity.schedule", "action_schedule_plan", [launched]
        )
        launched = self.Activity.search([("plan_id", "=", self.plan.id)])
        self.assertEqual(launched.origin, "plan")
        self.assertEqual(launched.create_uid, self.user)
        answer = self._complete(self.previous)
        added = self._rpc(
            "salesperson", "mail.activity", "add_next_steps", answer["suggestions"]
        )
        follower = self.Activity.browse(added["created_ids"])
        self.assertEqual(follower.origin, "next_step")
        self.assertEqual(follower.previous_activity_id, self.previous)
        self.letter.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.visit.id}
        )
        letter = self._create_activity(self.letter)
        answer = self._rpc(
            "salesperson",
            "mail.activity",
            "action_complete",
            letter.ids,
            self.completed.id,
            context={"default_origin": "won"},
        )
        triggered = self.Activity.browse(answer["created_ids"])
        self.assertEqual(triggered.previous_activity_id, letter)
        self.assertEqual(triggered.origin, "triggered")
