from odoo import fields
from odoo.tests import tagged

from ..common import OutcomeCommon
from ..tours import SellerTourCase


@tagged("post_install", "-at_install")
class TestOutcomeTour(OutcomeCommon, SellerTourCase):
    """Every way to complete an activity, in a real browser.

    The salesperson has the minimum rights needed to sell.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["own_documents"]
        cls.lead.user_id = cls.salesperson

    def _create_own(self, activity_type, **values):
        return self._create_activity(
            activity_type, user_id=self.salesperson.id, **values
        )

    def test_chatter(self):
        """From the chatter, with Undo: completed once, with the second outcome."""
        activity = self._create_own(self.call)
        self._start_on_lead("crm_activity_flow.outcome_chatter")
        self.assertDone(activity, self.outcome_good, by=self.salesperson)

    def test_keyboard(self):
        """Using only the keyboard."""
        activity = self._create_own(self.call)
        self._start_on_lead("crm_activity_flow.outcome_keyboard")
        self.assertDone(activity, self.outcome_bad, by=self.salesperson)
        self.assertEqual(activity.feedback, "1")

    def test_form_popup(self):
        """From an activity's edit form."""
        activity = self._create_own(self.call)
        self._start_on_lead("crm_activity_flow.outcome_form_popup")
        self.assertDone(activity, self.outcome_good, by=self.salesperson)

    def test_without_access(self):
        """From the form for users who can't open the document."""
        activity = self._create_own(self.call, res_model_id=False, res_id=False)
        self._start_on(
            "mail.mail_activity_without_access_action",
            "crm_activity_flow.outcome_without_access",
        )
        self.assertDone(activity, self.outcome_good, by=self.salesperson)

    def test_schedule_done(self):
        """Schedule and complete in one dialog."""
        self._start_on_lead("crm_activity_flow.outcome_schedule_done")
        activity = self.lead.with_context(active_test=False).activity_ids
        self.assertDone(activity, self.outcome_good, by=self.salesperson)

    def test_when(self):
        """Log a call that wasn't planned, and complete one some days later."""
        planned = self._create_own(self.call)
        self._start_on_lead("crm_activity_flow.outcome_when")
        activities = self.lead.with_context(active_test=False).activity_ids
        self.assertDone(planned, self.outcome_good, by=self.salesperson)
        self.assertDone(activities - planned, self.outcome_bad, by=self.salesperson)
        now = fields.Datetime.now()
        days = {activity: (now - activity.done_at).days for activity in activities}
        self.assertEqual(days, {planned: 3, activities - planned: 2})

    def test_kanban(self):
        """From a card of the pipeline."""
        activity = self._create_own(self.call)
        self._start_on(
            "crm.crm_lead_action_pipeline", "crm_activity_flow.outcome_kanban"
        )
        self.assertDone(activity, self.outcome_good, by=self.salesperson)

    def test_activity_view(self):
        """From a cell of the pipeline's activity view."""
        activity = self._create_own(self.call)
        self._start_on(
            "crm.crm_lead_action_pipeline", "crm_activity_flow.outcome_activity_view"
        )
        self.assertDone(activity, self.outcome_bad, by=self.salesperson)

    def test_my_activities(self):
        """From a row and from a card of My Activities."""
        activities = self._create_own(self.call, count=2)
        self._start_on(
            "mail.mail_activity_action_my", "crm_activity_flow.outcome_my_activities"
        )
        self.assertDone(activities, self.outcome_bad, by=self.salesperson)

    def test_bulk(self):
        """A selection with two types: one question for each."""
        calls = self._create_own(self.call, count=2)
        letter = self._create_own(self.letter)
        self._start_on("mail.mail_activity_action_my", "crm_activity_flow.outcome_bulk")
        self.assertDone(calls, self.outcome_bad, by=self.salesperson)
        self.assertDone(letter, self.completed, by=self.salesperson)
        self.assertEqual(calls[0].feedback, "Nobody wants a brochure")

    def test_calendar(self):
        """From the popover in the calendar."""
        activity = self._create_own(self.call)
        self._start_on(
            "mail.mail_activity_action_my", "crm_activity_flow.outcome_calendar"
        )
        self.assertDone(activity, self.outcome_good, by=self.salesperson)

    def test_overview(self):
        """Completed activities appear in the overview, from both menus."""
        self._create_own(self.call)
        self._start_on_lead("crm_activity_flow.outcome_overview")

    def test_settings(self):
        """Switching off asks: Discard changes nothing, Switch off confirms."""
        self.start_tour(
            "/odoo/settings", "crm_activity_flow.outcome_settings", login="admin"
        )
        self.assertFalse(self.call.outcome_ids)
