from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.outcome.mail_activity_type import OUTCOMES_MAX
from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomeCatalogue(OutcomeCommon):
    """How administrators manage outcomes, and what is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.Outcome.create(
            [{"name": f"Flow many {number}"} for number in range(OUTCOMES_MAX + 1)]
        )

    def test_shipped(self):
        """The shipped outcomes have the sentiments given in the documentation."""
        sentiments = {
            "interested": "positive",
            "meeting_scheduled": "positive",
            "completed": "neutral",
            "no_answer": "neutral",
            "left_message": "neutral",
            "not_interested": "negative",
            "wrong_contact": "negative",
            "automatic": "neutral",
        }
        for name, sentiment in sentiments.items():
            outcome = self.env.ref(f"crm_activity_flow.mail_activity_outcome_{name}")
            self.assertEqual(outcome.sentiment, sentiment, name)
            self.assertEqual(outcome.is_automatic, name == "automatic", name)

    def test_default_sentiment(self):
        """An outcome without a sentiment is neutral."""
        self.assertEqual(self.outcome_plain.sentiment, "neutral")

    def test_name_unique_without_regard_to_case(self):
        """A name that differs only in case or spaces is refused."""
        for name in ("flow good", " FLOW GOOD ", "Flow good"):
            with self.assertRefused("already exists"):
                self._create_outcome(name)

    def test_name_unique_with_archived(self):
        """An archived outcome's name stays taken."""
        self.outcome_plain.active = False
        with self.assertRefused("archived"):
            self._create_outcome("FLOW PLAIN")

    def test_name_unique_in_translation(self):
        """Two outcomes can't have the same name in an installed language."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.outcome_good.with_context(lang="de_DE").name = "Ausgang gut"
        with self.assertRefused("AUSGANG GUT"):
            self.outcome_bad.with_context(lang="de_DE").name = "AUSGANG GUT"

    def test_name_unique_in_translation_dialog(self):
        """The translation dialog can't give two outcomes the same name, either."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.outcome_good.with_context(lang="de_DE").name = "Ausgang gut"
        with self.assertRefused("already exists"):
            self.outcome_bad.update_field_translations("name", {"de_DE": "ausgang GUT"})

    def test_name_wildcards(self):
        """Search wildcards are ordinary characters in names."""
        self._create_outcome("Flow_100%")
        self.assertTrue(self._create_outcome("FlowX100Y"))

    def test_copy_has_a_name_of_its_own(self):
        """Copying an outcome gives it a new name."""
        copy = self.outcome_good.copy()
        self.assertEqual(copy.name, "Flow good (copy)")
        self.assertEqual(copy.sentiment, "positive")
        self.assertEqual(self.outcome_good.copy().name, "Flow good (copy) (copy)")

    def test_type_limit_from_type(self):
        """A type takes 1 to 20 outcomes; 0 and 21 are refused, with the number."""
        self.call.outcome_ids = self.many[:OUTCOMES_MAX]
        self.assertEqual(len(self.call.outcome_ids), OUTCOMES_MAX)
        with self.assertRefused("Flow call", "21", "20"):
            self.call.outcome_ids = self.many
        self.call.outcome_ids = self.many[0]
        with self.assertRefused("Flow call", "0 outcomes"):
            self.call.outcome_ids = False

    def test_type_limit_on_create(self):
        """A type can't be created with 0 or 21 outcomes."""
        with self.assertRefused("21"):
            self._create_type("Flow too many", outcomes=self.many)
        with self.assertRefused("0 outcomes"):
            self._create_type("Flow none", outcomes=self.Outcome)

    def test_type_limit_from_outcome(self):
        """The limit also applies from the outcome's side: link, unlink, create."""
        self.call.outcome_ids = self.many[:OUTCOMES_MAX]
        with self.assertRefused("Flow call", "21"):
            self.outcome_plain.activity_type_ids = self.call
        with self.assertRefused("Flow call", "21"):
            self._create_outcome(
                "Flow one more", activity_type_ids=[Command.link(self.call.id)]
            )
        self.call.outcome_ids = self.many[0]
        with self.assertRefused("Flow call", "0 outcomes"):
            self.many[0].activity_type_ids = False

    def test_type_limit_by_archive_and_delete(self):
        """The last outcome of a type can't be archived or deleted."""
        self.call.outcome_ids = self.outcome_good
        for change in ("action_archive", "unlink"):
            with self.assertRefused("Flow call", "0 outcomes"):
                getattr(self.outcome_good, change)()

    def test_archived_outcomes_do_not_count(self):
        """Archived outcomes don't count toward the limit of twenty."""
        self.call.outcome_ids = self.many[:OUTCOMES_MAX]
        self.many[0].active = False
        self.call.outcome_ids = [Command.link(self.many[-1].id)]
        with self.assertRefused("21"):
            self.many[0].active = True

    def test_type_limit_by_import(self):
        """An import is refused like a form, and the error names the type."""
        names = ",".join(self.many.mapped("name"))
        result = self.env["mail.activity.type"].load(
            ["name", "outcome_ids"], [["Flow imported", names]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("Flow imported", result["messages"][0]["message"])

    def test_other_addons_ship_types(self):
        """A type created without outcomes, by another addon, starts with Completed."""
        activity_type = self.env["mail.activity.type"].create({"name": "Flow shipped"})
        self.assertEqual(activity_type.outcome_ids, self.completed)

    def test_automatic_is_protected(self):
        """The system's outcome can be renamed, and nothing else."""
        self.automatic.name = "Flow by itself"
        for vals in (
            {"active": False},
            {"sentiment": "positive"},
            {"is_automatic": False},
            {"activity_type_ids": [Command.link(self.call.id)]},
        ):
            with self.assertRefused("Flow by itself", "system"):
                self.automatic.write(vals)
        for method in ("unlink", "copy"):
            with self.assertRefused("Flow by itself", "system"):
                getattr(self.automatic, method)()

    def test_automatic_is_not_selectable(self):
        """No type can offer the system's outcome, and there's only one."""
        with self.assertRefused("system"):
            self.call.outcome_ids = [Command.link(self.automatic.id)]
        with self.assertRefused("system"):
            self._create_outcome("Flow second", is_automatic=True)

    def test_used_is_archived_not_deleted(self):
        """Deleting a used outcome shows how often it's used, and the alternatives."""
        activities = self._create_activity(self.call, count=2)
        activities.action_complete(outcome_id=self.outcome_good.id)
        with self.assertRefused("Flow good", "2", "Archive"):
            self.outcome_good.unlink()
        self.outcome_good.active = False
        self.assertEqual(activities.outcome_id, self.outcome_good)
        self.outcome_plain.unlink()
        self.assertFalse(self.outcome_plain.exists())

    def test_who_writes(self):
        """Sales and Settings administrators can edit outcomes; others read them."""
        for role in ("manager", "settings"):
            outcome = self.Outcome.with_user(self.users[role]).create(
                {"name": f"Flow by {role}"}
            )
            outcome.sentiment = "negative"
        for role in ("salesperson", "own_documents", "employee"):
            outcome = self.outcome_plain.with_user(self.users[role])
            self.assertEqual(outcome.name, "Flow plain")
            for change in (
                lambda outcome: outcome.write({"sentiment": "positive"}),
                lambda outcome: outcome.copy(),
                lambda outcome: outcome.unlink(),
            ):
                with self.assertRaises(AccessError):
                    change(outcome)
        with self.assertRaises(AccessError):
            self.outcome_plain.with_user(self.users["portal"]).read(["name"])
