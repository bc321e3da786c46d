from freezegun import freeze_time

from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomeDocuments(OutcomeCommon):
    """What opportunities and contacts show about their activities' outcomes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.partner = cls.env["res.partner"].create({"name": "Flow contact"})
        cls.quiet = cls.env["crm.lead"].create({"name": "Flow quiet"})
        for record in (cls.lead, cls.partner):
            for day, outcome in enumerate(
                (cls.outcome_bad, cls.outcome_good, cls.outcome_good), start=1
            ):
                with freeze_time(f"2026-03-0{day} 10:00:00"):
                    cls._complete(record, outcome)

    @classmethod
    def _complete(cls, record, outcome):
        activity = cls._create_activity(cls.call, record=record)
        activity.with_user(cls.user).action_complete(outcome.id)
        return activity

    def test_last_outcome_and_counts(self):
        """The last outcome by completion time, and the count of each sentiment."""
        for record in (self.lead, self.partner):
            record = record.with_user(self.user)
            self.assertEqual(record.last_outcome_id, self.outcome_good)
            self.assertEqual(record.last_outcome_sentiment, "positive")
            self.assertEqual(str(record.last_outcome_date), "2026-03-03 10:00:00")
            self.assertEqual(record.outcome_positive_count, 2)
            self.assertEqual(record.outcome_neutral_count, 0)
            self.assertEqual(record.outcome_negative_count, 1)
        quiet = self.quiet.with_user(self.user)
        self.assertFalse(quiet.last_outcome_id)
        self.assertFalse(quiet.last_outcome_date)
        self.assertEqual(quiet.outcome_positive_count, 0)

    def test_follows_completion_and_reopening(self):
        """The last outcome changes on completion, and changes back on reopening."""
        activity = self._complete(self.lead, self.outcome_bad)
        self.assertEqual(self.lead.last_outcome_id, self.outcome_bad)
        activity.action_reopen()
        self.assertEqual(self.lead.last_outcome_id, self.outcome_good)

    def test_new_record(self):
        """An unsaved document has no outcomes, and no error."""
        lead = self.env["crm.lead"].new({"name": "Flow draft"})
        self.assertFalse(lead.last_outcome_id)
        self.assertEqual(lead.outcome_positive_count, 0)
        edited = self.env["crm.lead"].new({}, origin=self.lead)
        self.assertEqual(edited.last_outcome_id, self.outcome_good)
        self.assertEqual(edited.outcome_positive_count, 2)

    def test_reader_sees_counts_and_last_outcome(self):
        """A user with only read access to a contact sees the same figures."""
        partner = self.partner.with_user(self.users["employee"])
        self.assertFalse(partner.has_access("write"))
        self.assertEqual(partner.last_outcome_id, self.outcome_good)
        self.assertEqual(partner.outcome_positive_count, 2)
        self.assertEqual(partner.outcome_negative_count, 1)

    def test_merge_keeps_recorded_outcomes(self):
        """Merging keeps all recorded outcomes, even while Outcomes is off."""
        self._switch_outcomes(on=False)
        recorded = self.Activity.with_context(active_test=False).search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead.id)]
        )
        self.quiet.stage_id = self.env["crm.stage"].search([], limit=1)
        (self.quiet + self.lead).merge_opportunity()
        merged = (self.quiet + self.lead).exists()
        self.assertEqual(len(recorded.exists()), 3)
        self.assertEqual(set(recorded.mapped("res_id")), {merged.id})

    def test_search(self):
        """Opportunities can be searched by last outcome: id, name, sentiment, none."""
        Lead = self.env["crm.lead"].with_user(self.user)
        both = self.lead + self.quiet
        for domain, expected in (
            ([("last_outcome_id", "=", self.outcome_good.id)], self.lead),
            ([("last_outcome_id", "in", self.outcome_good.ids)], self.lead),
            ([("last_outcome_id", "=", self.outcome_bad.id)], Lead),
            ([("last_outcome_id", "ilike", "flow goo")], self.lead),
            ([("last_outcome_id.sentiment", "=", "positive")], self.lead),
            ([("last_outcome_sentiment", "=", "positive")], self.lead),
            ([("last_outcome_id", "=", False)], self.quiet),
            ([("last_outcome_id", "!=", False)], self.lead),
            ([("last_outcome_id", "!=", self.outcome_good.id)], self.quiet),
        ):
            with self.subTest(domain=domain):
                found = Lead.search([("id", "in", both.ids), *domain])
                self.assertEqual(found, expected)

    def test_group_and_sort(self):
        """Opportunities can be grouped and sorted by last outcome."""
        Lead = self.env["crm.lead"].with_user(self.user)
        domain = [("id", "in", (self.lead + self.quiet).ids)]
        groups = Lead._read_group(domain, ["last_outcome_id"], ["__count"])
        self.assertEqual(dict(groups), {self.outcome_good: 1, self.Outcome: 1})
        groups = Lead.formatted_read_group(domain, ["last_outcome_id"], ["__count"])
        self.assertEqual(len(groups), 2)
        found = Lead.search([*domain, *groups[0]["__extra_domain"]])
        self.assertEqual(len(found), groups[0]["__count"])

    def test_smart_button(self):
        """The button opens exactly the activities that it counts."""
        action = self.lead.with_user(self.user).action_view_outcomes()
        activities = self.Activity.with_context(**{"active_test": False}).search(
            action["domain"]
        )
        self.assertEqual(len(activities), 3)
        self.assertEqual(set(activities.mapped("res_id")), {self.lead.id})

    def test_filters(self):
        """Activities can be filtered and grouped by outcome and sentiment."""
        Activity = self.Activity.with_user(self.user).with_context(active_test=False)
        domain = [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead.id)]
        groups = Activity._read_group(domain, ["outcome_sentiment"], ["__count"])
        self.assertEqual(dict(groups), {"positive": 2, "negative": 1})
        found = Activity.search([*domain, ("outcome_sentiment", "=", "negative")])
        self.assertEqual(found.outcome_id, self.outcome_bad)
