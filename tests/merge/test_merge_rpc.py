from odoo.tests import tagged

from ..common import OutcomeCommon
from ..rpc_table import ADMINISTRATORS, EVERYONE, RpcTable


@tagged("post_install", "-at_install")
class TestMergeRpc(RpcTable, OutcomeCommon):
    """Merging types, outcomes and statuses, called by every role."""

    room = "merge"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spare = cls._create_outcome("Flow spare")
        cls.first, cls.second = cls.env["mail.activity.status"].create(
            [{"name": "Flow first"}, {"name": "Flow second"}]
        )

    def _get_state(self):
        self.env.invalidate_all()
        return [
            self.env[model].with_context(active_test=False).search_read([], order="id")
            for model in (
                "mail.activity.type",
                "mail.activity.outcome",
                "mail.activity.status",
            )
        ]

    def _get_calls(self):
        types, outcomes = "mail.activity.type", "mail.activity.outcome"
        statuses = "mail.activity.status"
        good, call, letter = self.outcome_good.id, self.call.id, self.letter.id
        two = (self.first | self.second).ids
        both = (self.call | self.letter).with_user(self.users["manager"])
        dialog = both.action_open_merge()["res_id"]
        return [
            (outcomes, "action_merge_into", [self.spare.ids, good], ADMINISTRATORS),
            (outcomes, "action_open_merge", [[good, self.spare.id]], ADMINISTRATORS),
            (statuses, "action_merge_into", [two, two[0]], ADMINISTRATORS),
            (statuses, "action_open_merge", [two], ADMINISTRATORS),
            (types, "action_merge_into", [[letter], call], ADMINISTRATORS),
            (types, "action_open_merge", [both.ids], ADMINISTRATORS),
            (types, "action_view_type_activities", [[call]], EVERYONE),
            (types, "unlink", [[letter]], ADMINISTRATORS),
            ("mail.activity.merge", "action_merge", [[dialog]], {"manager"}),
        ]
