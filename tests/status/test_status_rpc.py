from odoo.tests import tagged

from ..common import StatusCommon
from ..rpc_table import ADMINISTRATORS, EVERYONE, INTERNAL, NO_IDS, READERS, RpcTable

SALESPEOPLE = INTERNAL - {"employee"}  # roles with access to opportunities
ON_IDS = (
    "action_cancel",
    "action_cancel_notify",
    "action_drop",
    "action_move",
    "action_set_cancel_reason",
)


@tagged("post_install", "-at_install")
class TestStatusRpc(RpcTable, StatusCommon):
    """Every public method of the room, called by every role, with any values."""

    room = "status"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._create_activity(cls.call)
        cls.gone = cls._create_activity(cls.call)
        cls.gone.action_cancel("Flow reason")
        cls.spare = cls.Status.create({"name": "Flow spare"})

    def _get_state(self):
        self.env.invalidate_all()
        activities = self.Activity.with_context(active_test=False)
        names = ["active", "status_id", "status_since", "cancel_reason", "cancelled_at"]
        return (
            activities.search_read([], names, order="id"),
            self.Status.with_context(active_test=False).search_read([], order="id"),
            self.lead.message_ids.ids,
        )

    def _get_calls(self):
        activity, status = "mail.activity", "mail.activity.status"
        ids, gone, spare = self.activity.ids, self.gone.ids, self.spare.ids
        waiting, todo, lead = self.waiting.id, self.todo.id, self.lead.ids
        time = self.env["mail.activity.status.time"]
        bar = {"field": "state", "colors": {"overdue": "danger"}}
        times = time.search([("activity_id", "=", self.activity.id)]).ids
        return [
            (activity, "action_cancel", [ids, "Flow"], READERS),
            (activity, "action_cancel_notify", [ids], READERS),
            (activity, "action_drop", [ids, waiting, todo], READERS),
            (activity, "action_drop", [ids, self.done.id, todo], READERS),
            (activity, "action_move", [ids, waiting, todo], READERS),
            (activity, "action_move", [gone, waiting], READERS),
            (activity, "action_set_cancel_reason", [gone, "Flow why"], READERS),
            (activity, "action_open_activity", [ids], READERS),
            (activity, "action_reschedule_nextweek", [ids], READERS),
            (activity, "action_reschedule_today", [ids], READERS),
            (activity, "action_reschedule_tomorrow", [ids], READERS),
            (activity, "write", [ids, {"status_id": self.done.id}], READERS),
            (activity, "write", [gone, {"cancelled_at": "2020-01-01"}], {"manager"}),
            (activity, "copy_data", [gone], READERS),
            (activity, "get_activity_data", ["crm.lead", []], SALESPEOPLE),
            (activity, "get_view", [], INTERNAL),
            (activity, "web_read_group", [[], ["status_id"]], INTERNAL),
            (activity, "read_progress_bar", [[], "status_id", bar], INTERNAL),
            ("calendar.event", "unlink", [self._create_meeting()], INTERNAL),
            (status, "create", [{"name": "Flow new"}], ADMINISTRATORS),
            (status, "copy", [spare], ADMINISTRATORS),
            (status, "unlink", [spare], ADMINISTRATORS),
            (status, "write", [spare, {"name": "Flow new"}], ADMINISTRATORS),
            ("mail.activity.status.time", "action_open_document", [times], READERS),
            ("crm.lead", "action_view_activity_board", [lead], EVERYONE),
            ("res.partner", "action_view_activity_board", [lead], EVERYONE),
        ]

    def _create_meeting(self):
        values = {"name": "Flow", "start": "2026-03-02", "stop": "2026-03-03"}
        return self.env["calendar.event"].create(values).ids

    def test_ids_that_are_none(self):
        """Any invalid ids are refused with a sentence, and change nothing."""
        before = self._get_state()
        arguments = {
            "action_drop": [self.waiting.id],
            "action_move": [self.waiting.id],
            "action_set_cancel_reason": ["Flow"],
        }
        for method in ON_IDS:
            for ids in NO_IDS:
                for role in ("salesperson", "portal"):
                    with self.subTest(method=method, ids=str(ids)[:30], role=role):
                        args = arguments.get(method, [])
                        self._call(role, "mail.activity", method, ids, *args)
        self.assertEqual(self._get_state(), before)

    def test_statuses_that_are_none(self):
        """An invalid status is refused, and the error lists the valid ones."""
        before = self._get_state()
        for value in (
            False,
            None,
            -1,
            0,
            2**31,
            2**70,
            "todo",
            True,
            [1],
            {},
            1.5,
            "a\0",
        ):
            for method in ("action_move", "action_drop"):
                with (
                    self.subTest(method=method, value=value),
                    self.assertRefused("To do, In progress, Waiting"),
                ):
                    self._rpc(
                        "salesperson",
                        "mail.activity",
                        method,
                        self.activity.ids,
                        value,
                    )
        self.assertEqual(self._get_state(), before)
