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


@tagged("post_install", "-at_install")
class TestOutcomeCustomers(OutcomeCommon):
    """A company shows what happened with its people and its opportunities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.Partner = cls.env["res.partner"]
        cls.company = cls._create_partner("company", is_company=True)
        cls.person = cls._create_partner("person", parent_id=cls.company.id)
        cls.below = cls._create_partner("below", parent_id=cls.person.id)
        cls.stranger = cls._create_partner("stranger")
        cls.deal = cls._create_deal(cls.person)
        cls.other_deal = cls._create_deal(cls.company)
        for day, (record, outcome) in enumerate(
            (
                (cls.company, cls.outcome_bad),
                (cls.person, cls.outcome_good),
                (cls.below, cls.outcome_good),
                (cls.other_deal, cls.outcome_good),
                (cls.deal, cls.outcome_bad),
            ),
            start=1,
        ):
            with freeze_time(f"2026-03-0{day} 10:00:00"):
                activity = cls._create_activity(cls.call, record=record)
                activity.with_user(cls.user).action_complete(outcome.id)

    @classmethod
    def _create_partner(cls, name, **values):
        return cls.Partner.create({"name": f"Flow {name}", **values})

    @classmethod
    def _create_deal(cls, partner, **values):
        values = {"name": "Flow deal", "partner_id": partner.id, **values}
        return cls.env["crm.lead"].create({"user_id": cls.user.id, **values})

    def _get_figures(self, partner, role="salesperson"):
        self.env.invalidate_all()
        partner = partner.with_user(self.users[role])
        return (
            partner.last_outcome_id,
            str(partner.last_outcome_date)[:10],
            partner.outcome_positive_count,
            partner.outcome_negative_count,
        )

    def test_figures(self):
        """A company includes all below it, a person only the own opportunities."""
        bad, good = self.outcome_bad, self.outcome_good
        rows = {
            self.company: (bad, "2026-03-05", 3, 2),
            self.person: (bad, "2026-03-05", 1, 1),
            self.below: (good, "2026-03-03", 1, 0),
            self.stranger: (self.Outcome, "False", 0, 0),
        }
        for partner, figures in rows.items():
            with self.subTest(partner.name):
                self.assertEqual(self._get_figures(partner), figures)

    def test_same_request(self):
        """The figures of a company follow what happens below it at once."""
        company = self.company.with_user(self.user)
        self.assertEqual(company.outcome_positive_count, 3)
        activity = self._create_activity(self.call, record=self.below)
        activity.with_user(self.user).action_complete(self.outcome_good.id)
        self.assertEqual(company.outcome_positive_count, 4)
        activity.outcome_id = self.outcome_bad
        self.assertEqual(company.outcome_positive_count, 3)
        self.assertEqual(company.last_outcome_id, self.outcome_bad)
        activity.with_user(self.user).action_reopen()
        self.assertEqual(company.outcome_negative_count, 2)

    def test_query_counts(self):
        """Searching and grouping cost the same for any number of companies."""
        model = self.Partner.with_user(self.user)
        few = self.company
        many = few + few.concat(*(few.copy() for _number in range(10)))
        self._create_partner("more", parent_id=many[-1].id)
        domain = [("last_outcome_id", "in", [self.outcome_bad.id, False])]
        counts = []
        for partners in (few, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            own = [("id", "in", partners.ids)]
            before = self.env.cr.sql_log_count
            model.search([*own, *domain])
            model._read_group(own, ["last_outcome_id"], ["__count"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 3)

    def test_hidden_deals(self):
        """What happened on opportunities that the viewer can't read doesn't count."""
        good = self.outcome_good
        self.assertEqual(
            self._get_figures(self.company, "own_documents"), (good, "2026-03-03", 2, 1)
        )
        self.deal.user_id = self.users["own_documents"]
        self.assertEqual(
            self._get_figures(self.company, "own_documents"),
            (self.outcome_bad, "2026-03-05", 2, 2),
        )
        self.assertEqual(
            self._get_figures(self.company, "employee"), (good, "2026-03-03", 2, 1)
        )

    def test_search(self):
        """Searching and grouping agree with what the records show."""
        partners = self.company | self.person | self.below | self.stranger
        for role in ("salesperson", "own_documents", "employee"):
            model = self.Partner.with_user(self.users[role])
            own = [("id", "in", partners.ids)]
            for outcome in (self.outcome_good, self.outcome_bad, self.Outcome):
                self.env.invalidate_all()
                expected = partners.with_user(self.users[role]).filtered(
                    lambda partner, outcome=outcome: partner.last_outcome_id == outcome
                )
                found = model.search([*own, ("last_outcome_id", "=", outcome.id)])
                with self.subTest(role, outcome=outcome.name):
                    self.assertEqual(found, expected)
            groups = dict(model._read_group(own, ["last_outcome_id"], ["__count"]))
            self.assertEqual(sum(groups.values()), len(partners))

    def test_list_behind(self):
        """The list behind the counts has the same activities."""
        # without write access to a contact, Odoo's lists leave its activities out
        for role in ("salesperson", "own_documents"):
            for partner in (self.company, self.person, self.stranger):
                viewed = partner.with_user(self.users[role])
                domain = viewed.action_view_outcomes()["domain"]
                activities = self.Activity.with_user(self.users[role])
                found = activities.with_context(active_test=False).search(domain)
                with self.subTest(role, partner=partner.name):
                    counts = self._get_figures(partner, role)[2:]
                    self.assertEqual(len(found), sum(counts))

    def test_queries(self):
        """A list of contacts costs the same number of queries, however long it is."""
        names = ["last_outcome_id", "outcome_positive_count"]
        counts = []
        for number in (1, 1, 4):
            partners = self.company | self.person | self.below | self.stranger
            some = partners[:number].with_user(self.user)
            counts.append(self._count_queries(some.read, names))
        self.assertEqual(counts[1], counts[2])
