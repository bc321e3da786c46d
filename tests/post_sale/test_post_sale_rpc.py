from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rpc_table import READERS, RpcTable
from .common import PostSaleCommon

WHO_CONFIGURES = {"manager", "other_company"}


@tagged("post_install", "-at_install")
class TestPostSaleRpc(RpcTable, PostSaleCommon):
    """Rules, and closing deals, called by every role."""

    room = "post_sale"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal.company_id = cls.env.company
        # managers of every company can see it
        cls.every = cls._create_rule("won", cls.won_plan, sequence=99)

    def _get_state(self):
        self.env.invalidate_all()
        activities = self.Activity.with_context(active_test=False)
        return (
            activities.search_read([], order="id"),
            self.Rule.search_read([], order="id"),
            self.Closing.search_read([], order="id"),
            self.deal.message_ids.ids,
            self.deal.won_status,
            self.team.read(["name", "post_sale_open_activities"]),
        )

    def _get_calls(self):
        values = {"event": "won", "plan_id": self.won_plan.id}
        every, team = self.every.ids, self.team.ids
        setting = {"post_sale_open_activities": "cancel"}
        return [
            ("crm.lead", "action_set_lost", [self.deal.ids], READERS),
            ("crm.post.sale.rule", "create", [[values]], WHO_CONFIGURES),
            ("crm.post.sale.rule", "write", [every, {"sequence": 1}], WHO_CONFIGURES),
            ("crm.post.sale.rule", "unlink", [every], WHO_CONFIGURES),
            ("crm.team", "create", [[{"name": "Flow", **setting}]], WHO_CONFIGURES),
            ("crm.team", "write", [team, setting], WHO_CONFIGURES),
        ]

    def test_closings(self):
        """No user can read or change the system's records of closings."""
        self.deal.with_user(self.user).action_set_won()
        closing = self._get_set().post_sale_closing_id.ids
        calls = [
            ("search_read", [[]]),
            ("read", [closing, ["lead_id"]]),
            ("create", [[{"lead_id": self.deal.id, "event": "won"}]]),
            ("write", [closing, {"reopened_at": "2026-01-01"}]),
            ("unlink", [closing]),
        ]
        for role in (*READERS, "employee", "portal"):
            for method, args in calls:
                with self.subTest(role=role, method=method):
                    model = "crm.post.sale.closing"
                    self.assertFalse(self._call(role, model, method, *args))

    @mute_logger("odoo.sql_db")  # PostgreSQL refuses the foreign keys
    def test_forged_rules(self):
        """Invalid values are refused, and change nothing."""
        before = self._get_state()
        for values in (
            {"event": "pending"},
            {"target": "team"},
            {"plan_id": False},
            {"plan_id": 2**30},
            {"lost_reason_ids": [[6, 0, [2**30]]]},
            {"team_id": 2**30},
        ):
            with self.subTest(values=values):
                values = {"event": "won", "plan_id": self.won_plan.id, **values}
                created = self._try("crm.post.sale.rule", "create", [values])
                self.assertFalse(created)
        self.assertEqual(self._get_state(), before)

    def _try(self, model, method, *args):
        try:
            return self._call("manager", model, method, *args)
        except ValueError as error:  # Odoo's own error for an invalid selection
            return not str(error)

    def test_forged_activities(self):
        """Writing that an activity is untouched has no effect."""
        self.deal.with_user(self.user).action_set_won()
        started = self._get_set()
        self._rpc(
            "salesperson",
            "mail.activity",
            "write",
            started[0].ids,
            {"summary": "Flow mine", "is_untouched": True},
        )
        self.assertFalse(started[0].is_untouched)
        self.deal.with_user(self.user).stage_id = self.open_stage
        self.assertEqual(self._get_set(), started[0])
