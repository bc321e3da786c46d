from itertools import product

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import RpcMixin
from .common import MEASURES, EffectCommon


@tagged("post_install", "-at_install")
class TestEffectAccess(RpcMixin, EffectCommon):
    """Managers read all figures; salespeople with all leads, those on ten deals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good, cls.bad, cls.plain = (
            cls.outcome_good,
            cls.outcome_bad,
            cls.outcome_plain,
        )
        cls._add_deals("won", (cls.call, cls.good, 1), count=12)
        cls._add_deals("lost", (cls.call, cls.bad, 1), count=9)
        cls._add_deals(
            "won", (cls.letter, cls.plain, 2), count=6, team_id=cls.other_team.id
        )
        cls._add_deals(
            "lost", (cls.letter, cls.plain, 2), count=9, team_id=cls.other_team.id
        )
        cls.Effect._refresh()

    def test_who_reads(self):
        """Activity managers read it, and salespeople with all leads; no one writes."""
        for role in ("own_documents", "employee", "portal", "settings"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role).search([])
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role)._read_group([], [], ["deals:sum"])
        for role in ("manager", "activity_manager", "salesperson"):
            effect = self._as(role)
            row = effect.search([], limit=1)
            self.assertTrue(row)
            for write in (
                lambda effect=effect: effect.create({"deals": 100}),
                lambda row=row: row.write({"deals": 100}),
                lambda row=row: row.unlink(),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    write()

    def test_no_one_reads_deals(self):
        """Not even managers can ask how a single deal ended."""
        deals = self.env["mail.activity.effect.deal"]
        for role in ("manager", "settings"):
            with self.subTest(role), self.assertRaises(AccessError):
                deals.with_user(self.users[role]).search([])
        for name in ("level", "is_published"):
            with self.subTest(name), self.assertRaises(AccessError):
                self._as("manager").search([(name, "!=", False)])

    def test_activity_manager(self):
        """An activity manager who sells nothing reads figures on nine deals, too."""
        read = self._read_one("deals", "outcome_id", role="activity_manager")
        self.assertEqual(read[self.bad], 9)
        figures = self._read(["team_id", "activity_type_id"], role="activity_manager")
        self.assertEqual(figures, self._read(["team_id", "activity_type_id"]))
        menu = self.env.ref("crm_activity_flow.mail_activity_effect_menu")
        self.assertLessEqual(
            self.env.ref("crm_activity_flow.group_activity_manager"), menu.group_ids
        )

    def test_quarters(self):
        """Quarters aren't published, so they are offered to managers only."""
        self.assertIn("period", self._as("manager").fields_get())
        effect = self._as("salesperson")
        self.assertFalse({"period", "next_within"} & set(effect.fields_get()))
        with self.assertRaises(AccessError):
            effect._read_group([], ["period:quarter"], ["deals:sum"])
        with self.assertRaises(AccessError):
            effect.search([("period", "=", "2026-01-01")])

    def test_open_deals(self):
        """All deals aren't counted if this tells how few of them are open."""
        for count, outcome in ((9, self.good), (10, self.plain)):
            self._add_deals("pending", (self.call, outcome, 1), count=count)
        self.Effect._refresh()
        by_outcome = self._read(["outcome_id"], role="salesperson")
        good, plain = by_outcome[self.good,], by_outcome[self.plain,]
        self.assertEqual((good["deals"], good["closed"], good["won"]), (None, 12, 12))
        self.assertEqual((plain["deals"], plain["closed"], plain["won"]), (25, 15, 6))
        rows = self._as("salesperson").search([("outcome_id", "!=", False)])
        self.assertEqual(rows.mapped("closed"), [15, 12])

    def test_nine_and_twelve(self):
        """Of nine deals, only managers know how they ended."""
        read = self._read_one("deals", "outcome_id")
        self.assertEqual(read, {self.good: 12, self.bad: 9, self.plain: 15})
        self.assertEqual(
            self._read_one("deals", "outcome_id", role="salesperson"),
            {self.good: 12, self.plain: 15},
        )
        # 36 deals, minus the 27 that are known
        self.assertEqual(self._read(role="salesperson"), {(): dict.fromkeys(MEASURES)})

    def test_same_figures(self):
        """What salespeople read is what managers read."""
        groupby = ["activity_type_id", "outcome_id"]
        known = self._read(groupby, role="manager")
        read = self._read(groupby, role="salesperson")
        self.assertEqual(set(read), {(self.call, self.good), (self.letter, self.plain)})
        for group, figures in read.items():
            for name, value in figures.items():
                if value is not None:
                    with self.subTest(name, group=group):
                        self.assertAlmostEqual(value, known[group][name])

    def test_revenue_of_six(self):
        """Revenue is that of the won deals: there are too few of them."""
        [plain] = self._read(
            domain=[("outcome_id", "=", self.plain.id)], role="salesperson"
        ).values()
        self.assertEqual((plain["deals"], plain["won_rate"]), (15, 0.4))
        self.assertIsNone(plain["revenue"])

    def test_no_way_around(self):
        """Neither filters nor conditions, orders or rows say anything on nine deals."""
        effect = self._as("salesperson")
        nine = [("outcome_id", "=", self.bad.id)]
        either = [("outcome_id", "in", (self.good | self.bad).ids)]
        calls = [("activity_type_id", "=", self.call.id)]
        negative = [("outcome_id.sentiment", "=", "negative")]
        for domain in (nine, negative, [*nine, *calls]):
            with self.subTest(domain):
                self.assertFalse(effect.search(domain))
                self.assertFalse(effect.search_count(domain))
                self.assertFalse(effect._read_group(domain, ["team_id"], ["__count"]))
        [[total, won]] = effect._read_group(either, [], ["deals:sum", "won:sum"])
        self.assertEqual((total, won), (12, 12))  # as if the others weren't there
        [[deals, rate]] = effect._read_group(calls, [], ["deals:sum", "won_rate:avg"])
        self.assertEqual((deals, rate), (False, False))
        groups = effect._read_group(
            [], ["outcome_id"], having=[("lost:sum", ">", 0)], order="won:sum DESC"
        )
        self.assertEqual(groups, [(self.plain,)])

    def test_ids(self):
        """The cells of managers can't be read by their ids, or exported."""
        cells = self._as("manager").search([])
        rows = self._as("salesperson").browse(cells.ids)
        self.assertTrue(cells)
        with self.assertRaises(AccessError):
            rows.read(["deals"])
        with self.assertRaises(UserError):
            rows.export_data(["deals"])
        self.assertFalse(rows._filtered_access("read"))

    def test_context_of_clients(self):
        """A key of the context doesn't open the cells."""
        for value in (True, {"counts_deals": True}, ["outcome_id"]):
            effect = self._as("salesperson").with_context(effect_reading=value)
            with self.subTest(value):
                self.assertFalse(effect.search([("outcome_id", "=", self.bad.id)]))

    def test_drill_down(self):
        """Below a group, a list shows the row that the figures come from."""
        effect = self._as("salesperson")
        for groupby in (["outcome_id"], ["activity_type_id", "outcome_id"]):
            for group in effect.formatted_read_group([], groupby, ["deals:sum"]):
                rows = effect.search(group["__extra_domain"])
                self.assertEqual(rows.mapped("deals"), [group["deals:sum"]])

    def test_companies(self):
        """Salespeople read about the company they work in, managers about theirs."""
        other = self.env["res.company"].create({"name": "Flow elsewhere"})
        self._add_deals(
            "won",
            (self.call, self.good, 1),
            count=11,
            company_id=other.id,
            team_id=False,
        )
        self.Effect._refresh()
        for role in ("manager", "salesperson"):
            self.assertEqual(
                self._read_one("deals", "outcome_id", role=role)[self.good], 12
            )
            effect = self.Effect.with_user(self.users[role]).with_context(
                allowed_company_ids=None
            )
            with self.subTest(role):
                self.assertNotIn(other, effect.search([]).company_id)
        seller = new_test_user(
            self.env,
            "flow_two_companies",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=other.id,
            company_ids=[Command.set((self.company | other).ids)],
        )
        effect = self.Effect.with_user(seller).with_context(
            allowed_company_ids=(other | self.company).ids
        )
        self.assertEqual(
            effect._read_group([], ["outcome_id"], ["deals:sum"]), [(self.good, 11)]
        )

    def test_queries(self):
        """A pivot takes the same number of queries, however many rows it has."""
        effect = self._as("salesperson")
        sets = [[], ["outcome_id"], ["outcome_id", "team_id"]]
        specs = [f"{name}:{effect._fields[name].aggregator}" for name in MEASURES]
        for role, most in (("salesperson", 3), ("manager", 3)):
            effect = self._as(role)
            effect._read_grouping_sets([], sets, specs)  # fill the caches
            with self.subTest(role), self.assertQueryCount(most):
                effect._read_grouping_sets([], sets, specs)

    def test_rpc(self):
        """Clients can't compute the table, or call its helpers."""
        for role, name in product(("manager", "settings"), ("_refresh", "_publish")):
            with self.subTest(name, role=role), self.assertRaises(AccessError):
                self._rpc(role, "mail.activity.effect", name)
