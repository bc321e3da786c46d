from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomeDialog(OutcomeCommon):
    """What the web client asks before it completes, and how its dialogs work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.calls = cls._create_activity(cls.call, count=3).with_user(cls.user)
        cls.letters = cls._create_activity(cls.letter, count=2).with_user(cls.user)

    def _open(self, activities):
        """Press the button, and return the dialog that it opens."""
        action = activities.action_open_complete()
        self.assertEqual(action["res_model"], "mail.activity.complete")
        return (
            self.env["mail.activity.complete"]
            .with_user(self.user)
            .browse(action["res_id"])
        )

    def test_one_question_for_shared_outcomes(self):
        """Types with the same outcomes share one question, with both names."""
        other = self._create_type(
            "Flow visit", outcomes=self.outcome_good | self.outcome_bad
        )
        activities = self.calls + self._create_activity(other).with_user(self.user)
        groups = activities.get_outcome_choices()["groups"]
        self.assertEqual(len(groups), 1)
        self.assertEqual(groups[0]["label"], "Flow call, Flow visit")
        self.assertEqual(groups[0]["activity_ids"], activities.ids)
        self.assertTrue(groups[0]["required"])
        self.assertEqual(
            [choice["name"] for choice in groups[0]["choices"]],
            ["Flow good", "Flow bad"],
        )

    def test_asked_by_type_where_they_differ(self):
        """Types with different outcomes have their own questions."""
        groups = (self.calls + self.letters).get_outcome_choices()["groups"]
        self.assertEqual(
            [(group["label"], group["activity_ids"]) for group in groups],
            [("Flow call", self.calls.ids), ("Flow letter", self.letters.ids)],
        )

    def test_single_outcome_is_preselected(self):
        """A type's only outcome is preselected; of two, none is."""
        groups = (self.calls + self.letters).get_outcome_choices()["groups"]
        self.assertEqual(
            [group["preselected_id"] for group in groups], [False, self.completed.id]
        )

    def _get_choices(self, activity):
        """Return the choices in their order, and the one that was the last choice."""
        choices = activity.get_outcome_choices()["groups"][0]["choices"]
        return [choice["name"] for choice in choices], [
            choice["name"] for choice in choices if choice["is_last"]
        ]

    def test_order_is_fixed(self):
        """The order is the catalog's; the user's last choice is only marked."""
        order = ["Flow good", "Flow bad"]
        self.assertEqual(self._get_choices(self.calls[1]), (order, []))
        self.calls[0].action_complete(self.outcome_bad.id)
        self.assertEqual(self._get_choices(self.calls[1]), (order, ["Flow bad"]))
        manager = self.calls[1].with_user(self.users["manager"])
        self.assertEqual(self._get_choices(manager), (order, []))
        self.outcome_bad.sequence = self.outcome_good.sequence - 1
        self.env.invalidate_all()
        self.assertEqual(self._get_choices(self.calls[1])[0], order[::-1])

    def test_last_choice_survives_an_automatic_completion(self):
        """Automatic outcomes, and ones no longer offered, aren't a last choice."""
        self.calls[0].action_complete(self.outcome_bad.id)
        automated = self._create_activity(self.call, automated=True)
        automated.with_user(self.user).action_done()
        self.assertEqual(self._get_choices(self.calls[1])[1], ["Flow bad"])

    def test_optional(self):
        """An automated activity offers outcomes, but requires none."""
        activity = self._create_activity(self.call, automated=True)
        group = activity.with_user(self.user).get_outcome_choices()["groups"][0]
        self.assertFalse(group["required"])
        self.assertEqual(len(group["choices"]), 2)

    def test_refused_are_named(self):
        """Activities that can't be completed are named with the reason, and skipped."""
        user = self.users["own_documents"]
        mine = self._create_activity(self.call, user_id=user.id).with_user(user)
        done = self._create_activity(self.call, user_id=user.id).with_user(user)
        done.action_complete(self.outcome_good.id)
        hidden = self.calls[0].with_user(user)
        questions = (mine + done + hidden).get_outcome_choices()
        self.assertEqual(questions["groups"][0]["activity_ids"], mine.ids)
        refused = {refused["id"]: refused for refused in questions["refused"]}
        self.assertEqual(refused.keys(), {done.id, hidden.id})
        self.assertIn("done", refused[done.id]["reason"])
        self.assertFalse(refused[hidden.id]["name"], "the title of a hidden activity")

    def test_dialog_completes_each_group(self):
        """The dialog completes each group with its own outcome."""
        dialog = self._open(self.calls + self.letters)
        self.assertFalse(dialog.is_ready)
        dialog.line_ids[0].outcome_id = self.outcome_bad
        self.assertTrue(dialog.is_ready)
        dialog.feedback = "All at once"
        action = dialog.action_apply()
        self.assertDone(self.calls, self.outcome_bad, by=self.user)
        self.assertDone(self.letters, self.completed, by=self.user)
        self.assertEqual(set(self.calls.mapped("feedback")), {"All at once"})
        self.assertEqual(action["tag"], "crm_activity_flow.completed")
        self.assertEqual(
            action["params"]["activity_ids"], (self.calls + self.letters).ids
        )
        self.assertIn("5", action["params"]["message"])

    def test_dialog_without_choice(self):
        """An unanswered dialog completes nothing."""
        dialog = self._open(self.calls + self.letters)
        with self.assertRefused("Flow good"):
            dialog.action_apply()
        self.assertOpen(self.calls + self.letters)

    def test_dialog_names_refused(self):
        """The dialog names skipped activities, and completes the others."""
        self.calls[0].action_complete(self.outcome_good.id)
        dialog = self._open(self.calls)
        self.assertIn("Flow activity 0", dialog.refused_text)
        dialog.line_ids.outcome_id = self.outcome_bad
        dialog.action_apply()
        self.assertEqual(self.calls[0].outcome_id, self.outcome_good)
        self.assertDone(self.calls[1:], self.outcome_bad, by=self.user)

    def test_dialog_nothing_left(self):
        """A selection of which nothing can be completed is refused with a sentence."""
        self.calls.action_complete(self.outcome_good.id)
        dialog = self._open(self.calls)
        with self.assertRefused("can't complete any"):
            dialog.action_apply()

    def test_no_question_no_dialog(self):
        """Without a question, the button completes right away."""
        activity = self._create_activity(self.env["mail.activity.type"])
        action = activity.with_user(self.user).action_open_complete()
        self.assertEqual(action["tag"], "crm_activity_flow.completed")
        self.assertFalse(activity.active)

    def test_redirect_to_other_activities(self):
        """From the form without a document, the other activities are shown next."""
        action = self.letters[0].with_context(activity_redirect_to_other=True)
        dialog = self._open(action).with_context(activity_redirect_to_other=True)
        following = dialog.action_apply()["params"]["next"]
        self.assertEqual(following["res_model"], "mail.activity")

    def test_dialog_of_somebody_else(self):
        """Users can't read or answer another user's dialog."""
        dialog = self._open(self.calls)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.with_user(self.users["manager"]).action_apply()

    def _schedule(self, **values):
        return (
            self.env["mail.activity.schedule"]
            .with_user(self.user)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
            .create(
                {
                    "activity_type_id": self.call.id,
                    "summary": "Flow scheduled",
                    **values,
                }
            )
        )

    def test_schedule_and_done(self):
        """Scheduling and marking done asks in the same dialog."""
        scheduler = self._schedule()
        self.assertTrue(scheduler.outcome_required)
        self.assertEqual(len(scheduler.outcome_choices), 2)
        with self.assertRefused("Flow good"):
            scheduler.action_schedule_activities_done()
        self.assertFalse(self.Activity.search([("summary", "=", "Flow scheduled")]))
        scheduler.outcome_id = self.outcome_good
        scheduler.action_schedule_activities_done()
        activity = self.Activity.with_context(active_test=False).search(
            [("summary", "=", "Flow scheduled")]
        )
        self.assertDone(activity, self.outcome_good, by=self.user)

    def test_schedule_and_done_with_a_time(self):
        """The dialog asks when it was, but not for someone else's activity."""
        friday = fields.Datetime.now() - timedelta(days=3)
        other = self._schedule(activity_user_id=self.users["manager"].id)
        self.assertFalse(other.can_date)
        for on in (True, False):
            self._switch_outcomes(on=on)
            self._switch("group_activity_status", on=True)
            outcome = self.outcome_good if on else self.env["mail.activity.outcome"]
            scheduler = self._schedule(outcome_id=outcome.id, done_at=friday)
            self.assertTrue(scheduler.can_date)
            action = scheduler.action_schedule_activities_done()
            activity = self.Activity.browse(action["params"]["activity_ids"])
            self.assertEqual(activity.done_at, friday)
            self.assertEqual(activity.outcome_id, outcome)
        self._switch("group_activity_status", on=False)
        self.assertFalse(self._schedule().can_date)

    def test_schedule_and_done_without_question(self):
        """A type without outcomes completes automatically, and can be undone."""
        scheduler = self._schedule(activity_type_id=self.upload.id)
        self.assertFalse(scheduler.outcome_id)
        action = scheduler.action_schedule_activities_done()
        activity = self.Activity.browse(action["params"]["activity_ids"])
        self.assertDone(activity, self.automatic, by=self.user)

    def test_schedule_changes_type(self):
        """Changing the type changes the outcomes; a single one is preselected."""
        scheduler = self._schedule(outcome_id=self.outcome_good.id)
        scheduler.activity_type_id = self.letter
        self.assertEqual(scheduler.outcome_id, self.completed)
        scheduler.activity_type_id = self.call
        self.assertFalse(scheduler.outcome_id)
