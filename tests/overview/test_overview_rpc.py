from odoo.tests import tagged

from ..common import ActivityFlowCommon
from ..rpc_table import EVERYONE, INTERNAL, READERS, RpcTable


@tagged("post_install", "-at_install")
class TestOverviewRpc(RpcTable, ActivityFlowCommon):
    """Every public method of the room, called by every role."""

    room = "overview"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            if user._is_internal():
                user.group_ids += cls.env.ref("base.group_allow_export")
        cls.activity = cls._create_activity(cls._create_type())

    def _get_state(self):
        self.env.invalidate_all()
        activities = self.Activity.with_context(active_test=False)
        return activities.search_read([], ["summary", "active", "date_deadline"])

    def _get_calls(self):
        overview, ids = "mail.activity.overview", self.activity.ids
        week = ["2026-11-16", "2026-11-22"]
        return [
            ("ir.filters", "get_filters", [overview], EVERYONE),
            (overview, "action_open_document", [ids], READERS),
            (overview, "export_data", [ids, ["summary"]], READERS),
            (overview, "get_dashboard", [[], *week], INTERNAL),
            (overview, "read", [ids, ["summary"]], READERS),
        ]
