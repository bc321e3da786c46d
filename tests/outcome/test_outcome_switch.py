from odoo import Command, fields
from odoo.tests import tagged

from ..common import ActivityFlowCommon


@tagged("post_install", "-at_install")
class TestOutcomeSwitch(ActivityFlowCommon):
    """What switching on and off does, and that nothing happens while it is off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes(on=False)
        cls.call = cls._create_type()
        cls.archived = cls._create_type("Flow archived", active=False)

    def test_off_no_outcome_on_types(self):
        """While it is off, a type has no outcomes and takes none, from both sides."""
        self.assertFalse(self.call.outcome_ids)
        with self.assertRefused("Flow call", "switched off"):
            self.call.outcome_ids = self.outcome_good
        with self.assertRefused("Flow call", "switched off"):
            self.outcome_good.activity_type_ids = self.call

    def test_off_completes_like_odoo(self):
        """While it is off, nothing is asked; who and when is recorded all the same."""
        user = self.users["salesperson"]
        activity = self._create_activity(self.call).with_user(user)
        activity.action_feedback(feedback="Said hello")
        self.assertFalse(activity.outcome_id)
        self.assertEqual(activity.done_by_id, user)
        self.assertEqual(activity.feedback, "Said hello")
        self.assertNotIn("Outcome", self._get_messages().body)

    def test_off_unarchive_like_odoo(self):
        """While it is off, un-archiving keeps the feedback and says nothing."""
        activity = self._create_activity(self.call)
        activity.action_feedback(feedback="Said hello")
        messages = self.lead.message_ids
        activity.action_unarchive()
        self.assertOpen(activity)
        self.assertEqual(activity.feedback, "Said hello")
        self.assertEqual(self.lead.message_ids, messages)

    def test_off_notifies_like_odoo(self):
        """One write on open and done activities tells the web client once."""
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        activities = self._create_activity(self.call, count=3, date_deadline=tomorrow)
        activities[0].action_archive()
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].sudo().search([])
        activities.write({"active": True, "date_deadline": fields.Date.today()})
        self.env.cr.precommit.run()
        self.assertEqual(len(self.env["bus.bus"].sudo().search([]) - before), 1)

    def test_off_refuses_an_outcome(self):
        """A program that sends an outcome is told that they are switched off."""
        activity = self._create_activity(self.call)
        with self.assertRefused("switched off"):
            activity.action_complete(outcome_id=self.outcome_good.id)
        self.assertOpen(activity)

    def test_on_gives_completed(self):
        """Switching on gives Completed to every type without outcomes, archived too."""
        self._switch_outcomes()
        self.assertEqual(self.call.outcome_ids, self.completed)
        self.assertEqual(self.archived.outcome_ids, self.completed)

    def test_on_restores_completed(self):
        """Switching on works although somebody archived Completed meanwhile."""
        self.completed.active = False
        self._switch_outcomes()
        self.assertEqual(self.call.outcome_ids, self.completed)

    def test_off_keeps_recorded_outcomes(self):
        """Switching off empties the types; what was recorded stays, as history."""
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
        """Moving the switch on the form of a group does the same as the settings."""
        group = self.env.ref("crm_activity_flow.group_activity_outcome")
        internal = self.env.ref("base.group_user")
        group.implied_by_ids = [Command.link(internal.id)]
        self.assertEqual(self.call.outcome_ids, self.completed)
        internal.implied_ids = [Command.unlink(group.id)]
        self.assertFalse(self.call.outcome_ids)

    def test_off_has_no_question(self):
        """While it is off, the dialog has nothing to ask, and Odoo's way goes on."""
        activity = self._create_activity(self.call)
        questions = activity.get_outcome_choices()
        self.assertEqual([group["choices"] for group in questions["groups"]], [[]])
        activity.action_done()
        self.assertFalse(activity.active)
