from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..common import ActivityFlowCommon

ADDON = "crm_activity_flow"
FILES = ("outcome", "status", "type", "plan")
# Nothing works without these, so no one can delete them.
NEEDED = {
    "mail_activity_outcome_automatic",
    "mail_activity_outcome_completed",
    "mail_activity_status_cancelled",
    "mail_activity_status_done",
}


@tagged("post_install", "-at_install")
class TestActivityShipped(ActivityFlowCommon):
    """Upgrades leave alone what administrators made of the shipped records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as before anything is recorded
        cls._switch_outcomes(on=False)
        cls.Data = cls.env["ir.model.data"]
        cls.admin = cls.users["manager"]

    def _upgrade(self, mode="update"):
        """Load the data files as ``-u`` does, or, with ``init``, as ``-i``."""
        for name in FILES:
            path = f"data/mail_activity_{name}_data.xml"
            convert_file(self.env, ADDON, path, {}, mode=mode)

    def _get_shipped(self):
        """Return the shipped records that exist, by name: last what others use."""
        shipped = self.Data.search(
            [
                ("module", "=", ADDON),
                ("noupdate", "=", True),
                ("name", "not like", r"\_demo\_"),
                (
                    "model",
                    "in",
                    [f"mail.activity.{name}" for name in (*FILES, "plan.template")],
                ),
            ],
            order="id desc",
        )
        return {
            data.name: self.env[data.model].browse(data.res_id)
            for data in shipped
            if self.env[data.model].browse(data.res_id).exists()
        }

    def _get_state(self):
        """Return all records of the shipped kinds, whoever made them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            model: self.env[model]
            .with_context(active_test=False)
            .search_read([], order="id")
            for model in {record._name for record in self._get_shipped().values()}
        }

    def _rename(self, record):
        name = "summary" if "summary" in record and "plan_id" in record else "name"
        record[name] = f"Renamed {record[name]}"

    def _free(self):
        """Remove what makes the shipped records used: demo data and other rules."""
        self.env["crm.post.sale.rule"].search([]).unlink()
        self.env["mail.activity.next.step"].with_context(active_test=False).search(
            []
        ).unlink()
        self.Activity.with_context(active_test=False).search([]).unlink()

    def _delete_all(self):
        """Delete what an administrator can delete, and return the rest by name."""
        self._free()
        todo = self.env["mail.activity.status"].create({"name": "Flow first"})
        self.assertTrue(todo)
        for name, record in self._get_shipped().items():
            if name not in NEEDED:
                record.with_user(self.admin).unlink()
        return self._get_shipped()

    def test_renamed_archived_imitated(self):
        """An upgrade changes nothing of it, and a name that is taken is no error."""
        shipped = self._get_shipped()
        self.assertGreater(len(shipped), 20)
        self.env["mail.activity.status"].create({"name": "Flow first"})
        for name, record in shipped.items():
            was = record.read(["name"])[0]["name"] if "name" in record else False
            self._rename(record.with_user(self.admin))
            if "active" in record and name not in NEEDED:
                record.with_user(self.admin).active = False
            if was and record._name != "mail.activity.plan.template":
                vals = {"name": was.lower()}
                if record._name == "mail.activity.plan":
                    vals["res_model"] = "crm.lead"
                record.with_user(self.admin).create(vals)
        before = self._get_state()
        self._upgrade()
        self.assertEqual(self._get_state(), before)

    def test_deleted(self):
        """What was deleted doesn't come back."""
        left = self._delete_all()
        self.assertEqual(set(left), NEEDED)
        before = self._get_state()
        self._upgrade()
        self.assertEqual(self._get_state(), before)

    def test_deleted_and_imitated(self):
        """The name of a deleted outcome can be given to another one."""
        names = [
            record.name
            for name, record in self._get_shipped().items()
            if record._name == "mail.activity.outcome" and name not in NEEDED
        ]
        self._delete_all()
        Outcome = self.Outcome.with_user(self.admin)
        Outcome.create([{"name": f" {name.upper()}"} for name in names])
        before = self._get_state()
        self._upgrade()
        self.assertEqual(self._get_state(), before)

    def test_parts_deleted(self):
        """A plan that lost some of its steps stays as it is."""
        self._free()
        ref = self.env.ref
        ref(f"{ADDON}.mail_activity_plan_new_opportunity_offer").unlink()
        ref(f"{ADDON}.mail_activity_data_offer").unlink()
        ref(f"{ADDON}.mail_activity_plan_lost").unlink()
        before = self._get_state()
        self._upgrade()
        self.assertEqual(self._get_state(), before)

    def test_lost_ids(self):
        """An upgrade finds what nothing works without, even if its name changed."""
        shipped = self._get_shipped()
        for name in NEEDED:
            if name != "mail_activity_outcome_completed":
                self._rename(shipped[name])
        self.Data.search(
            [("module", "=", ADDON), ("name", "in", list(NEEDED))]
        ).unlink()
        before = self._get_state()
        self._upgrade()
        self.assertEqual(self._get_state(), before)
        found = self._get_shipped()
        for name in NEEDED:
            self.assertEqual(found[name], shipped[name])

    def test_needed_is_repaired(self):
        """What was deleted behind the addon's back comes back, under a free name."""
        self._free()
        self.env.cr.execute("DELETE FROM mail_activity_outcome WHERE is_automatic")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.Outcome.create({"name": "completed AUTOMATICALLY"})
        self._upgrade()
        automatic = self.Outcome._get_automatic()
        self.assertTrue(automatic.is_automatic)
        self.assertEqual(automatic.name, "Completed automatically (copy)")

    def test_import_of_a_taken_name(self):
        """By import, as by hand, a taken name is refused."""
        result = self.Outcome.with_user(self.admin).load(
            ["id", "name"], [["flow.one", self.outcome_good.name]]
        )
        self.assertIn("already exists", result["messages"][0]["message"])

    def test_forged_uninstall(self):
        """The mark of an uninstall in the context lifts none of the checks."""
        self._free()
        plan = self.env.ref(f"{ADDON}.mail_activity_plan_won")
        offer = self.env.ref(f"{ADDON}.mail_activity_data_offer")
        tag = self.env["crm.tag"].create({"name": "Flow tag"})
        reason = self.env["crm.lost.reason"].create({"name": "Flow reason"})
        self.env["crm.post.sale.rule"].create(
            [
                {"event": "won", "plan_id": plan.id, "tag_ids": [Command.link(tag.id)]},
                {
                    "event": "lost",
                    "plan_id": plan.id,
                    "lost_reason_ids": [Command.link(reason.id)],
                },
            ]
        )
        shipped = self._get_shipped()
        statuses = self.env["mail.activity.status"].search([("kind", "=", "open")])
        kept = [*(shipped[name] for name in NEEDED), plan, tag, reason, offer, statuses]
        for records in kept:
            forged = records.with_user(self.admin).with_context(
                **{MODULE_UNINSTALL_FLAG: True}
            )
            with (
                self.subTest(records),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                forged.unlink()
            self.assertEqual(records.exists(), records)

    def test_uninstalled_by_odoo(self):
        """Odoo itself, which uninstalls as the superuser, is never refused."""
        self._free()
        status = self.env.ref(f"{ADDON}.mail_activity_status_cancelled")
        status.sudo().with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.assertFalse(status.exists())
