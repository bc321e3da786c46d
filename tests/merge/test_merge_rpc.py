from odoo.tests import tagged

from ..common import OutcomeCommon
from ..rpc_table import (
    ADMINISTRATORS,
    EVERYONE,
    FOR_CODE,
    ODOO_METHODS,
    ON_ALL_MODELS,
    RpcTable,
)


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

    def test_without_a_catalog(self):
        """The mixin has no records: its methods say so, whoever calls them."""
        mixin = "mail.activity.merge.mixin"
        for role in ("manager", "settings", "salesperson", "portal"):
            for ids in ([], [1], [1, 2], [False]):
                for method, args in (
                    ("action_merge_into", [1]),
                    ("action_open_merge", []),
                ):
                    with (
                        self.subTest(role=role, ids=ids, method=method),
                        self.assertRefused("You can only merge"),
                    ):
                        self._rpc(role, mixin, method, ids, *args)

    def test_abstract_models(self):
        """No method of a mixin fails when it is called on the mixin itself."""
        arguments = {"action_merge_into": [1], "activity_feedback": [["mail.flow"]]}
        of_odoo = ODOO_METHODS | FOR_CODE | ON_ALL_MODELS
        for model, cls in self.env.registry.items():
            # Odoo's methods of ir.http need a request
            if not cls._abstract or model == "ir.http":
                continue
            for method in self._get_own_methods(model):
                if method.startswith("_") or method in of_odoo:
                    continue
                for ids in ([], [1], [1, 2], [False]):
                    with self.subTest(model=model, method=method, ids=ids):
                        args = arguments.get(method, [])
                        self._call("manager", model, method, ids, *args)

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
