from odoo.tests import tagged

from ..common import StatusCommon
from ..tours import SellerTourCase


@tagged("post_install", "-at_install")
class TestStatusTour(StatusCommon, SellerTourCase):
    """The board and the dots, in a real browser.

    The salesperson has the minimum rights needed to sell.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["own_documents"]
        cls.lead.user_id = cls.salesperson

    def _create_own(self, **values):
        return self._create_activity(self.call, user_id=self.salesperson.id, **values)

    def test_board_day(self):
        """A day on the board: create, move, drop on Done, cancel, reopen."""
        self._switch_outcomes()
        self.call.outcome_ids = self.outcome_good | self.outcome_bad
        activities = self._create_own(count=2)
        self._start_on(
            "crm_activity_flow.mail_activity_board_action",
            "crm_activity_flow.status_board_day",
        )
        self.assertStands(activities[0], self.in_progress)
        self.assertFalse(activities[0].outcome_id)
        self.assertEqual(
            activities[0].status_change_ids.status_id,
            self.in_progress | self.waiting | self.done,
        )
        self.assertStands(activities[1], self.todo)
        added = self.Activity.search([("summary", "=", "Tidy up")])
        self.assertStands(added, self.waiting)
        self.assertEqual(added.user_id, self.salesperson)
        self.assertFalse(added.res_model)

    def test_board_conflict(self):
        """Other users move, complete or delete a card, or archive a status."""
        manager = self.users["manager"]
        activities = self._create_own(count=3)
        activities.user_id = manager
        with self.assertLogs("odoo.http", "WARNING") as refused:
            self._start_on(
                "crm_activity_flow.mail_activity_board_action",
                "crm_activity_flow.status_board_conflict",
                manager,
            )
        self.assertEqual(len(refused.output), 4)
        self.assertStands(activities[0], self.waiting)
        self.assertStands(activities[1], self.done)
        self.assertFalse(activities[2].exists())

    def test_chatter(self):
        """Move with the dots, cancel, undo, and cancel with a reason."""
        activity = self._create_own()
        self._start_on_lead("crm_activity_flow.status_chatter")
        self.assertStands(activity, self.cancelled)
        self.assertEqual(activity.cancel_reason, "Nobody wants it")

    def test_chatter_done(self):
        """Complete with an outcome in the chatter, and find it on the board."""
        self._switch_outcomes()
        self.call.outcome_ids = self.outcome_good | self.outcome_bad
        activity = self._create_own()
        self._start_on_lead("crm_activity_flow.status_chatter_done")
        self.assertStands(activity, self.done)

    def test_pipeline(self):
        """Move and cancel from a card of the pipeline."""
        activity = self._create_own()
        self._start_on(
            "crm.crm_lead_action_pipeline", "crm_activity_flow.status_pipeline"
        )
        self.assertStands(activity, self.cancelled)

    def test_document_board(self):
        """An opportunity's board shows its activities, and adds new ones to it."""
        self._create_own()
        self._create_own(res_model_id=False, res_id=False, summary="Flow elsewhere")
        self._start_on_lead("crm_activity_flow.status_document_board")
        added = self.lead.activity_ids.filtered(
            lambda activity: activity.summary == "Flow added"
        )
        self.assertStands(added, self.waiting)

    def test_my_activities(self):
        """My Activities as a list, as the board and in the calendar."""
        activities = self._create_own(count=2)
        self._start_on(
            "mail.mail_activity_action_my", "crm_activity_flow.status_my_activities"
        )
        self.assertStands(activities[0], self.in_progress)
        self.assertStands(activities[1], self.done)

    def test_off(self):
        """While off, My Activities is Odoo's, and Cancel deletes."""
        self._switch("group_activity_status", on=False)
        activity = self._create_own()
        self._start_on("mail.mail_activity_action_my", "crm_activity_flow.status_off")
        self.assertFalse(activity.exists())
