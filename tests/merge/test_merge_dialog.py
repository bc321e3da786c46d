from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import OutcomeCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestMergeDialog(RpcMixin, OutcomeCommon):
    """The dialog that opens from the lists, and the methods for API clients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ring = cls._create_type("Flow ring", outcomes=cls.outcome_plain)
        cls.activities = cls._create_activity(cls.ring, count=2)

    def _open(self, records, role="manager"):
        """Open the dialog as the server action of the lists does."""
        name = records._name.replace(".", "_")
        action = self.env.ref(f"crm_activity_flow.{name}_merge_action")
        opened = (
            action.with_user(self.users[role])
            .with_context(
                active_model=records._name,
                active_ids=records.ids,
                active_id=records[:1].id,
            )
            .run()
        )
        dialog = self.env[opened["res_model"]].browse(opened["res_id"])
        return dialog.with_user(self.users[role])

    def test_merge(self):
        """The dialog proposes the most used one, merges, confirms and closes."""
        dialog = self._open(self.call | self.ring)
        self.assertEqual(
            dialog.line_ids.mapped("display_name"),
            ["Flow ring (activities: 2)", "Flow call (activities: 0)"],
        )
        self.assertEqual(dialog.survivor_id.name, "Flow ring")
        dialog.survivor_id = dialog.line_ids[1]
        action = dialog.action_merge()
        self.assertEqual(
            action["params"]["next"]["type"], "ir.actions.act_window_close"
        )
        self.assertIn("Flow call", action["params"]["message"])
        self.assertEqual(self.activities.activity_type_id, self.call)

    def test_proposal(self):
        """A record that can't be merged away is proposed as the survivor."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.Activity.search([("activity_type_id", "=", todo.id)]).unlink()
        self.assertEqual(self._open(todo | self.ring).survivor_id.res_id, todo.id)

    def test_refusal_at_once(self):
        """A problem with a choice is shown as soon as it's chosen."""
        self.call.res_model = "res.partner"
        dialog = self._open(self.call | self.ring)
        call = dialog.line_ids.filtered(lambda line: line.res_id == self.call.id)
        with Form(dialog) as form:
            self.assertFalse(form.refusal)
            form.survivor_id = call
            self.assertIn("Contact", form.refusal)
        with self.assertRefused("Contact"):
            dialog.action_merge()

    def test_nothing_possible(self):
        """If no choice is possible, the dialog says why."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        meeting = self.env.ref("mail.mail_activity_data_meeting")
        self.assertIn("Odoo's apps", self._open(todo | meeting).refusal)

    def test_warning(self):
        """Merging outcomes of different sentiments shows a warning first."""
        dialog = self._open(self.outcome_good | self.outcome_bad)
        good = dialog.line_ids.filtered(lambda line: line.name == "Flow good")
        dialog.survivor_id = good
        self.assertIn("Flow bad", dialog.warning)
        self.assertIn("Positive", dialog.warning)
        self.assertFalse(dialog.refusal)
        dialog.action_merge()
        self.assertFalse(self.outcome_bad.active)
        self._create_outcome("Flow second")
        plain = self._open(self.outcome_plain | self.completed)
        self.assertFalse(plain.warning)

    def test_one_selected(self):
        """A single record is refused before the dialog opens."""
        with self.assertRefused("at least two"):
            self._open(self.call)

    def test_nothing_chosen(self):
        """An empty choice and a line of another dialog are both refused."""
        dialog = self._open(self.call | self.ring)
        other = self._open(self.call | self.letter)
        for line in (dialog.line_ids.browse(), other.line_ids[0]):
            dialog.survivor_id = line
            with self.assertRefused("Choose which one"):
                dialog.action_merge()
        self.assertTrue((self.call | self.ring | self.letter).mapped("active"))

    def test_deleted_meanwhile(self):
        """The dialog reports a record that no longer exists."""
        dialog = self._open(self.call | self.letter)
        self.letter.unlink()
        with self.assertRefused("no longer exist"):
            dialog.action_merge()

    def test_who_opens(self):
        """Both kinds of administrators can open the dialog, but only their own."""
        types = self.call | self.ring
        for role in ("manager", "settings"):
            dialog = self._open(types, role)
            other = "settings" if role == "manager" else "manager"
            with self.assertRaises(AccessError):
                dialog.with_user(self.users[other]).read(["line_ids"])
        for role in ("salesperson", "employee", "portal"):
            with self.assertRaises(AccessError):
                self._open(types, role)

    def test_entry(self):
        """Only administrators see *Merge* in a list's Actions menu."""
        for model in ("type", "outcome", "status"):
            for role in ("manager", "settings", "salesperson", "employee"):
                actions = self.env["ir.actions.actions"].with_user(self.users[role])
                bindings = actions.get_bindings(f"mail.activity.{model}")
                found = "Merge" in [row["name"] for row in bindings.get("action", [])]
                with self.subTest(model=model, role=role):
                    self.assertEqual(found, role in ("manager", "settings"))

    def test_rpc(self):
        """An API client merges with one call; other users change nothing."""
        args = ["mail.activity.type", "action_merge_into", self.ring.ids, self.call.id]
        for role in ("salesperson", "own_documents", "employee", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._rpc(role, *args)
        self.assertEqual(self.activities.activity_type_id, self.ring)
        self.assertTrue(self._rpc("manager", *args))
        self.assertEqual(self.activities.activity_type_id, self.call)

    def test_rpc_with_anything(self):
        """Any invalid ids are refused with a sentence, and change nothing."""
        good = self.ring.ids, self.call.id
        for wrong in (None, False, "x", [], {}, 1.5, -1, 0, 2**31, 2**70, [[1]], b"1"):
            for ids, survivor_id in ((good[0], wrong), ([wrong], good[1])):
                with (
                    self.subTest(ids=ids, survivor_id=survivor_id),
                    self.assertRaises(UserError),
                ):
                    self._rpc(
                        "manager",
                        "mail.activity.type",
                        "action_merge_into",
                        ids,
                        survivor_id,
                    )
        self.assertTrue(self.ring.active)

    def test_rpc_dialog(self):
        """A dialog filled in by a client can't do more than the method."""
        values = {
            "res_model": "mail.activity.type",
            "line_ids": [
                (0, 0, {"res_id": activity_type.id, "name": "Flow forged"})
                for activity_type in self.env.ref("mail.mail_activity_data_todo")
                | self.call
            ],
        }
        dialog_id = self._rpc("manager", "mail.activity.merge", "create", values)
        dialog = self.env["mail.activity.merge"].browse(dialog_id)
        dialog.survivor_id = dialog.line_ids[1]
        with self.assertRefused("Odoo's apps"):
            self._rpc("manager", "mail.activity.merge", "action_merge", dialog.ids)
        for model in ("res.partner", "mail.activity", "x"):
            with self.subTest(model=model), self.assertRaises(ValueError):
                values = {"res_model": model}
                self._rpc("manager", "mail.activity.merge", "create", values)
