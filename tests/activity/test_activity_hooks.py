from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.crm_activity_flow.field_paths import (
    get_context_paths,
    get_domain_paths,
    get_order_paths,
)
from odoo.addons.crm_activity_flow.hooks import pre_init_hook, uninstall_hook

from ..common import ActivityFlowCommon

# model, domain, context, order: filters that only work with this addon
LEAVING = [
    ("mail.activity", "[('outcome_id', '!=', False)]", "{}", "[]"),
    (
        "mail.activity",
        '["|", ["user_id", "=", uid], ["status_id.kind", "=", "done"]]',
        "{}",
        "[]",
    ),
    ("mail.activity", "[]", "{'group_by': ['user_id', 'done_at:month']}", "[]"),
    ("mail.activity", "[]", "{}", '["planned_start desc"]'),
    ("mail.activity", "[('state', '=', 'today')]", "{}", "[]"),
    ("mail.activity", "[('user_id', '=', 1)] + [('origin', '=', 'won')]", "{}", "[]"),
    (
        "crm.lead",
        "[('activity_ids.outcome_id.sentiment', '=', 'positive')]",
        "{}",
        "[]",
    ),
    ("crm.lead", "[('activity_ids', 'any', [('outcome_id', '=', 5)])]", "{}", "[]"),
    ("crm.lead", "[]", "{'pivot_row_groupby': ['last_outcome_id']}", "[]"),
    ("res.partner", "[('opportunity_ids.last_outcome_id', '=', 1)]", "{}", "[]"),
    ("mail.activity.plan", "[('non_working_days', '=', 'next')]", "{}", "[]"),
    ("mail.activity.outcome", "[('name', '=', 'x')]", "{}", "[]"),
    ("mail.activity.overview", "[]", "{}", "[]"),
]
# filters that work without it
STAYING = [
    (
        "mail.activity",
        "[('summary', '=', 'outcome_id')]",
        "{'group_by': ['user_id']}",
        '["date_deadline desc"]',
    ),
    ("mail.activity", "[]", "{'default_summary': 'status_id'}", "[]"),
    (
        "crm.lead",
        "[('stage_id.name', '=', 'state'), ('activity_state', '=', 'today')]",
        "{}",
        "[]",
    ),
    ("crm.lead", "[('create_date', '>=', context_today())]", "{}", "[]"),
    ("crm.lead", "[('outcome_id', '=', 1)]", "{}", "[]"),
    ("crm.lead", "not a domain (", "not a context", "[]"),
]


@tagged("post_install", "-at_install")
class TestActivityHooks(ActivityFlowCommon):
    """An uninstall leaves nothing that breaks a screen; a reinstall nothing twice."""

    def _create_filters(self, rows):
        names = ("model_id", "domain", "context", "sort")
        return self.env["ir.filters"].create(
            [
                {**dict(zip(names, row, strict=True)), "name": f"Flow {number}"}
                for number, row in enumerate(rows)
            ]
        )

    def test_filters(self):
        """Filters that name the addon's fields go, shared or not; others stay."""
        leaving, staying = map(self._create_filters, (LEAVING, STAYING))
        leaving[0].active = False
        leaving[1].user_ids = self.users["salesperson"]
        uninstall_hook(self.env)
        self.assertEqual(leaving.exists().mapped("name"), [])
        self.assertEqual(staying.exists(), staying)

    def test_dashboards(self):
        """Personal dashboards lose the parts that need the addon, and no others."""
        arch = '<form><board style="1"><column>%s</column></board></form>'
        action = self.env.ref("crm.crm_lead_action_pipeline").id
        own = self.env.ref("crm_activity_flow.mail_activity_outcome_action").id
        part = '<action name="%s" context="%s" domain="%s"/>'
        kept = part % (action, "{'group_by': ['stage_id']}", "[]")
        parts = [
            kept,
            part % (action, "{'group_by': ['last_outcome_id']}", "[]"),
            part % (action, "{}", "[('activity_ids.outcome_id', '!=', False)]"),
            part % (own, "{}", "[]"),
        ]
        view = self.env.ref("crm.crm_case_tree_view_oppor").id
        dashboards = self.env["ir.ui.view.custom"].create(
            [
                {"ref_id": view, "user_id": self.env.uid, "arch": arch}
                for arch in (arch % "".join(parts), arch % kept, "no view <")
            ]
        )
        uninstall_hook(self.env)
        self.assertEqual(
            dashboards.mapped("arch"), [arch % kept, arch % kept, "no view <"]
        )

    def test_defaults(self):
        """Default values that only this addon knows go; others stay."""
        Default = self.env["ir.default"]
        steps = "mail.activity.plan.template"
        for user in (False, self.users["salesperson"].id):
            Default.set(steps, "delay_unit", "working_days", user_id=user)
            Default.set(steps, "responsible_type", "record_user", user_id=user)
        Default.set(steps, "summary", "working_days")
        Default.set("mail.activity.type", "delay_unit", "weeks")
        before = Default.search([("field_id.model", "=", steps)])
        self.assertEqual(len(before), 5)
        uninstall_hook(self.env)
        self.assertEqual(before.exists().field_id.name, "summary")
        self.assertEqual(Default._get("mail.activity.type", "delay_unit"), "weeks")

    def test_exports(self):
        """Export templates lose the addon's columns, and go with its models."""
        Export = self.env["ir.exports"]
        names = ("name", "outcome_id/name", "activity_ids/outcome_id", "user_id/name")
        both, ours, empty = Export.create(
            [
                {"name": "Both", "resource": "crm.lead"},
                {"name": "Ours", "resource": "mail.activity.outcome"},
                {"name": "Empty", "resource": "crm.lead"},
            ]
        )
        for export, lines in ((both, names), (ours, ("name",))):
            export.export_fields = [(0, 0, {"name": name}) for name in lines]
        uninstall_hook(self.env)
        # the second is no field of leads, with or without the addon
        self.assertEqual(
            both.export_fields.mapped("name"),
            ["name", "outcome_id/name", "user_id/name"],
        )
        self.assertFalse(ours.exists())
        self.assertTrue(empty.exists())

    def test_reinstall(self):
        """A type that was kept is the shipped one again, as people left it."""
        ref = self.env.ref
        offer = ref("crm_activity_flow.mail_activity_data_offer")
        activity = self._create_activity(offer)
        uninstall_hook(self.env)
        self.assertFalse(
            ref("crm_activity_flow.mail_activity_data_offer", raise_if_not_found=False)
        )
        offer.write({"name": "Quotation", "delay_count": 7, "active": False})
        types = self.env["mail.activity.type"].with_context(active_test=False)
        count = types.search_count([])
        pre_init_hook(self.env)
        path = "data/mail_activity_type_data.xml"
        convert_file(self.env, "crm_activity_flow", path, {}, mode="init")
        self.assertEqual(ref("crm_activity_flow.mail_activity_data_offer"), offer)
        self.assertEqual(types.search_count([]), count)
        self.assertEqual(
            offer.read(["name", "delay_count", "active"])[0],
            {"id": offer.id, "name": "Quotation", "delay_count": 7, "active": False},
        )
        self.assertEqual(activity.activity_type_id, offer)

    def test_unused_types(self):
        """A type that no one uses keeps its external id, with which Odoo deletes it."""
        project = self.env["mail.activity.type"].create({"name": "Flow project"})
        data = self.env["ir.model.data"].create(
            {
                "module": "crm_activity_flow",
                "name": "flow_project",
                "model": project._name,
                "res_id": project.id,
            }
        )
        uninstall_hook(self.env)
        self.assertEqual(data.module, "crm_activity_flow")

    def test_paths(self):
        """Paths are found in what fields are compared with, grouped or sorted by."""
        domain = (
            "[('a.b', '=', 'c'), '!', ('d', 'any', [('e', 'in', ['f', 'g', 'h'])])]"
        )
        self.assertEqual(get_domain_paths(domain), {"a.b", "d", "d.e"})
        self.assertEqual(get_domain_paths("[]"), set())
        for text in ("", None, "(", "5", "uid", "\0"):
            self.assertEqual(get_domain_paths(text), set())
            self.assertEqual(get_context_paths(text), set())
            self.assertEqual(get_order_paths(text), set())
        context = (
            "{'group_by': ['a', 'b:month'], 'graph_measure': 'c', 'default_d': 'e'}"
        )
        self.assertEqual(get_context_paths(context), {"a", "b", "c"})
        self.assertEqual(get_order_paths('["a desc", "b", ""]'), {"a", "b"})
