import random
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from itertools import chain, combinations
from math import sqrt
from statistics import fmean
from zoneinfo import ZoneInfo

from psycopg2.extras import execute_values

from odoo.tests import tagged

from odoo.addons.crm_activity_flow.models.effect.publication import MIN_DEALS

from .common import EffectCommon

DEALS = 10_000
START = datetime(2026, 1, 1)
RESULTS = ("won", "lost", "lost", "pending")
ZONES = ("America/New_York", "Pacific/Auckland", None)
UTC = ZoneInfo("UTC")
# a figure about each base
FIGURES = {
    "deals": "deals:sum",
    "closed": "closed:sum",
    "timed": "days_to_close:avg",
    "won": "revenue:sum",
}
# what a set of deals is grouped by
DIMENSIONS = (
    "activity_type_id",
    "outcome_id",
    "sentiment",
    "attempt",
    "team_id",
    "next_type_id",
    "next_days",
)


LINE = ("activity_type_id", "outcome_id", "next_type_id")


def is_safe(difference):
    return difference == 0 or abs(difference) >= MIN_DEALS


def get_day(moment, zone):
    """Return the day of a moment in UTC where the assignee is."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone or "UTC")).date()


def get_wholes(question):
    """Return the questions whose deals contain those of a question, and itself.

    A third attempt was a second one before, whatever followed.
    """
    named = dict(question)
    before = {
        name: value for name, value in named.items() if not name.startswith("next_")
    }
    earlier = range(1, named.get("attempt", 0))
    variants = [named, *({**before, "attempt": number} for number in earlier)]
    return {
        frozenset(names)
        for variant in variants
        for size in range(len(variant) + 1)
        for names in combinations(variant.items(), size)
    }


@tagged("post_install", "-at_install")
class TestEffectRandom(EffectCommon):
    """The figures of 10,000 random deals are those that plain Python computes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(15)
        cls.outcomes = cls.outcome_good | cls.outcome_bad | cls.outcome_plain
        cls.types = cls.call | cls.letter | cls.upload
        cls.deals = cls._insert_deals()
        cls.steps = cls._insert_activities()
        cls.Effect._refresh()
        cls.facts = cls._get_facts()

    @classmethod
    def _insert_deals(cls):
        """Return result, days, amount, team and quarter of each deal, by id."""
        rows = []
        for _number in range(DEALS):
            created = START + timedelta(hours=cls.random.randrange(24 * 300))
            result = cls.random.choice(RESULTS)
            closed = created + timedelta(hours=cls.random.randrange(24 * 90))
            team = cls.random.choice([cls.team, cls.other_team, None])
            rows.append(
                (
                    "Flow random",
                    "opportunity",
                    result == "lost",
                    cls.company.id,
                    team and team.id,
                    result,
                    created,
                    closed if result != "pending" else None,
                    cls.random.randrange(1000),
                )
            )
        ids = execute_values(
            cls.env.cr._obj,
            """
            INSERT INTO crm_lead (
                name, type, active, company_id, team_id, won_status, create_date,
                date_closed, expected_revenue
            ) VALUES %s RETURNING id
            """,
            rows,
            page_size=DEALS,
            fetch=True,
        )
        return {lead_id: row[4:] for [lead_id], row in zip(ids, rows, strict=True)}

    @classmethod
    def _insert_activities(cls):
        """Return type, outcome, moment, day and zone of each completion, by deal.

        Of some, only the day is known, and of some nothing: they are in no figure, as
        private ones are.
        """
        model_id = cls.env["ir.model"]._get_id("crm.lead")
        steps, rows = defaultdict(list), []
        for lead_id, (_team, _result, created, _closed, _amount) in cls.deals.items():
            moment = created
            for _number in range(cls.random.randrange(4)):
                moment += timedelta(hours=1 + cls.random.randrange(24 * 8))
                kind = cls.random.choice(cls.types)
                outcome = cls.random.choice([*cls.outcomes, None])
                zone = cls.random.choice(ZONES)
                is_private = cls.random.random() < 0.1
                known = cls.random.choices(("moment", "day", None), (8, 1, 1))[0]
                day = get_day(moment, zone) if known else None
                rows.append(
                    (
                        model_id,
                        "crm.lead",
                        lead_id,
                        kind.id,
                        outcome and outcome.id,
                        moment if known == "moment" else None,
                        day if known == "moment" else None,
                        day,
                        moment.date(),
                        False,
                        is_private,
                        cls.env.uid,
                        zone,
                    )
                )
                if known and not is_private:
                    noon = datetime.combine(day, time(12))
                    order = (moment if known == "moment" else noon, moment.date())
                    steps[lead_id].append((kind.id, outcome, order, day, zone))
        execute_values(
            cls.env.cr._obj,
            """
            INSERT INTO mail_activity (
                res_model_id, res_model, res_id, activity_type_id, outcome_id, done_at,
                done_day, date_done, date_deadline, active, is_private, user_id,
                user_tz
            ) VALUES %s
            """,
            rows,
            page_size=DEALS,
        )
        return steps

    @classmethod
    def _get_facts(cls):
        """Return what each completed activity is about, and its deal."""
        facts = []
        for lead_id, steps in cls.steps.items():
            team_id, _result, _created, closed, _amount = cls.deals[lead_id]
            steps = [
                step
                for step in sorted(steps, key=lambda step: step[2])
                if not closed or step[3] <= get_day(closed, step[4])
            ]
            last, streak = {}, Counter()
            for number, (kind, outcome, _order, day, _zone) in enumerate(steps):
                streak[kind] = streak[kind] + 1 if last.get(kind, 0) == outcome else 1
                last[kind] = outcome
                following = steps[number + 1] if number + 1 < len(steps) else None
                days = following and max(0, (following[3] - day).days)
                facts.append(
                    (
                        {
                            "activity_type_id": kind,
                            "outcome_id": outcome and outcome.id,
                            "sentiment": outcome and outcome.sentiment,
                            "attempt": streak[kind],
                            "team_id": team_id,
                            "next_type_id": following and following[0],
                            "next_days": days,
                        },
                        lead_id,
                    )
                )
        return facts

    def _group(self, *groupby):
        """Return the deals of each group."""
        groups = defaultdict(set)
        for values, lead_id in self.facts:
            groups[tuple(values[name] for name in groupby)].add(lead_id)
        return groups

    def _compute(self, leads):
        """Return the figures of deals, without the database."""
        deals = [self.deals[lead_id] for lead_id in leads]
        closed = [deal for deal in deals if deal[1] != "pending"]
        won = [deal for deal in closed if deal[1] == "won"]
        count, z = len(closed), 1.96
        rate = len(won) / count
        half = z * sqrt(rate * (1 - rate) / count + z**2 / (4 * count**2))
        return {
            "deals": len(deals),
            "closed": count,
            "won": len(won),
            "lost": count - len(won),
            "won_rate": rate,
            "won_rate_low": (rate + z**2 / (2 * count) - half) / (1 + z**2 / count),
            "won_rate_high": (rate + z**2 / (2 * count) + half) / (1 + z**2 / count),
            "won_rate_all": fmean(self.rates[self._get_peers(deal)] for deal in closed),
            "days_to_close": fmean(
                (deal[3] - deal[2]) / timedelta(days=1) for deal in closed
            ),
            "revenue": sum(deal[4] for deal in won),
        }

    def _get_peers(self, deal):
        return deal[0], deal[2].year, (deal[2].month - 1) // 3

    @property
    def rates(self):
        """The won rate of all deals of a team and quarter."""
        results = defaultdict(list)
        for deal in self.deals.values():
            if deal[1] != "pending":
                results[self._get_peers(deal)].append(deal[1] == "won")
        return {peers: fmean(results) for peers, results in results.items()}

    def _plain(self, value):
        """Return what a group is about as Python computed it."""
        return (
            value.id or None
            if hasattr(value, "_name")
            else value or (0 if value == 0 and value is not False else None)
        )

    def assertFigures(self, groupby, role):
        expected = self._group(*groupby)
        groups = self._read(list(groupby), role=role)
        if role == "manager":
            self.assertEqual(len(groups), len(expected))
        for group, figures in groups.items():
            leads = expected[tuple(map(self._plain, group))]
            if not any(self.deals[lead_id][1] != "pending" for lead_id in leads):
                continue
            computed = self._compute(leads)
            for name, value in figures.items():
                if value is None and role != "manager":
                    continue
                with self.subTest(name, group=group, role=role):
                    self.assertAlmostEqual(value, computed[name], 4)

    def test_figures(self):
        """On each level of grouping, for both kinds of readers."""
        self.__class__.rates = self.rates  # computed once
        for groupby in (
            (),
            ("sentiment",),
            ("activity_type_id", "outcome_id"),
            ("team_id", "attempt"),
            ("activity_type_id", "next_type_id", "next_days"),
        ):
            self.assertFigures(groupby, "manager")
            if len(groupby) < 3:
                self.assertFigures(groupby, "salesperson")

    def test_published(self):
        """No published figure, nor a difference, is about one to nine deals.

        For this, the deals behind each row are found again, whatever wrote the row.
        """
        counts = self._count_published()
        for base, sizes in counts.items():
            with self.subTest(base):
                self.assertGreater(len(sizes), 50)
                self.assertGreaterEqual(min(sizes.values()), MIN_DEALS)
                self.assertSafe(sizes, sizes)
        # of all deals, the closed ones are a part, and the open ones are the rest
        deals, closed = counts["deals"], counts["closed"]
        self.assertSafe(deals, closed)
        is_open = {
            names: deals[names] - closed[names] for names in deals.keys() & closed
        }
        self.assertTrue(all(map(is_safe, is_open.values())))
        self.assertSafe(is_open, is_open)

    def assertSafe(self, wholes, parts):
        """Check what is left of answers after one, or all published, of their parts.

        :param dict wholes: the number of deals, by what the question names
        """
        sums = Counter()
        for narrow, count in parts.items():
            names = frozenset(name for name, _value in narrow)
            for wide in get_wholes(narrow) & wholes.keys():
                self.assertTrue(is_safe(wholes[wide] - count), (wide, narrow))
                if wide <= narrow:
                    sums[wide, names] += count
        for (wide, names), count in sums.items():
            self.assertTrue(is_safe(wholes[wide] - count), (wide, names))

    def _count_published(self):
        """Return the number of deals behind the figures, by base and what they name."""
        rows = self.Effect.sudo().search([])  # cells: none is published
        self.assertFalse(rows.filtered("is_published"))
        counts = defaultdict(dict)
        named = [("company_id", "=", self.company.id)]
        effect = self._as("salesperson")
        for names in chain.from_iterable(
            combinations(DIMENSIONS, size) for size in range(4)
        ):
            deals = self._group(*names)
            groups = effect._read_group(named, names, FIGURES.values())
            for group in groups:
                values = tuple(map(self._plain, group[: len(names)]))
                sizes = self._get_sizes(deals[values])
                figures = dict(zip(FIGURES, group[len(names) :], strict=True))
                for base in ("deals", "closed"):
                    self.assertIn(figures[base], (False, sizes[base]))
                question = self._get_question(dict(zip(names, values, strict=True)))
                for base, figure in figures.items():
                    if figure is not False:  # a heading has no figures
                        counts[base][question] = sizes[base]
        for named, figures in self._read_lines():
            leads = {
                lead_id
                for values, lead_id in self.facts
                if all(values[name] == named[name] for name in LINE)
                and values["next_days"] <= named["next_within"]
            }
            sizes = self._get_sizes(leads)
            self.assertEqual(figures["closed"], sizes["closed"])
            for base, measure in FIGURES.items():
                if figures[measure.partition(":")[0]] is not None:
                    counts[base][self._get_question(named)] = sizes[base]
        return counts

    def _read_lines(self):
        """Return what the lines in the dialog name, and the figures that they have."""
        self.env.cr.execute(
            """
            SELECT activity_type_id, outcome_id, next_type_id, next_within,
                   deals, closed, days_to_close, revenue
              FROM mail_activity_effect
             WHERE is_published AND next_within > 0 AND company_id = %s
            """,
            [self.company.id],
        )
        names = (*LINE, "next_within")
        rows = self.env.cr.dictfetchall()
        self.assertTrue(rows)
        return [({name: row[name] for name in names}, row) for row in rows]

    def _get_question(self, named):
        """Return what a question names; an outcome has a sentiment."""
        if "outcome_id" in named:
            outcome = self.outcomes.browse(named["outcome_id"])
            named["sentiment"] = outcome.sentiment or None
        return frozenset(named.items())

    def _get_sizes(self, leads):
        """Return how many of the deals each kind of figure is about."""
        deals = [self.deals[lead_id] for lead_id in leads]
        timed = [deal for deal in deals if deal[3] and deal[3] >= deal[2]]
        results = Counter(result for _team, result, *_rest in deals)
        return {
            "deals": len(deals),
            "closed": len(deals) - results["pending"],
            "timed": len(timed),
            "won": results["won"],
        }
