from odoo import fields
from odoo.tests import tagged

from ..common import ActivityFlowCommon, RpcMixin
from ..rpc_table import ADMINISTRATORS, EVERYONE, INTERNAL, NOBODY, READERS, RpcTable

SALES = INTERNAL - {"employee"}


@tagged("post_install", "-at_install")
class TestSharingRpc(RpcTable, ActivityFlowCommon):
    """Every public method of the room, called by every role."""

    room = "sharing"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_sharing")
        cls._switch("group_activity_status")
        for user in cls.users.values():
            if user._is_internal():
                user.group_ids += cls.env.ref("base.group_allow_export")
        cls.activity = cls._create_activity(cls._create_type())
        cls.line = cls.env["mail.activity.share"].create(
            {"user_id": cls.users["salesperson"].id, "level": "read"}
        )
        cls.row = cls.env["mail.activity.slot.filter"].create(
            {
                "user_id": cls.users["salesperson"].id,
                "colleague_id": cls.users["employee"].id,
            }
        )
        cls.team = cls.env["crm.team"].create({"name": "Flow team"})
        cls.member = cls.env["crm.team.member"].create(
            {"crm_team_id": cls.team.id, "user_id": cls.users["salesperson"].id}
        )

    def _get_state(self):
        self.env.invalidate_all()
        return [
            self.env[name].with_context(active_test=False).search_read([], fields)
            for name, fields in (
                ("crm.lead", ["name"]),
                ("mail.activity", ["summary", "active"]),
                ("mail.activity.share", ["user_id", "level"]),
                ("mail.activity.slot.filter", ["user_id", "is_checked"]),
                ("crm.team", ["name", "user_id"]),
                ("crm.team.member", ["user_id", "active"]),
                ("res.company", ["name", "activity_share_default"]),
                ("res.users", ["name", "active"]),
                ("mail.activity.see.as", ["user_name", "screen"]),
            )
        ]

    def _get_calls(self):
        ids, line, team = self.activity.ids, self.line.ids, self.team.ids
        member, company = self.member.ids, self.env.company.ids
        owner, colleagues = {"salesperson"}, self.users["employee"].ids
        kind = self.activity.activity_type_id.id
        line_values = {"level": "none", "activity_type_id": kind}
        row = self.row.ids
        days = [fields.Date.to_string(fields.Date.today())] * 2
        seen, see_as = self.users["salesperson"].id, "mail.activity.see.as"
        newcomer = {"crm_team_id": self.team.id, "user_id": self.users["employee"].id}
        return [
            ("mail.activity", "read", [ids, ["summary"]], READERS),
            ("mail.activity", "search_count", [[], 1_000], INTERNAL),
            ("mail.activity", "activity_format", [ids], READERS),
            ("mail.activity", "action_notify", [ids], READERS),
            ("mail.activity", "get_external_id", [ids], EVERYONE),
            ("mail.activity", "export_data", [ids, ["summary"]], READERS),
            ("mail.activity", "unlink_w_meeting", [ids], READERS),
            ("crm.lead", "get_property_definition", ["lead_properties.a"], SALES),
            ("crm.lead", "unlink", [self.lead.ids], {"manager"}),
            ("mail.activity.status.time", "read", [[2**30], ["hours"]], INTERNAL),
            (
                "mail.activity.status.time",
                "export_data",
                [[2**30], ["hours"]],
                INTERNAL,
            ),
            *(
                (see_as, method, [seen, *more], {"manager"})
                for method, *more in (
                    ("get_board",),
                    ("get_calendar", "2026-12-31", [seen]),
                    ("get_cards", self.lead.id),
                    ("get_counts",),
                    ("get_list", False, 80),
                    ("get_overview", "2026-12-01", "2026-12-31"),
                )
            ),
            (see_as, "create", [{"user_name": "Flow"}], NOBODY),
            (see_as, "write", [[2**30], {"user_name": "Flow"}], NOBODY),
            ("mail.activity.share", "create", [line_values], INTERNAL),
            ("mail.activity.share", "read", [line], {"manager", "salesperson"}),
            ("mail.activity.share", "write", [line, {"level": "full"}], owner),
            ("mail.activity.share", "unlink", [line], owner),
            (
                "mail.activity.slot",
                "get_shade",
                [self.users["salesperson"].id, *days],
                INTERNAL - {"other_company"},
            ),
            ("mail.activity.slot.filter", "add_team", [self.team.id], INTERNAL),
            ("mail.activity.slot.filter", "get_people", [], INTERNAL),
            ("mail.activity.slot.filter", "write", [row, {"is_checked": False}], owner),
            ("crm.team", "action_view_shared_calendar", [team], INTERNAL),
            ("crm.team", "create", [{"name": "Flow new"}], ADMINISTRATORS),
            ("crm.team", "write", [team, {"name": "Flow new"}], ADMINISTRATORS),
            ("crm.team", "unlink", [team], ADMINISTRATORS),
            ("crm.team.member", "create", [newcomer], ADMINISTRATORS),
            ("crm.team.member", "write", [member, {"active": False}], ADMINISTRATORS),
            ("crm.team.member", "unlink", [member], ADMINISTRATORS),
            ("res.company", "create", [{"name": "Flow new"}], NOBODY),
            (
                "res.company",
                "write",
                [company, {"activity_share_default": "none"}],
                NOBODY,
            ),
            ("res.company", "unlink", [company], NOBODY),
            ("res.partner", "create", [{"name": "Flow"}], SALES),
            ("res.users", "action_archive", [colleagues], NOBODY),
            ("res.users", "create", [{"name": "Flow", "login": "flow_new"}], NOBODY),
            ("res.users", "get_shared_weeks", colleagues, SALES),
            ("res.users", "unlink", [colleagues], NOBODY),
            ("res.users", "write", [colleagues, {"name": "Flow new"}], {"employee"}),
        ]


@tagged("post_install", "-at_install")
class TestSharingEveryModel(RpcMixin, ActivityFlowCommon):
    """Odoo asks models for access that have no table, or no rows."""

    def test_choosing_models(self):
        """Whoever chooses a model gets a list of them, whether Sharing is on or off."""
        for is_on in (False, True):
            self._switch("group_activity_sharing", is_on)
            for login in ("employee", "manager"):
                found = self._rpc(login, "ir.model", "get_available_models")
                names = {each["model"] for each in found}
                self.assertIn("res.partner", names)
                self.assertFalse(
                    [name for name in names if self.env[name]._abstract],
                )

    def test_access(self):
        """Every model says whether it can be read or written at all."""
        for is_on in (False, True):
            self._switch("group_activity_sharing", is_on)
            for name in self.env.registry:
                for operation in ("read", "write", "create", "unlink"):
                    answer = self._rpc("employee", name, "has_access", [], operation)
                    self.assertIsInstance(answer, bool, name)
