from odoo import Command
from odoo.tests import tagged

from ..common import ActivityFlowCommon
from ..rpc_table import INTERNAL, NO_IDS, NOBODY, READERS, RpcTable


@tagged("post_install", "-at_install")
class TestPlanRpc(RpcTable, ActivityFlowCommon):
    """Launching a plan, called by every role."""

    room = "plan"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._create_type()
        cls.plan = cls.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": cls.call.id,
                            "responsible_type": "launcher",
                        }
                    )
                ],
            }
        )

    def _get_state(self):
        self.env.invalidate_all()
        activities = self.Activity.with_context(active_test=False)
        return activities.search_read([], order="id"), self.lead.message_ids.ids

    def _get_calls(self):
        activity, plan = "mail.activity", "mail.activity.plan"
        dialog, launch = "mail.activity.schedule", "mail.activity.plan.launch"
        lead = ["crm.lead", self.lead.ids]
        started = self._start("salesperson")
        # on another deal: where a plan is running, launching it only opens a dialog
        launched = self.plan.with_user(self.users["salesperson"])._schedule_on(
            self.lead.copy()
        )
        return [
            (activity, "action_undo_launch", [launched.ids], {"salesperson"}),
            (plan, "action_launch", [self.plan.ids, *lead], INTERNAL),
            (plan, "get_launch_menu", lead, INTERNAL),
            (plan, "launch_on", [self.plan.ids, *lead], INTERNAL),
            (launch, "action_launch_part", [started], {"salesperson"}),
            (launch, "action_stop", [started], {"salesperson"}),
            (launch, "unlink", [started], NOBODY),
            (dialog, "action_schedule_plan", [self._open("salesperson")], READERS),
        ]

    def _start(self, role):
        """Start a launch in parts, as the server does for a user."""
        launches = self.env["mail.activity.plan.launch"].with_user(self.users[role])
        values = {
            "plan_id": self.plan.id,
            "res_ids": self.lead.ids,
            "res_model": "crm.lead",
            "template_ids": self.plan.template_ids.ids,
        }
        return launches.sudo().create(values).ids

    def _open(self, role):
        dialog = self.env["mail.activity.schedule"].with_user(self.users[role])
        values = {
            "res_model": "crm.lead",
            "res_ids": str(self.lead.ids),
            "plan_id": self.plan.id,
        }
        return dialog.create(values).ids

    def test_forged_records(self):
        """Ids of records that don't exist launch nothing."""
        before = self._get_state()
        for res_ids in ("[]", "[0]", "[1073741824]", "[true]", "x"):
            with self.subTest(res_ids=res_ids):
                values = {
                    "res_model": "crm.lead",
                    "res_ids": res_ids,
                    "plan_id": self.plan.id,
                }
                self._call("salesperson", "mail.activity.schedule", "create", values)
        self.assertEqual(self._get_state(), before)

    def test_no_ids(self):
        """Invalid ids are refused with a sentence by every method that takes ids."""
        before = self._get_state()
        for ids in NO_IDS:
            calls = [
                ("mail.activity", "action_undo_launch", ids),
                ("mail.activity.plan", "action_launch", ids, "crm.lead", self.lead.ids),
                ("mail.activity.plan.launch", "action_launch_part", ids),
                ("mail.activity.plan.launch", "action_stop", ids),
            ]
            for model, method, *args in calls:
                with self.subTest(method=method, ids=ids):
                    self.assertFalse(self._call("salesperson", model, method, *args))
        self.assertEqual(self._get_state(), before)

    def test_deleted_records(self):
        """Records that no longer exist are left out; without others, a sentence."""
        gone = self.lead.copy()
        gone_ids = gone.ids
        gone.unlink()
        for role in ("salesperson", "manager"):
            with self.subTest(role=role):
                menu = [role, "mail.activity.plan", "get_launch_menu", "crm.lead"]
                with self.assertRefused("no longer exist"):
                    self._rpc(*menu, gone_ids)
                found = self._rpc(*menu, gone_ids + self.lead.ids)
                self.assertEqual(found, self._rpc(*menu, self.lead.ids))
                launch = [role, "mail.activity.plan", "action_launch", self.plan.ids]
                self._call(*launch, "crm.lead", gone_ids)
                self._call(*launch, "crm.lead", gone_ids + self.lead.ids)

    def test_forged_progress(self):
        """Clients can't write a launch's progress, or claim others' activities."""
        [launch_id] = self._start("salesperson")
        model, values = "mail.activity.plan.launch", {"activity_ids": [1]}
        calls = [
            ("create", {"plan_id": self.plan.id, "res_model": "crm.lead", **values}),
            ("write", [launch_id], values),
            ("web_save", [launch_id], values, {}),
            ("read", [launch_id], ["activity_ids"]),
            ("search_read", []),
        ]
        for role in ("salesperson", "manager"):
            for method, *args in calls:
                with self.subTest(method=method, role=role):
                    self.assertFalse(self._call(role, model, method, *args))
