from odoo.tests import new_test_user, tagged

from .common import EffectCommon


@tagged("post_install", "-at_install")
class TestEffect(EffectCommon):
    """Figures computed by hand; a manager reads them on any number of deals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good, cls.bad = cls.outcome_good, cls.outcome_bad
        call, letter = cls.call, cls.letter
        # won after two calls, a letter the day after; lost after one; still open
        cls._add_deals(
            "won",
            (call, cls.bad, 1),
            (call, cls.bad, 3),
            (letter, cls.completed, 4),
            (call, cls.good, 4),
            closed="2026-01-11 00:00:00",
            expected_revenue=500,
        )
        cls._add_deals(
            "lost", (call, cls.bad, 2), closed="2026-01-21 00:00:00", count=2
        )
        cls._add_deals("pending", (call, cls.bad, 5), (call, cls.good, 25))
        # no activity: only in what the others are compared with
        cls._add_deals("won")
        cls._add_deals("lost", (letter, False, 2), team_id=cls.other_team.id)
        cls.Effect._refresh()

    def test_total(self):
        """Each deal counts once, and open deals count in the number alone."""
        [total] = self._read().values()
        self.assertEqual(
            {name: total[name] for name in ("deals", "closed", "won", "lost")},
            {"deals": 5, "closed": 4, "won": 1, "lost": 3},
        )
        self.assertEqual(total["won_rate"], 0.25)
        self.assertEqual(total["revenue"], 500)
        # 10, 20 and 20 days, and 59 of the other team
        self.assertAlmostEqual(total["days_to_close"], 27.25)

    def test_won_rate_of_all(self):
        """Deals are compared with all of their team, even those without activities."""
        rates = self._read_one("won_rate_all", "team_id")
        self.assertEqual(rates, {self.team: 0.5, self.other_team: 0})
        [total] = self._read().values()
        self.assertAlmostEqual(total["won_rate_all"], 3 * 0.5 / 4)

    def test_interval(self):
        """The interval is Wilson's: of 1 in 3, between 6.1 % and 79.2 %."""
        [figures] = self._read(domain=[("team_id", "=", self.team.id)]).values()
        self.assertAlmostEqual(figures["won_rate_low"], 0.0615, 4)
        self.assertAlmostEqual(figures["won_rate_high"], 0.7923, 4)

    def test_open_deals(self):
        """Deals that are all open have no rate, and no interval."""
        [figures] = self._read(domain=[("next_days", "=", 20)]).values()
        self.assertEqual((figures["deals"], figures["closed"]), (1, 0))
        for name in ("won_rate", "won_rate_low", "won_rate_high", "won_rate_all"):
            self.assertIsNone(figures[name])
        self.assertEqual(figures["revenue"], 0)

    def test_type_and_outcome(self):
        """A deal is in each of its cells once, however many calls it took."""
        groups = self._read(["activity_type_id", "outcome_id"])
        none = self.Outcome
        self.assertEqual(
            {group: (each["deals"], each["won"]) for group, each in groups.items()},
            {
                (self.call, self.bad): (4, 1),
                (self.call, self.good): (2, 1),
                (self.letter, self.completed): (1, 1),
                (self.letter, none): (1, 0),
            },
        )
        self.assertEqual(self._read_one("deals", "activity_type_id")[self.call], 4)

    def test_attempts(self):
        """Attempts are in a row of one type and outcome; a letter doesn't interrupt."""
        calls = [("activity_type_id", "=", self.call.id)]
        bad = [("outcome_id", "=", self.bad.id)]
        self.assertEqual(self._read_one("deals", "attempt", calls + bad), {1: 4, 2: 1})
        self.assertEqual(self._read_one("deals", "attempt", calls), {1: 4, 2: 1})

    def test_next_step(self):
        """The next step is the next activity that was completed on the deal."""
        bad = [("outcome_id", "=", self.bad.id)]
        types = self._read_one("deals", "next_type_id", bad)
        none = self.call.browse()
        self.assertEqual(types, {self.call: 2, self.letter: 1, none: 2})
        days = self._read_one("deals", "next_days", bad)
        self.assertEqual(days, {1: 1, 2: 1, 20: 1, None: 2})

    def test_same_day(self):
        """A next step on the same day is told from none: their groups differ."""
        letters = [("activity_type_id", "=", self.letter.id)]
        days = self._read_one("deals", "next_days", letters)
        self.assertEqual(days, {0: 1, None: 1})
        for value, outcome in ((0, self.completed), (False, self.Outcome)):
            cells = self._as("manager").search([*letters, ("next_days", "=", value)])
            self.assertEqual(cells.outcome_id, outcome)

    def test_filters(self):
        """Several values in a filter count a deal with both of them once."""
        both = [("outcome_id", "in", (self.bad | self.good).ids)]
        [figures] = self._read(domain=both).values()
        self.assertEqual((figures["deals"], figures["won_rate"]), (4, 1 / 3))

    def test_months(self):
        """Deals are grouped by the quarter in which they were created."""
        self._add_deals("won", (self.call, self.good, 5), created="2025-12-31 12:00:00")
        self.Effect._refresh()
        groups = self._read(["period:year"])
        self.assertEqual([each["deals"] for each in groups.values()], [1, 5])

    def test_pages(self):
        """Groups can be ordered, limited and filtered by figures; rows are counted."""
        effect = self._as("manager")
        company = [("company_id", "=", self.company.id)]
        groups = effect._read_group(
            company,
            ["outcome_id"],
            ["__count", "deals:sum"],
            having=[("deals:sum", ">", 1)],
            order="deals:sum DESC",
            limit=1,
        )
        # cells of three different next steps, one of them a second attempt
        self.assertEqual(groups, [(self.bad, 4, 4)])
        self.assertEqual(
            effect.search_count([*company, ("outcome_id", "=", self.bad.id)]), 4
        )

    def test_what_is_left_out(self):
        """Private, cancelled and open activities are in no figure, nor are leads."""
        before = self._read(["activity_type_id"])
        lead = self._add_deals("won")
        self._add_done(lead, self.call, self.good, 3, is_private=True)
        self._create_activity(self.call, lead)._action_cancel()
        self._create_activity(self.call, lead)
        raw = self._add_deals("won", (self.call, self.good, 3), type="lead")
        self.assertEqual(raw.type, "lead")
        self._add_deals("won", team_id=self.other_team.id)
        self.Effect._refresh()
        counts = {
            group: each["deals"]
            for group, each in self._read(["activity_type_id"]).items()
        }
        self.assertEqual(
            counts, {group: each["deals"] for group, each in before.items()}
        )

    def test_after_the_end(self):
        """What was done after a deal was closed didn't bring it about."""
        self._add_deals(
            "won",
            (self.upload, False, 3),
            (self.call, self.good, 5),
            closed="2026-01-04 12:00:00",
        )
        self.Effect._refresh()
        uploads = [("activity_type_id", "=", self.upload.id)]
        self.assertEqual(
            self._read_one("deals", "next_type_id", uploads), {self.call.browse(): 1}
        )
        self.assertEqual(self._read_one("deals", "outcome_id")[self.good], 2)

    def test_day_of_the_end(self):
        """Each case: zone, time of completion and of the end, and whether it counts.

        What was completed later that day counts, the day being the assignee's.
        """
        cases = [
            ("UTC", "2026-01-04 15:00:00", "2026-01-04 12:00:00", True),
            ("UTC", "2026-01-05 00:10:00", "2026-01-04 23:50:00", False),
            # at 01:00 and 23:30, thirteen hours later
            ("Pacific/Auckland", "2026-01-04 12:00:00", "2026-01-04 10:30:00", False),
            # at 13:10 and 12:50
            ("Pacific/Auckland", "2026-01-05 00:10:00", "2026-01-04 23:50:00", True),
            # at 23:30 and 22:00, then at 00:30: five hours earlier
            ("America/New_York", "2026-01-05 04:30:00", "2026-01-05 03:00:00", True),
            ("America/New_York", "2026-01-05 05:30:00", "2026-01-05 03:00:00", False),
            # only the day of completion is known
            ("UTC", "2026-01-04", "2026-01-04 08:00:00", True),
            ("UTC", "2026-01-05", "2026-01-04 23:50:00", False),
            ("Pacific/Auckland", "2026-01-05", "2026-01-04 23:50:00", True),
            ("America/New_York", "2026-01-05", "2026-01-05 03:00:00", False),
        ]
        leads = [self._add_ended(*case[:3]) for case in cases]
        self.Effect._refresh()
        counted = self._get_counted()
        for lead, case in zip(leads, cases, strict=True):
            with self.subTest(case):
                self.assertEqual(lead.id in counted, case[-1])

    def _get_counted(self):
        """Return the ids of the deals that are in cells of the company."""
        self.env.cr.execute(
            """
            SELECT UNNEST(deal_ids) FROM mail_activity_effect WHERE company_id = %s
            """,
            [self.company.id],
        )
        return {deal_id for [deal_id] in self.env.cr.fetchall()}

    def _add_ended(self, zone, done, closed):
        """Create a deal with one activity, completed by an assignee in a zone."""
        user = self.env["res.users"].search([("login", "=", zone)]) or new_test_user(
            self.env, zone, company_id=self.company.id, tz=zone
        )
        lead = self._add_deals("won", closed=closed)
        moment = done if " " in done else False
        activity = self._add_done(
            *(lead, self.call, self.good, 1), done_at=moment, user_id=user.id
        )
        if not moment:
            activity.flush_recordset()
            self.env.cr.execute(
                "UPDATE mail_activity SET date_done = %s WHERE id = %s",
                [done, activity.id],
            )
        return lead

    def test_assignee_moves(self):
        """What came before the end does so wherever the assignee lives today."""
        lead = self._add_ended(  # where it is the next day
            *("Pacific/Auckland", "2026-01-04 20:00:00", "2026-01-04 20:30:00")
        )
        assignee = self.env["res.users"].search([("login", "=", "Pacific/Auckland")])
        assignee.tz = "America/Denver"
        self.Effect._refresh()
        self.assertIn(lead.id, self._get_counted())

    def test_unknown_day(self):
        """What was done on an unknown day is in no figure, and before nothing else."""
        before = {
            name: self._read_one("deals", name) for name in ("attempt", "next_type_id")
        }
        for lead in self.env["crm.lead"].search([("company_id", "=", self.company.id)]):
            self._add_done(
                *(lead, self.call, self.bad, 1), done_at=False, date_done=False
            )
        self.Effect._refresh()
        undated = self.env["mail.activity"].search(
            [("active", "=", False), ("date_done", "=", False)]
        )
        self.assertEqual(len(undated), 6)
        for name, figures in before.items():
            self.assertEqual(self._read_one("deals", name), figures)

    def test_currencies(self):
        """Revenue in different currencies isn't added up."""
        other = self.env["res.company"].create(
            {"name": "Flow elsewhere", "currency_id": self.env.ref("base.CHF").id}
        )
        self.company.currency_id = self.env.ref("base.EUR")
        self._add_deals(
            "won", (self.call, self.good, 1), company_id=other.id, team_id=False
        )
        self.Effect._refresh()
        companies = [("company_id", "in", (self.company | other).ids)]
        groups = dict(
            self.Effect._read_group(companies, ["outcome_id"], ["revenue:sum"])
        )
        self.assertIs(groups[self.good], False)
        self.assertEqual(groups[self.bad], 500)

    def test_company_of_a_deal(self):
        """A deal without a company belongs to its team's, or its salesperson's."""
        self._add_deals("won", (self.upload, False, 1))
        self._add_deals(
            "won",
            (self.upload, False, 1),
            team_id=False,
            user_id=self.users["salesperson"].id,
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = NULL"
            " WHERE id IN (SELECT id FROM crm_lead ORDER BY id DESC LIMIT 2)"
        )
        self.Effect._refresh()
        self.assertEqual(self._read_one("deals", "activity_type_id")[self.upload], 2)

    def test_merge(self):
        """Types and outcomes can be merged and deleted; the figures follow at night."""
        self.good.with_user(self.users["manager"]).action_merge_into(self.bad.id)
        self.assertEqual(self._read_one("deals", "outcome_id")[self.bad], 4)
        self.team.unlink()
        self.assertNotIn(self.team, self._read_one("deals", "team_id"))
