from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.outcome.mail_activity_type import OUTCOMES_MAX
from ..common import OutcomeCommon, StatusCommon


class RefusedMixin:
    """A refused merge gives the reason, and changes nothing."""

    def assertMergeRefused(self, sources, survivor, *texts):
        used = self._get_state(sources | survivor)
        sources = sources.with_user(self.users["manager"])
        with self.assertRefused(*texts):
            sources.action_merge_into(survivor.id)
        self.env.invalidate_all()
        self.assertEqual(self._get_state(sources | survivor), used)

    def _get_state(self, records):
        records = records.with_env(self.env)
        return records._get_activity_counts(), records.mapped("active")


@tagged("post_install", "-at_install")
class TestMergeTypesRefused(RefusedMixin, OutcomeCommon):
    """Merges of types that would break a rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ring = cls._create_type("Flow ring", outcomes=cls.outcome_plain)
        cls._create_activity(cls.ring)
        cls._create_activity(cls.call)

    def test_protected(self):
        """To-Do, Call and Meeting can't be merged away, but can be the survivor."""
        for name in ("todo", "call", "meeting"):
            protected = self.env.ref(f"mail.mail_activity_data_{name}")
            with self.subTest(name=name):
                self.assertMergeRefused(
                    self.ring | protected, self.call, protected.name, "Odoo's apps"
                )
        self.ring.action_merge_into(protected.id)
        self.assertFalse(self.ring.active)

    def test_other_model(self):
        """A type for one model can't take activities of another model, or of all."""
        self.call.res_model = "crm.lead"
        self.assertMergeRefused(self.ring, self.call, "Flow ring", "Any record")
        self.ring.res_model = "res.partner"
        self.assertMergeRefused(self.ring, self.call, "Contact", "Lead")
        self.call.res_model = False
        self.ring.action_merge_into(self.call.id)

    def test_too_many_outcomes(self):
        """21 outcomes are refused with both numbers, 20 are accepted."""
        many = self.Outcome.create(
            [{"name": f"Flow many {number}"} for number in range(OUTCOMES_MAX - 1)]
        )
        self.call.outcome_ids = many | self.outcome_good
        texts = ("Flow call", "21", "20", "after the merge")
        self.assertMergeRefused(self.ring, self.call, *texts)
        self.call.outcome_ids = many
        self.ring.action_merge_into(self.call.id)
        self.assertEqual(len(self.call.outcome_ids), OUTCOMES_MAX)

    def test_endless(self):
        """A merge can't make a type trigger itself, directly or through others."""
        self.call.triggered_next_type_id = self.ring
        self.assertMergeRefused(self.ring, self.call, "forever", "Flow ring")
        self.call.triggered_next_type_id = self.letter
        self.letter.triggered_next_type_id = self.ring
        self.assertMergeRefused(self.ring, self.call, "forever", "Flow letter")

    def test_endless_on_purpose(self):
        """A type that recurs on purpose can absorb others."""
        self.call.triggered_next_type_id = self.call
        self.ring.action_merge_into(self.call.id)
        self.assertEqual(self.call.triggered_next_type_id, self.call)

    def test_triggered_elsewhere(self):
        """A cycle of other types blocks nothing, and the search for cycles ends."""
        self.call.triggered_next_type_id = self.letter
        self.letter.triggered_next_type_id = self.upload
        self.upload.triggered_next_type_id = self.letter
        self.ring.action_merge_into(self.call.id)
        self.assertFalse(self.ring.active)

    def test_archived_survivor(self):
        """An archived record can't be the survivor."""
        self.call.active = False
        self.assertMergeRefused(self.ring, self.call, "archived", "Restore")

    def test_too_few(self):
        """Merging takes at least two records."""
        for types in (self.call, self.call.browse()):
            with self.assertRefused("two records"):
                types.action_merge_into(self.call.id)
            with self.assertRefused("two records"):
                types.action_open_merge()

    def test_deleted(self):
        """A deleted record is reported, as survivor and as source."""
        gone = self._create_type("Flow gone")
        gone_id = gone.id
        gone.unlink()
        with self.assertRefused("no longer exist"):
            self.ring.action_merge_into(gone_id)
        with self.assertRefused("no longer exist"):
            (self.ring | gone.browse(gone_id)).action_merge_into(self.call.id)
        self.assertTrue(self.ring.active)

    def test_no_ids(self):
        """An invalid id is refused with a sentence."""
        for wrong in (None, False, True, "1", 1.5, [1], {}):
            with self.subTest(wrong=wrong), self.assertRefused("Invalid record IDs"):
                self.ring.action_merge_into(wrong)

    def test_who(self):
        """Only administrators merge, not even users who can write types or run code."""
        self.env["ir.model.access"].create(
            {
                "name": "Flow writer",
                "model_id": self.env["ir.model"]._get_id("mail.activity.type"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
            }
        )
        for role in ("salesperson", "own_documents", "employee", "portal"):
            types = (self.ring | self.call).with_user(self.users[role])
            for merge in (
                lambda types: types.action_merge_into(self.call.id),
                lambda types: types.action_open_merge(),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRefused("administrators", error=AccessError),
                ):
                    merge(types)
        self.assertTrue(self.ring.active)


@tagged("post_install", "-at_install")
class TestMergeOutcomesRefused(RefusedMixin, OutcomeCommon):
    """Merges of outcomes that would break a rule."""

    def test_automatic(self):
        """The system's outcome can't be merged, on either side."""
        for sources, survivor in (
            (self.automatic, self.outcome_good),
            (self.outcome_good, self.automatic),
        ):
            self.assertMergeRefused(
                sources, survivor, "The system records", "Leave it out"
            )

    def test_limit_of_a_type(self):
        """The survivor can't exceed the limit on a type of an archived outcome."""
        many = self.Outcome.create(
            [{"name": f"Flow many {number}"} for number in range(OUTCOMES_MAX)]
        )
        self.outcome_plain.active = False
        self.call.outcome_ids = [Command.set((many | self.outcome_plain).ids)]
        self.assertMergeRefused(
            self.outcome_plain, self.outcome_good, "Flow call", "21", "20"
        )

    def test_archived_survivor(self):
        """An archived record can't be the survivor."""
        self.outcome_plain.active = False
        self.assertMergeRefused(self.outcome_good, self.outcome_plain, "Restore")


@tagged("post_install", "-at_install")
class TestMergeStatusesRefused(RefusedMixin, StatusCommon):
    """Merges of statuses that would break a rule."""

    def test_closing(self):
        """A closing status can't be merged on either side, even with another one."""
        for closing, other in (
            (self.done, self.todo),
            (self.cancelled, self.todo),
            (self.done, self.cancelled),
        ):
            for sources, survivor in ((closing, other), (other, closing)):
                self.assertMergeRefused(sources, survivor, "Activities end")

    def test_who(self):
        """Users who can't write statuses can't merge them."""
        for role in ("salesperson", "employee"):
            status = self.waiting.with_user(self.users[role])
            with self.assertRefused("administrators", error=AccessError):
                status.action_merge_into(self.todo.id)
