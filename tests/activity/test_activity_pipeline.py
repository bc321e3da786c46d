import re
from collections import defaultdict

from odoo.tests import TransactionCase, tagged

PREFIX = "odoo.addons.crm_activity_flow.models."
ODOO_METHODS = (
    "_action_done",
    "_check_access",
    "_search",
    "_to_store_defaults",
    "create",
    "unlink",
    "write",
)
# What models of all kinds inherit from, those of other addons, too.
TELLING = re.compile("activity|sharing")
SHARED_MODELS = ("base", "mail.thread", "mail.activity.mixin")
# The rooms that fill each step, in loading order. If several rooms fill a step, their
# order doesn't matter.
FILLERS = {
    "_flow_after_close": ["next_step"],
    "_flow_after_correct": ["next_step"],
    "_flow_after_create": ["planned_time", "sharing"],
    "_flow_after_reopen": ["next_step"],
    "_flow_cancellation_values": ["cancel", "outcome", "status"],
    "_flow_check": ["cancel", "planned_time", "outcome"],
    "_flow_check_created": ["cancel", "outcome", "next_step", "sharing"],
    "_flow_check_done": ["cancel"],
    "_flow_check_rights": ["outcome", "next_step", "sharing"],
    "_flow_check_unlink": [],
    "_flow_check_written": ["outcome"],
    "_flow_close": [],
    "_flow_close_created": ["status"],
    "_flow_closing_fields": ["cancel"],
    "_flow_complete": ["sharing"],
    "_flow_completion_values": ["status", "next_step"],
    "_flow_create": ["sharing"],
    "_flow_edit": ["cancel", "outcome"],
    "_flow_edited_fields": ["outcome"],
    "_flow_filter_creating": ["next_step"],
    "_flow_filter_quiet": ["sharing"],
    "_flow_filter_triggering": ["next_step"],
    "_flow_get_created": ["next_step"],
    "_flow_history_fields": ["cancel", "planned_time", "post_sale"],
    "_flow_keeps_trace": ["outcome", "status"],
    "_flow_narrow": ["cancel", "status", "sharing"],
    "_flow_on_switch": ["outcome", "status", "next_step", "sharing"],
    "_flow_prepare_create": ["planned_time", "outcome", "status", "next_step"],
    "_flow_prepare_done": ["outcome"],
    "_flow_reopen": [],
    "_flow_reopening_values": ["cancel", "outcome", "status"],
    "_flow_session_info": ["plan", "next_step"],
    "_flow_settle": ["outcome"],
    "_flow_source_fields": ["plan", "next_step"],
    "_flow_store_fields": [
        "outcome",
        "status",
        "next_step",
        "post_sale",
        "sharing",
    ],
    "_flow_switches": ["outcome", "status", "sharing"],
    "_flow_system_fields": ["planned_time", "outcome", "status"],
    "_flow_translate": ["status"],
    "_flow_trigger": ["next_step"],
    "_flow_write": ["planned_time", "outcome", "status", "sharing"],
    "_flow_write_ahead": ["outcome"],
}
# Written by the system, corrected by managers: a field missing here could be forged.
SYSTEM_FIELDS = {
    "cancelled_at",
    "cancelled_by_id",
    "done_at",
    "done_by_id",
    "done_day",
    "next_step_id",
    "origin",
    "plan_id",
    "plan_template_id",
    "post_sale_closing_id",
    "post_sale_rule_id",
    "previous_activity_id",
    "status_since",
}
SOURCE_FIELDS = {
    "next_step_id",
    "origin",
    "plan_id",
    "plan_template_id",
    "previous_activity_id",
}
HISTORY_FIELDS = {
    "cancelled_at",
    "cancelled_by_id",
    "done_at",
    "done_by_id",
    "post_sale_closing_id",
    "post_sale_rule_id",
}


@tagged("post_install", "-at_install")
class TestActivityPipeline(TransactionCase):
    """Every change of an activity takes one path, and rooms take part as listed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Activity = cls.env["mail.activity"]
        # in loading order, without what is of all models
        cls.classes = [
            (loaded.__module__.removeprefix(PREFIX).split(".")[0], loaded)
            for loaded in reversed(type(cls.Activity).mro())
            if loaded.__module__.startswith(PREFIX)
            and loaded not in type(cls.env["base"]).mro()
        ]

    def _get_definitions(self, select):
        """Return the rooms that define each method, by name, in loading order."""
        definitions = defaultdict(list)
        for room, loaded in self.classes:
            for name in filter(select, vars(loaded)):
                definitions[name].append(room)
        return definitions

    def test_one_override(self):
        """A second override would make the import order matter again."""
        overrides = self._get_definitions(ODOO_METHODS.__contains__)
        self.assertEqual(overrides, {name: ["activity"] for name in ODOO_METHODS})

    def test_names_on_shared_models(self):
        """What is new on models that others inherit tells from whom it comes.

        Another addon's model would take the place of a method with a common name.
        """
        for name in SHARED_MODELS:
            loaded = type(self.env[name]).mro()
            ours = [cls for cls in loaded if cls.__module__.startswith(PREFIX)]
            others = set().union(*(vars(cls) for cls in loaded if cls not in ours))
            methods = {
                method
                for cls in ours
                for method in vars(cls)
                if method not in others and callable(getattr(cls, method))
            }
            self.assertFalse({m for m in methods if not TELLING.search(m)}, name)
            self.assertTrue(methods)

    def test_fillers(self):
        """The base defines every step, and the rooms in the table fill it."""
        steps = self._get_definitions(lambda name: name.startswith("_flow_"))
        self.assertEqual(
            steps, {name: ["activity", *rooms] for name, rooms in FILLERS.items()}
        )

    def test_fillers_are_told(self):
        """The docstring of a step names the rooms that fill it, and no others."""
        base = next(loaded for _room, loaded in self.classes if "write" in vars(loaded))
        rooms = {room for room, _loaded in self.classes}
        for name, fillers in FILLERS.items():
            doc = getattr(base, name).__doc__
            told = {
                room for room in rooms if f"*{room}*" in doc.partition("illed by")[2]
            }
            self.assertEqual(told, set(fillers), name)

    def test_system_fields(self):
        """System fields can't be forged; Outcomes adds Odoo's own."""
        Activity = self.Activity
        self._switch(on=False)
        self.assertEqual(Activity._flow_system_fields(), SYSTEM_FIELDS)
        self.assertEqual(Activity._flow_history_fields(), HISTORY_FIELDS)
        self.assertEqual(Activity._flow_source_fields(), SOURCE_FIELDS)
        self._switch(on=True)
        odoo_fields = {"automated", "date_done"}
        self.assertEqual(Activity._flow_system_fields(), SYSTEM_FIELDS | odoo_fields)
        self.assertEqual(
            Activity._flow_history_fields(), HISTORY_FIELDS | {"date_done"}
        )

    def test_system_fields_are_readonly(self):
        """System fields are read-only in forms: only managers write them, by RPC.

        Those that imports can choose are read-only in the views instead.
        """
        for name in SYSTEM_FIELDS - {"done_at", "done_by_id"}:
            self.assertTrue(self.Activity._fields[name].readonly, name)

    def _switch(self, on):
        settings = self.env["res.config.settings"].create(
            {"group_activity_outcome": on}
        )
        settings.execute()
