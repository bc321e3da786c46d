from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomeCorrection(OutcomeCommon):
    """Correcting an outcome, and reopening a done activity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.activity = cls._create_activity(cls.call).with_user(cls.user)
        cls.activity.action_complete(cls.outcome_good.id, feedback="Said yes")

    def test_correct_is_logged(self):
        """A correction is posted once, with the old and the new outcome."""
        messages = self.lead.message_ids
        done_at = self.activity.done_at
        self.activity.outcome_id = self.outcome_bad
        message = self.lead.message_ids - messages
        self.assertEqual(len(message), 1)
        self.assertIn("Flow good → Flow bad", message.body)
        self.assertEqual(message.author_id, self.user.partner_id)
        self.assertDone(self.activity, self.outcome_bad, by=self.user)
        self.assertEqual(self.activity.done_at, done_at)

    def test_same_outcome_is_no_correction(self):
        """Writing the same outcome again posts nothing."""
        messages = self.lead.message_ids
        self.activity.outcome_id = self.outcome_good
        self.assertEqual(self.lead.message_ids, messages)

    def test_who_may_correct(self):
        """Assignee, completer and managers can correct it, other editors can't."""
        other = self.env["res.users"].create(
            {
                "name": "Flow colleague",
                "login": "flow_colleague",
                "group_ids": self.user.group_ids.ids,
            }
        )
        activity = self.activity.with_user(other)
        activity.check_access("write")
        with self.assertRefused("assignee", "manager", error=AccessError):
            activity.outcome_id = self.outcome_bad
        self.assertEqual(self.activity.outcome_id, self.outcome_good)
        for allowed in (self.user, self.users["manager"]):
            self.activity.with_user(allowed).outcome_id = self.outcome_bad
            self.activity.sudo().outcome_id = self.outcome_good
        self.activity.sudo().user_id = self.users["manager"]
        self.activity.with_user(self.user).outcome_id = self.outcome_bad
        self.assertEqual(self.activity.outcome_id, self.outcome_bad)

    def test_correct_to_nonsense(self):
        """A done activity can't lose its outcome, or get one of another type."""
        for value in (False, self.outcome_plain.id, self.automatic.id, "Flow bad"):
            with self.assertRefused("Flow good", "Flow bad"):
                self.activity.write({"outcome_id": value})

    def test_reopen(self):
        """Reopening clears the completion's values, and the chatter says who did it."""
        messages = self.lead.message_ids
        self.activity.action_reopen()
        self.assertOpen(self.activity)
        self.assertFalse(self.activity.feedback)
        self.assertFalse(self.activity.date_done)
        message = self.lead.message_ids - messages
        self.assertIn("reopened", message.body)
        self.assertEqual(message.author_id, self.user.partner_id)

    def test_unarchive_is_reopening(self):
        """All other ways to reopen do the same."""
        self.activity.write({"active": True})
        self.assertOpen(self.activity)

    def test_reopen_open(self):
        """Reopening an open activity changes and posts nothing."""
        activity = self._create_activity(self.call)
        messages = self.lead.message_ids
        activity.action_reopen()
        self.assertTrue(activity.active)
        self.assertEqual(self.lead.message_ids, messages)

    def test_reopen_many_is_one_message(self):
        """A document gets one message for any number of reopened activities."""
        activities = self._create_activity(self.call, count=3)
        activities.action_complete(self.outcome_good.id)
        messages = self.lead.message_ids
        activities.action_reopen()
        message = self.lead.message_ids - messages
        self.assertEqual(len(message), 1)
        self.assertEqual(message.body.count("reopened"), 3)

    def test_reopen_without_access(self):
        """A user who can't write the activity can't reopen it."""
        for role in ("own_documents", "employee"):
            with self.assertRaises(AccessError):
                self.activity.with_user(self.users[role]).action_reopen()
        self.assertDone(self.activity, self.outcome_good, by=self.user)

    def _complete_with_follow_up(self):
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.letter.id}
        )
        activity = self._create_activity(self.call).with_user(self.user)
        result = activity.action_complete(self.outcome_good.id)
        return activity, self.Activity.browse(result["created_ids"])

    def test_reopen_withdraws_untouched_follow_up(self):
        """An untouched follow-up created by the completion disappears on reopening."""
        activity, follow_up = self._complete_with_follow_up()
        activity.action_reopen()
        self.assertFalse(follow_up.exists())

    def test_reopen_keeps_touched_follow_up(self):
        """A follow-up that a user edited stays."""
        activity, follow_up = self._complete_with_follow_up()
        follow_up.summary = "Flow edited"
        activity.action_reopen()
        self.assertTrue(follow_up.exists())

    def test_complete_again(self):
        """A reopened activity can be completed again, with a new time and outcome."""
        self.activity.action_reopen()
        moment = fields.Datetime.to_datetime("2027-01-04 08:00:00")
        with freeze_time(moment):
            self.activity.action_complete(self.outcome_bad.id)
        self.assertDone(self.activity, self.outcome_bad, by=self.user)
        self.assertEqual(self.activity.done_at, moment)
