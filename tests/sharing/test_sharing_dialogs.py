from itertools import product

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingDialogs(SharingCommon):
    """Dialogs say what users are about to do: they are theirs alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls.activity = cls._create_owned(summary="Flow hidden")
        cls._share("none")

    def _open_dialogs(self):
        """Return what is left of each dialog in which Olga did something."""
        values = {"res_model": "res.partner", "res_ids": str(self.contact.ids)}
        event = self.env["calendar.event"].create({"name": "Flow meeting"})
        return [
            self._as("owner", self.env[name]).create(vals).with_env(self.env)
            for name, vals in {
                "mail.activity.schedule": {
                    **values,
                    "activity_type_id": self.call.id,
                    "summary": "Flow secret",
                    "is_private": True,
                },
                "mail.activity.log": {
                    "res_model": "res.partner",
                    "res_id": self.contact.id,
                    "activity_type_id": self.call.id,
                    "feedback": "Flow secret",
                },
                "mail.activity.correct": {"activity_id": self.activity.id},
                "mail.activity.complete": {},
                "mail.compose.message": {"body": "Flow secret"},
                "calendar.popover.delete.wizard": {"calendar_event_id": event.id},
                "base_import.import": {
                    "res_model": "mail.activity",
                    "file_name": "Flow secret.csv",
                },
            }.items()
        ]

    def test_dialogs(self):
        """No one finds, reads or changes those of others, not even administrators."""
        for dialog in self._open_dialogs():
            own = [("id", "in", dialog.ids)]
            for viewer in ("employee", "manager", "settings"):
                seen = self._as(viewer, dialog)
                with self.subTest(dialog=dialog, viewer=viewer):
                    self.assertFalse(seen.search(own))
                    self.assertFalse(seen.search_count(own))
                    for call in (seen.read, lambda s=seen: s.write({}), seen.unlink):
                        with self.assertRaises(AccessError):
                            call()
            with self.subTest(dialog=dialog):
                seen = self._as("owner", dialog)
                self.assertEqual(seen.search(own), seen)
                self.assertTrue(seen.read(["create_date"]))

    def test_all_dialogs(self):
        """That holds for all kinds of dialogs, of other addons, too."""
        rules = self._as("settings", self.env["ir.rule"])
        own = ("create_uid", "=", self.users["settings"].id)
        dialogs = [name for name, each in self.registry.items() if each.is_transient()]
        self.assertGreater(len(dialogs), 40)
        for name in dialogs:
            for mode in ("read", "write", "create", "unlink"):
                with self.subTest(model=name, mode=mode):
                    self.assertIn(own, [*rules._compute_domain(name, mode)])

    def test_switched_off(self):
        """While Sharing is off, Odoo's dialogs are as before, and ours are closed."""
        self._switch("group_activity_sharing", False)
        self.env.invalidate_all()
        for dialog in self._open_dialogs():
            seen = self._as("settings", dialog)
            is_open = dialog._name in (
                "mail.activity.schedule",
                "calendar.popover.delete.wizard",
                "base_import.import",
            )
            with self.subTest(dialog=dialog):
                self.assertEqual(bool(seen.search([("id", "=", dialog.id)])), is_open)

    def test_records_of_plans(self):
        """Saving a dialog names no record that the user can't open."""
        plans = self.env["mail.activity.plan"].create(
            [
                {
                    "name": "Flow",
                    "res_model": "crm.lead",
                    "template_ids": [
                        (0, 0, {"activity_type_id": self.call.id, **responsible})
                    ],
                }
                for responsible in (
                    {"responsible_type": "on_demand"},
                    {"responsible_type": "team_leader"},
                    {"responsible_type": "record_user"},
                )
            ]
        )
        self.lead.name = "Flow unknown"
        own = self.env["crm.lead"].create(
            {"name": "Flow own", "user_id": self.users["own_documents"].id}
        )
        self.lead.user_id = self.owner
        self.lead.team_id = self.env["crm.team"].create({"name": "Flow leaderless"})
        values = {
            "res_model": "crm.lead",
            "plan_on_demand_user_id": self.users["employee"].id,
        }
        spec = {"warning": {}, "error": {}, "plan_preview": {}}
        for is_on, plan in product((True, False), plans):
            self._switch("group_activity_sharing", is_on)
            values["plan_id"] = plan.id
            for ids in (self.lead.ids, (self.lead | own).ids):
                seen = self._as("own_documents", self.env["mail.activity.schedule"])
                try:
                    with self.env.cr.savepoint():
                        told = seen.web_save({**values, "res_ids": str(ids)}, spec)
                except ValidationError as error:
                    told = error
                with self.subTest(ids=ids, is_on=is_on, plan=plan):
                    self.assertNotIn("Flow unknown", str(told))
                    self.assertIn("was skipped", str(told))
                    self.assertNotIn("goes to the team leader", str(told))
            dialog = seen.new({**values, "res_ids": str(self.lead.ids)})
            self.assertIn("was skipped", str(dialog.sudo().plan_preview))

    def test_running_plans(self):
        """Saving a dialog tells of no hidden steps: Odoo checks it as the superuser."""
        step = {
            "activity_type_id": self.call.id,
            "responsible_type": "other",
            "responsible_id": self.owner.id,
        }
        plan = self.env["mail.activity.plan"].create(
            {"name": "Flow", "res_model": "crm.lead", "template_ids": [(0, 0, step)]}
        )
        plan._schedule_on(self.lead)
        steps = self.Activity.search([("plan_id", "=", plan.id)])
        steps.write({"automated": True, "is_private": True})
        self._set_creator(steps, self.env.user)
        values = {
            "res_model": "crm.lead",
            "res_ids": str(self.lead.ids),
            "plan_id": plan.id,
        }
        for viewer, is_known in (
            ("salesperson", False),
            ("manager", False),
            ("owner", True),
        ):
            seen = self._as(viewer, self.env["mail.activity.schedule"])
            saved = seen.web_save(values, {"warning": {}, "has_warning": {}})[0]
            with self.subTest(viewer=viewer):
                self.assertEqual(saved["has_warning"], is_known)
