from odoo import Command
from odoo.tests import tagged

from .common import ActivityFlowCommon
from .rpc_table import READERS, RpcTable


@tagged("post_install", "-at_install")
class TestPlanRpc(RpcTable, ActivityFlowCommon):
    """Launching a plan, called by everybody."""

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
        dialog = self._open("salesperson")
        return [("mail.activity.schedule", "action_schedule_plan", [dialog], READERS)]

    def _open(self, role):
        dialog = self.env["mail.activity.schedule"].with_user(self.users[role])
        values = {
            "res_model": "crm.lead",
            "res_ids": str(self.lead.ids),
            "plan_id": self.plan.id,
        }
        return dialog.create(values).ids

    def test_forged_records(self):
        """Ids of records that aren't there, or are nobody's, launch nothing."""
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
