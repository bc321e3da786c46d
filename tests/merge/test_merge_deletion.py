from itertools import pairwise

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestMergeDeletion(OutcomeCommon):
    """Refusing to delete a type in use offers two alternatives: archive or merge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")

    def _complete(self, **values):
        activity = self._create_activity(self.call, **values)
        activity.action_complete(self.outcome_good.id)
        return activity

    def test_done(self):
        """Done activities keep their type; all are counted, open ones don't change."""
        self._complete(count=2)
        opened = self._create_activity(self.call)
        with self.assertRefused(
            "Flow call", "Activity (3)", "Archive it", "Actions > Merge"
        ):
            self.call.with_user(self.users["manager"]).unlink()
        self.assertEqual(opened.activity_type_id, self.call)

    def test_open_only(self):
        """With open activities only, Odoo turns them into To-Dos, as before."""
        opened = self._create_activity(self.letter, count=2)
        self.letter.with_user(self.users["manager"]).unlink()
        self.assertEqual(opened.activity_type_id, self.todo)

    def test_hidden(self):
        """An activity that the administrator can't see causes no raw error, either."""
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
        """If one of several types is in use, none is deleted."""
        self._complete()
        with self.assertRefused("Flow call"):
            (self.letter | self.call).unlink()
        self.assertEqual((self.letter | self.call).exists(), self.letter | self.call)

    def test_protected(self):
        """Types that Odoo protects get Odoo's error: they can't be merged away."""
        self._create_activity(self.todo).action_complete(self.completed.id)
        with self.assertRefused("required in various apps"):
            self.todo.unlink()

    def test_who(self):
        """A user who can't delete types doesn't learn how often they're used."""
        self._complete()
        for role in ("salesperson", "employee", "portal"):
            with self.assertRaises(AccessError):
                self.call.with_user(self.users[role]).unlink()

    def test_after_merge(self):
        """A merged type can be deleted, as nothing refers to it anymore."""
        done = self._complete()
        self.call.action_merge_into(self.letter.id)
        self.call.with_user(self.users["manager"]).unlink()
        self.assertEqual(done.activity_type_id, self.letter)

    def test_outcome(self):
        """Deleting a recorded outcome offers the same alternatives."""
        self._complete()
        with self.assertRefused("Flow good", "(1)", "Archive it", "Actions > Merge"):
            self.outcome_good.unlink()


@tagged("post_install", "-at_install")
class TestMergeScreens(OutcomeCommon):
    """What a type's form and list show before a merge."""

    def test_activity_count(self):
        """The button counts open and done activities that the user can read."""
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
        """The list shows the next types, and whether they're created automatically."""
        self.assertFalse(self.call.chain_label)
        self.call.suggested_next_type_ids = self.letter | self.upload
        self.assertEqual(self.call.chain_label, "→ Flow letter or Flow upload")
        self.call.triggered_next_type_id = self.letter
        self.assertEqual(self.call.chain_label, "→ Flow letter, automatically")
        self.letter.name = "Flow mail"
        self.assertEqual(self.call.chain_label, "→ Flow mail, automatically")

    def test_chain_queries(self):
        """A longer list takes no more queries."""
        types = self.env["mail.activity.type"].create(
            [{"name": f"Flow {number}"} for number in range(20)]
        )
        for activity_type, following in pairwise(types):
            activity_type.suggested_next_type_ids = following
        counts = []
        for some in (types[:2], types[:2], types):  # the first one fills caches
            counts.append(self._count_queries(some.mapped, "chain_label"))
        self.assertLessEqual(counts[2], counts[1])
