from odoo import Command, fields
from odoo.tests import tagged

from ..common import ActivityFlowCommon


@tagged("post_install", "-at_install")
class TestOutcomeSwitch(ActivityFlowCommon):
    """Switching Outcomes on and off, and nothing happening while it's off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes(on=False)
        cls.call = cls._create_type()
        cls.archived = cls._create_type("Flow archived", active=False)

    def test_off_no_outcome_on_types(self):
        """While off, types have no outcomes and take none, from either side."""
        self.assertFalse(self.call.outcome_ids)
        with self.assertRefused("Flow call", "switched off"):
            self.call.outcome_ids = self.outcome_good
        with self.assertRefused("Flow call", "switched off"):
            self.outcome_good.activity_type_ids = self.call

    def test_off_completes_like_odoo(self):
        """While off, no outcome is required; user and time are still recorded."""
        user = self.users["salesperson"]
        activity = self._create_activity(self.call).with_user(user)
        activity.action_feedback(feedback="Said hello")
        self.assertFalse(activity.outcome_id)
        self.assertEqual(activity.done_by_id, user)
        self.assertEqual(activity.feedback, "Said hello")
        self.assertNotIn("Outcome", self._get_messages().body)

    def test_off_unarchive_like_odoo(self):
        """While off, unarchiving keeps the feedback and posts nothing."""
        activity = self._create_activity(self.call)
        activity.action_feedback(feedback="Said hello")
        messages = self.lead.message_ids
        activity.action_unarchive()
        self.assertOpen(activity)
        self.assertEqual(activity.feedback, "Said hello")
        self.assertEqual(self.lead.message_ids, messages)

    def test_off_notifies_like_odoo(self):
        """One write on open and done activities notifies the web client once."""
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        activities = self._create_activity(self.call, count=3, date_deadline=tomorrow)
        activities[0].action_archive()
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].sudo().search([])
        activities.write({"active": True, "date_deadline": fields.Date.today()})
        self.env.cr.precommit.run()
        self.assertEqual(len(self.env["bus.bus"].sudo().search([]) - before), 1)

    def test_off_refuses_an_outcome(self):
        """A client that sends an outcome gets an error that they're switched off."""
        activity = self._create_activity(self.call)
        with self.assertRefused("switched off"):
            activity.action_complete(outcome_id=self.outcome_good.id)
        self.assertOpen(activity)

    def test_on_gives_completed(self):
        """Switching on gives Completed to types without outcomes, even archived."""
        self._switch_outcomes()
        self.assertEqual(self.call.outcome_ids, self.completed)
        self.assertEqual(self.archived.outcome_ids, self.completed)

    def test_on_restores_completed(self):
        """Switching on works even if Completed was archived."""
        self.completed.active = False
        self._switch_outcomes()
        self.assertEqual(self.call.outcome_ids, self.completed)

    def test_off_keeps_recorded_outcomes(self):
        """Switching off empties the types; recorded outcomes stay as history."""
        self._switch_outcomes()
        self.call.outcome_ids = self.outcome_good
        activity = self._create_activity(self.call)
        activity.action_complete(outcome_id=self.outcome_good.id)
        self._switch_outcomes(on=False)
        self.assertFalse(self.call.outcome_ids)
        self.assertEqual(activity.outcome_id, self.outcome_good)
        self.assertTrue(self.outcome_good.active)
        self._switch_outcomes()
        self.assertEqual(self.call.outcome_ids, self.completed)

    def test_group_form_is_a_switch_too(self):
        """The switch on the group's form does the same as in the settings."""
        group = self.env.ref("crm_activity_flow.group_activity_outcome")
        internal = self.env.ref("base.group_user")
        group.implied_by_ids = [Command.link(internal.id)]
        self.assertEqual(self.call.outcome_ids, self.completed)
        internal.implied_ids = [Command.unlink(group.id)]
        self.assertFalse(self.call.outcome_ids)

    def test_off_has_no_question(self):
        """While off, there's no question to ask, and Odoo's dialogs appear as usual."""
        activity = self._create_activity(self.call)
        questions = activity.get_outcome_choices()
        self.assertEqual([group["choices"] for group in questions["groups"]], [[]])
        activity.action_done()
        self.assertFalse(activity.active)
