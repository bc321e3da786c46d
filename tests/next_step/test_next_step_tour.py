from datetime import datetime, time, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..common import ActivityFlowCommon
from ..tours import SellerTourCase


@tagged("post_install", "-at_install")
class TestNextStepTour(ActivityFlowCommon, SellerTourCase):
    """Next steps after a completed activity, in a real browser.

    The salesperson has the minimum rights needed to sell. After a call with a bad
    outcome comes another call, or, from the third one on, an email; after a good one
    come both.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls.salesperson = cls.users["own_documents"]
        cls.salesperson.tz = "UTC"
        cls.lead.user_id = cls.salesperson
        outcomes = cls.outcome_good | cls.outcome_bad | cls.outcome_plain
        cls.call = cls._create_type(outcomes=outcomes, icon="fa-phone")
        cls.email = cls._create_type("Flow email", icon="fa-envelope")
        again = {"next_type_id": cls.call.id, "summary": "Second try"}
        write = {"next_type_id": cls.email.id, "summary": "Write instead"}
        cls._create_rule(cls.outcome_bad, **again)
        cls._create_rule(cls.outcome_bad, min_attempts=3, **write)
        # due today: My Activities doesn't show later ones
        cls._create_rule(cls.outcome_good, delay_count=0, **again)
        cls._create_rule(cls.outcome_good, delay_count=0, **write)

    @classmethod
    def _create_rule(cls, outcomes, **values):
        return cls.env["mail.activity.next.step"].create(
            {
                "activity_type_id": cls.call.id,
                "outcome_ids": [Command.set(outcomes.ids)],
                "delay_count": 1,
                "delay_unit": "days",
                **values,
            }
        )

    def _create_own(self, activity_type=None, **values):
        return self._create_activity(
            activity_type or self.call, user_id=self.salesperson.id, **values
        )

    def assertFollows(self, following, previous, activity_type, summary):
        """Check that a completed activity has one open next step."""
        self.assertRecordValues(
            following,
            [
                {
                    "active": True,
                    "activity_type_id": activity_type.id,
                    "origin": "next_step",
                    "previous_activity_id": previous.id,
                    "summary": summary,
                }
            ],
        )

    def test_attempts(self):
        """After the third call without an answer, the offer changes."""
        first = self._create_own()
        self._start_on_lead("crm_activity_flow.next_step_attempts")
        every = self.lead.with_context(active_test=False).activity_ids.sorted("id")
        self.assertEqual(len(every), 4)
        self.assertEqual(every[0], first)
        self.assertDone(every[:3], self.outcome_bad, by=self.salesperson)
        self.assertFollows(every[3], every[2], self.email, "Write instead")

    def test_edit(self):
        """The summary, day and assignee differ from the suggestion."""
        first = self._create_own()
        self._start_on_lead("crm_activity_flow.next_step_edit")
        added = self.lead.activity_ids
        self.assertFollows(added, first, self.call, "Ask for the boss")
        self.assertEqual(added.user_id, self.users["manager"])
        self.assertEqual(added.date_deadline, fields.Date.to_date("2035-12-31"))

    def test_refuse(self):
        """Not now adds nothing, and Undo removes what was added."""
        first = self._create_own()
        self._start_on_lead("crm_activity_flow.next_step_refuse")
        every = self.lead.with_context(active_test=False).activity_ids
        self.assertEqual(every, first)
        self.assertDone(first, self.outcome_bad, by=self.salesperson)

    def test_other(self):
        """The user schedules something other than what the rule suggests."""
        first = self._create_own()
        self._start_on_lead("crm_activity_flow.next_step_other")
        self.assertDone(first, self.outcome_bad, by=self.salesperson)
        self.assertEqual(self.lead.activity_ids.summary, "Something else")

    def test_busy(self):
        """With a meeting at that time, one click takes the next free slot."""
        rule = self._create_rule(
            self.outcome_plain, next_type_id=self.email.id, summary="Write instead"
        )
        rule.write({"planned_hour": 10, "planned_duration": 1})
        day = fields.Date.today() + timedelta(days=1)
        meeting = self.env["calendar.event"].create(
            {
                "name": "Flow meeting",
                "start": datetime.combine(day, time(9)),
                "stop": datetime.combine(day, time(12)),
                "user_id": self.salesperson.id,
                "partner_ids": [Command.set(self.salesperson.partner_id.ids)],
            }
        )
        self._create_own()
        self._start_on_lead("crm_activity_flow.next_step_busy")
        added = self.lead.activity_ids
        self.assertTrue(added.planned_start)
        self.assertGreaterEqual(added.planned_start, meeting.stop)

    def test_bulk(self):
        """Completing three activities offers their next steps in one dialog."""
        leads = self.lead | self.lead.copy() | self.lead.copy()
        leads.user_id = self.salesperson
        for lead in leads:
            self._create_own(record=lead)
        self._start_on(
            "mail.mail_activity_action_my", "crm_activity_flow.next_step_bulk"
        )
        self.assertEqual(
            sorted(leads.activity_ids.mapped("summary")),
            ["Second try"] * 3 + ["Thank you"] * 3,
        )
        self.assertEqual(leads.activity_ids.mapped("origin"), ["next_step"] * 6)

    def test_correct(self):
        """What the wrong outcome created goes, what the right one brings is offered."""
        self._create_rule(
            self.outcome_bad,
            mode="create",
            next_type_id=self.email.id,
            summary="Say sorry",
        )
        again = {"next_type_id": self.call.id, "summary": "Second try"}
        self._create_rule(self.outcome_plain, **again)
        done = self._create_own().with_user(self.salesperson)
        done.action_complete(self.outcome_bad.id)
        sorry = self.lead.activity_ids
        self.assertFollows(sorry, done, self.email, "Say sorry")
        history = "crm_activity_flow.mail_activity_outcome_history_action"
        self.start_tour(
            f"/odoo/action-{history}/{done.id}",
            "crm_activity_flow.next_step_correct",
            login=self.salesperson.login,
        )
        self.assertDone(done, self.outcome_plain, by=self.salesperson)
        self.assertFalse(sorry.exists())
        self.assertFollows(self.lead.activity_ids, done, self.call, "Second try")

    def test_board(self):
        """Drop a card on Done."""
        self._switch("group_activity_status")
        first = self._create_own()
        self._start_on(
            "crm_activity_flow.mail_activity_board_action",
            "crm_activity_flow.next_step_board",
        )
        self.assertFollows(self.lead.activity_ids, first, self.call, "Second try")

    def test_pipeline(self):
        """From a card of the pipeline."""
        first = self._create_own()
        self._start_on(
            "crm.crm_lead_action_pipeline", "crm_activity_flow.next_step_pipeline"
        )
        self.assertFollows(self.lead.activity_ids, first, self.call, "Second try")

    def test_no_outcomes(self):
        """With Outcomes off, a plain Done suggests, too."""
        self._switch_outcomes(on=False)
        letter = self._create_type("Flow letter")
        self._create_rule(
            self.env["mail.activity.outcome"],
            activity_type_id=letter.id,
            next_type_id=self.call.id,
            summary="Second try",
        )
        first = self._create_own(letter)
        self._start_on_lead("crm_activity_flow.next_step_no_outcomes")
        self.assertFollows(self.lead.activity_ids, first, self.call, "Second try")
