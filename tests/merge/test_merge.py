from odoo import Command
from odoo.tests import tagged

from ..common import OutcomeCommon, StatusCommon


@tagged("post_install", "-at_install")
class TestMergeTypes(OutcomeCommon):
    """Everything that referred to a merged type refers to the survivor, done or not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ring = cls._create_type("Flow ring", outcomes=cls.outcome_plain)
        cls.buzz = cls._create_type("Flow buzz", outcomes=cls.outcome_bad)
        cls.sources = cls.ring | cls.buzz

    def _merge(self, role="manager"):
        sources = self.sources.with_user(self.users[role])
        sources.action_merge_into(self.call.id)

    def _create_plan(self):
        return self.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": activity_type.id,
                            "summary": f"Flow {activity_type.name}",
                            "next_activity_ids": [Command.set(self.sources.ids)],
                        }
                    )
                    for activity_type in self.sources
                ],
            }
        )

    def test_activities(self):
        """Open and done activities of both types move, and keep their outcomes."""
        opened = self._create_activity(self.ring, count=2)
        done = self._create_activity(self.buzz)
        done.action_complete(self.outcome_bad.id)
        done.previous_activity_type_id = opened[0].recommended_activity_type_id = (
            self.ring
        )
        self._merge()
        self.assertEqual((opened | done).activity_type_id, self.call)
        self.assertEqual(done.previous_activity_type_id, self.call)
        self.assertEqual(opened.recommended_activity_type_id, self.call)
        self.assertDone(done, self.outcome_bad)
        self.assertOpen(opened)

    def test_archived(self):
        """The merged types are archived; the survivor stays active, with its name."""
        self._merge()
        self.assertEqual(self.sources.mapped("active"), [False, False])
        self.assertEqual((self.call.active, self.call.name), (True, "Flow call"))

    def test_survivor_among_the_merged(self):
        """The survivor can be one of the selected records."""
        activity = self._create_activity(self.ring)
        (self.sources | self.call).action_merge_into(self.call.id)
        self.assertEqual(activity.activity_type_id, self.call)
        self.assertTrue(self.call.active)

    def test_archived_source(self):
        """An archived type can be merged, to clean up its remaining uses."""
        activity = self._create_activity(self.ring)
        self.ring.active = False
        self._merge()
        self.assertEqual(activity.activity_type_id, self.call)

    def test_messages(self):
        """The chatter messages about done activities move, too."""
        done = self._create_activity(self.ring)
        done.action_complete(self.outcome_plain.id)
        self._merge()
        self.assertEqual(self._get_messages().mail_activity_type_id, self.call)

    def test_plan_steps(self):
        """Plan steps move and keep their texts, without duplicate next activities."""
        steps = self._create_plan().template_ids
        self._merge()
        self.assertEqual(steps.activity_type_id, self.call)
        self.assertEqual(steps.mapped("summary"), ["Flow Flow ring", "Flow Flow buzz"])
        for step in steps:
            self.assertEqual(step.next_activity_ids.ids, self.call.ids)
        steps._check_activity_type_res_model()

    def test_limited_plan_steps(self):
        """Types limited to a model can be merged, and plans for it stay valid."""
        (self.sources | self.call).res_model = "crm.lead"
        steps = self._create_plan().template_ids
        self._merge()
        steps._check_activity_type_res_model()

    def test_suggestions(self):
        """Suggestions of merged types move to the survivor, without duplicates."""
        self.letter.suggested_next_type_ids = self.sources | self.call
        self.ring.suggested_next_type_ids = self.letter
        self._merge()
        self.assertEqual(self.letter.suggested_next_type_ids.ids, self.call.ids)
        self.assertEqual(self.call.suggested_next_type_ids, self.letter)

    def test_trigger_stays(self):
        """A survivor that triggers a type doesn't suggest types as well."""
        self.call.triggered_next_type_id = self.letter
        self.ring.suggested_next_type_ids = self.upload
        self._merge()
        self.assertEqual(self.call.triggered_next_type_id, self.letter)
        self.assertFalse(self.call.suggested_next_type_ids)

    def test_triggering(self):
        """A type that triggered a merged type triggers the survivor."""
        self.letter.triggered_next_type_id = self.ring
        self._merge()
        self.assertEqual(self.letter.triggered_next_type_id, self.call)

    def test_outcomes(self):
        """The survivor gets all outcomes; the archived types stay valid."""
        self._merge()
        outcomes = self.outcome_good | self.outcome_bad | self.outcome_plain
        self.assertEqual(self.call.outcome_ids, outcomes)
        self.assertEqual(self.ring.outcome_ids, self.outcome_plain)
        (self.sources | self.call)._check_outcomes()
        activity = self._create_activity(self.call)
        activity.action_complete(self.outcome_plain.id)
        self.assertDone(activity, self.outcome_plain)

    def test_without_outcomes(self):
        """Types can be merged while Outcomes is off, too."""
        self._switch_outcomes(on=False)
        activity = self._create_activity(self.ring)
        self._merge()
        self.assertEqual(activity.activity_type_id, self.call)
        self.assertFalse(self.call.outcome_ids)

    def test_write_date(self):
        """A moved activity doesn't look as if a user had edited it."""
        activity = self._create_activity(self.ring)
        self.env.flush_all()
        past = "2026-01-01 12:00:00"
        self.env.cr.execute(
            "UPDATE mail_activity SET create_date = %s, write_date = %s WHERE id = %s",
            [past, past, activity.id],
        )
        self._merge()
        self.assertEqual(activity.activity_type_id, self.call)
        self.assertEqual(activity.write_date, activity.create_date)

    def test_hidden_activities(self):
        """Activities that the administrator can't read move with the rest."""
        self.env["ir.rule"].create(
            {
                "name": "Flow hidden",
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "domain_force": "[('summary', '!=', 'Flow hidden')]",
            }
        )
        activity = self._create_activity(self.ring, summary="Flow hidden")
        manager = self.Activity.with_user(self.users["manager"])
        self.assertFalse(manager.search([("id", "=", activity.id)]))
        self._merge()
        self.assertEqual(activity.activity_type_id, self.call)

    def test_stored_from_it(self):
        """Values that Odoo computes from the type are recomputed: names of actions."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Flow action",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "next_activity",
            }
        )
        action.activity_type_id = self.ring
        self.assertIn("Flow ring", action.automated_name)
        self._merge()
        self.assertEqual(action.activity_type_id, self.call)
        self.assertIn("Flow call", action.automated_name)

    def test_settings_administrator(self):
        """Settings administrators can merge, too."""
        activity = self._create_activity(self.ring)
        self._merge("settings")
        self.assertEqual(activity.activity_type_id, self.call)


@tagged("post_install", "-at_install")
class TestMergeOutcomes(OutcomeCommon):
    """Recorded outcomes and the types that offer them move to the survivor."""

    def _merge(self):
        sources = self.outcome_bad.with_user(self.users["manager"])
        sources.action_merge_into(self.outcome_good.id)

    def test_recorded(self):
        """A recorded outcome becomes the survivor, with its sentiment and label."""
        activity = self._create_activity(self.call)
        activity.action_complete(self.outcome_bad.id)
        label = self.Outcome._get_label(self.outcome_good.id)
        self._merge()
        self.assertDone(activity, self.outcome_good)
        self.assertEqual(activity.outcome_sentiment, "positive")
        self.assertEqual(self.Outcome._get_label(self.outcome_good.id), label)
        self.assertFalse(self.outcome_bad.active)

    def test_types(self):
        """A type offers the survivor once, in place of the merged outcomes."""
        other = self._create_type("Flow other", outcomes=self.outcome_bad)
        self.assertEqual(other._get_outcome_ids(other.id), tuple(self.outcome_bad.ids))
        self._merge()
        self.assertEqual((self.call | other).outcome_ids, self.outcome_good)
        everything = self.call.with_context(active_test=False).outcome_ids
        self.assertEqual(everything.ids, self.outcome_good.ids)
        self.assertEqual(other._get_outcome_ids(other.id), tuple(self.outcome_good.ids))

    def test_switched_off(self):
        """Recorded outcomes can be merged while Outcomes is off."""
        activity = self._create_activity(self.call)
        activity.action_complete(self.outcome_bad.id)
        self._switch_outcomes(on=False)
        self._merge()
        self.assertDone(activity, self.outcome_good)


@tagged("post_install", "-at_install")
class TestMergeStatuses(StatusCommon):
    """Cards and status history move to the survivor."""

    def test_cards_and_history(self):
        """Cards change columns and history steps change names; the times stay."""
        activity = self._create_in(self.waiting)
        activity.status_id = self.todo
        other = self._create_in(self.waiting)
        changes = (activity | other).status_change_ids
        hours = changes.mapped("hours")
        waiting = self.waiting.with_user(self.users["manager"])
        waiting.action_merge_into(self.in_progress.id)
        self.assertStands(other, self.in_progress)
        self.assertStands(activity, self.todo)
        self.assertEqual(
            activity.status_change_ids.status_id, self.in_progress | self.todo
        )
        self.assertEqual(changes.mapped("hours"), hours)
        self.assertNotIn(self.waiting, changes.status_id | changes.previous_status_id)

    def test_first_status(self):
        """If the first status is merged, new activities start with the next one."""
        self.assertEqual(self._create_activity(self.call).status_id, self.todo)
        self.todo.action_merge_into(self.waiting.id)
        self.assertFalse(self.todo.active)
        new = self._create_activity(self.call)
        self.assertEqual(new.status_id, self.in_progress)
