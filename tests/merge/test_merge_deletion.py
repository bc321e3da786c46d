from itertools import pairwise

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestMergeDeletion(OutcomeCommon):
    """Deleting a type in use is answered with the two ways out: archive or merge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")

    def _complete(self, **values):
        activity = self._create_activity(self.call, **values)
        activity.action_complete(self.outcome_good.id)
        return activity

    def test_done(self):
        """Done activities keep their type; all are counted, and no open one changes."""
        self._complete(count=2)
        opened = self._create_activity(self.call)
        with self.assertRefused(
            "Flow call", "Activity (3)", "Archive it", "Actions > Merge"
        ):
            self.call.with_user(self.users["manager"]).unlink()
        self.assertEqual(opened.activity_type_id, self.call)

    def test_open_only(self):
        """Without done ones, Odoo makes To-Dos of the activities, as before."""
        opened = self._create_activity(self.letter, count=2)
        self.letter.with_user(self.users["manager"]).unlink()
        self.assertEqual(opened.activity_type_id, self.todo)

    def test_hidden(self):
        """An activity that the administrator can't see is no raw error, either."""
        self.env["ir.rule"].create(
            {
                "name": "Flow hidden",
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "domain_force": "[('summary', '!=', 'Flow hidden')]",
            }
        )
        hidden = self._create_activity(self.letter, summary="Flow hidden")
        self._create_activity(self.letter)
        with self.assertRefused("Flow letter", "Activity (2)"):
            self.letter.with_user(self.users["manager"]).unlink()
        self.assertEqual(hidden.activity_type_id, self.letter)

    def test_other_uses(self):
        """Plan steps and triggering types are named, too."""
        self.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [Command.create({"activity_type_id": self.letter.id})],
            }
        )
        self.call.triggered_next_type_id = self.letter
        with self.assertRefused("Activity plan template (1)", "Activity Type (1)"):
            self.letter.unlink()
        self.upload.triggered_next_type_id = self.upload
        self.upload.unlink()

    def test_several(self):
        """One used type among others keeps them all."""
        self._complete()
        with self.assertRefused("Flow call"):
            (self.letter | self.call).unlink()
        self.assertEqual((self.letter | self.call).exists(), self.letter | self.call)

    def test_protected(self):
        """What Odoo protects is refused in Odoo's words: it can't be merged away."""
        self._create_activity(self.todo).action_complete(self.completed.id)
        with self.assertRefused("required in various apps"):
            self.todo.unlink()

    def test_who(self):
        """Who may not delete types doesn't learn how much they're used."""
        self._complete()
        for role in ("salesperson", "employee", "portal"):
            with self.assertRaises(AccessError):
                self.call.with_user(self.users[role]).unlink()

    def test_after_merge(self):
        """What was merged away can be deleted: nothing refers to it any more."""
        done = self._complete()
        self.call.action_merge_into(self.letter.id)
        self.call.with_user(self.users["manager"]).unlink()
        self.assertEqual(done.activity_type_id, self.letter)

    def test_outcome(self):
        """A recorded outcome names the two ways out as well."""
        self._complete()
        with self.assertRefused("Flow good", "(1)", "Archive it", "Actions > Merge"):
            self.outcome_good.unlink()


@tagged("post_install", "-at_install")
class TestMergeScreens(OutcomeCommon):
    """What a type's form and list tell before anything is merged."""

    def test_activity_count(self):
        """The button counts open and done, and only what the user may read."""
        private = self.lead.copy({"user_id": self.users["manager"].id})
        self._create_activity(self.call, count=2)[0].action_complete(
            self.outcome_good.id
        )
        self._create_activity(
            self.call, record=private, user_id=self.users["manager"].id
        )
        for role, count in (("manager", 3), ("own_documents", 0), ("salesperson", 3)):
            with self.subTest(role=role):
                self.env.invalidate_all()
                types = (self.call | self.letter).with_user(self.users[role])
                self.assertEqual(types.mapped("activity_count"), [count, 0])
                action = types[0].action_view_type_activities()
                listed = self.Activity.with_user(self.users[role]).with_context(
                    active_test=False
                )
                self.assertEqual(listed.search_count(action["domain"]), count)
                self.assertIn("'active_test': False", action["context"])

    def test_chain(self):
        """The list says what follows: suggested, or created automatically."""
        self.assertFalse(self.call.chain_label)
        self.call.suggested_next_type_ids = self.letter | self.upload
        self.assertEqual(self.call.chain_label, "→ Flow letter or Flow upload")
        self.call.triggered_next_type_id = self.letter
        self.assertEqual(self.call.chain_label, "→ Flow letter, automatically")
        self.letter.name = "Flow mail"
        self.assertEqual(self.call.chain_label, "→ Flow mail, automatically")

    def test_chain_queries(self):
        """A longer list costs no more queries."""
        types = self.env["mail.activity.type"].create(
            [{"name": f"Flow {number}"} for number in range(20)]
        )
        for activity_type, following in pairwise(types):
            activity_type.suggested_next_type_ids = following
        counts = []
        for some in (types[:2], types[:2], types):  # the first fills caches
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("chain_label")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
