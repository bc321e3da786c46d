import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from babel.dates import format_timedelta
from babel.numbers import format_percent

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL, Query
from odoo.tools.misc import babel_locale_parse, get_lang
from odoo.tools.sql import column_exists, create_column
from odoo.tools.translate import LazyTranslate

from ..activity.client_values import is_id, is_integer
from ..outcome.mail_activity_outcome import SENTIMENTS
from .publication import ALL, CLOSED, MIN_DEALS, CompanyPublication, get_wider
from .questions import (
    DIMENSIONS,
    LINE,
    LINE_DEALS,
    Tally,
    get_asked,
    get_dimensions,
    get_shortest,
)

_lt = LazyTranslate(__name__)

# labels for empty values, which aren't translated with their fields
NO_OUTCOME = _lt("No outcome")
NO_NEXT_STEP = _lt("No next step")

DEALS = "crm.lead"
MANAGERS = "crm_activity_flow.group_activity_manager"
CELL_COLUMNS = (
    "company_id",
    "team_id",
    "period",
    "activity_type_id",
    "outcome_id",
    "sentiment",
    "attempt",
    "next_type_id",
    "next_days",
)
LINES_MAX = 1_000
Z = 1.96  # a confidence of 95 %

# What is counted before a figure is published: a rate is about closed deals, the days
# about those that have some, revenue about won ones. Those that matter most first: once
# something is published, what would give away too much with it isn't.
BASES = {
    CLOSED: (
        "closed",
        "won",
        "lost",
        "won_rate",
        "won_rate_low",
        "won_rate_high",
        "won_rate_all",
    ),
    "timed": ("days_to_close",),
    "won": ("revenue",),
    ALL: ("deals",),
}
# what figures are made of, apart from the id, which makes them count each deal once
DEAL_COLUMNS = (
    "id",
    "is_won",
    "is_lost",
    "days",
    "amount",
    "currency_id",
    "base_rate",
)
MEASURES = tuple(name for names in BASES.values() for name in names)


@dataclass(frozen=True)
class _Reading:
    """How the next search reads the table: a key of the context that no client sends.

    :param frozenset dimensions: what the answer is grouped by
    :param bool counts_deals: whether the deals behind the cells are counted again
    :param bool is_published: whether what salespeople read is read, whoever asks
    """

    dimensions: frozenset = frozenset()
    counts_deals: bool = False
    is_published: bool = False


def get_totals_sql(alias):
    """Return the SQL of what figures are made of, from deals that are there once each.

    The same as ``Tally`` counts. There is no revenue in several currencies.

    :param str alias: of a table with ``DEAL_COLUMNS``
    :rtype: dict[str, SQL]
    """
    is_won, is_lost, days, amount, currency, base_rate = (
        SQL.identifier(alias, name) for name in DEAL_COLUMNS[1:]
    )
    is_closed = SQL("(%s OR %s)", is_won, is_lost)
    return {
        "deals": SQL("COUNT(*)"),
        "closed": SQL("COUNT(*) FILTER (WHERE %s)", is_closed),
        "won": SQL("COUNT(*) FILTER (WHERE %s)", is_won),
        "lost": SQL("COUNT(*) FILTER (WHERE %s)", is_lost),
        "timed": SQL("COUNT(%s)", days),
        "days": SQL("SUM(%s)", days),
        "rates": SQL("SUM(%s) FILTER (WHERE %s)", base_rate, is_closed),
        "revenue": SQL(
            """
            CASE WHEN MIN(%(currency)s) FILTER (WHERE %(is_won)s)
                    = MAX(%(currency)s) FILTER (WHERE %(is_won)s)
                 THEN SUM(%(amount)s) FILTER (WHERE %(is_won)s)
                 WHEN NOT BOOL_OR(%(is_won)s) THEN 0 END
            """,
            amount=amount,
            currency=currency,
            is_won=is_won,
        ),
    }


def get_figures_sql(totals):
    """Return the SQL of each measure.

    :param dict totals: the SQL of what they are made of, see ``get_totals_sql``
    :rtype: dict[str, SQL]
    """
    won, closed = totals["won"], totals["closed"]
    return {
        **{name: totals[name] for name in ("deals", "closed", "won", "lost")},
        "won_rate": SQL("%s::float / NULLIF(%s, 0)", won, closed),
        "won_rate_low": _get_wilson_sql(won, closed, -Z),
        "won_rate_high": _get_wilson_sql(won, closed, Z),
        "won_rate_all": SQL("%s / NULLIF(%s, 0)", totals["rates"], closed),
        "days_to_close": SQL("%s / NULLIF(%s, 0)", totals["days"], totals["timed"]),
        "revenue": totals["revenue"],
    }


def _get_wilson_sql(won, closed, z):
    """Return one end of the Wilson interval of a won rate: the lower one if z < 0."""
    return SQL(
        """
        CASE WHEN %(closed)s > 0 THEN LEAST(1, GREATEST(0, (
            %(won)s + %(z)s ^ 2 / 2
            + %(z)s * SQRT(
                %(won)s * (%(closed)s - %(won)s)::float / %(closed)s + %(z)s ^ 2 / 4
            )
        ) / (%(closed)s + %(z)s ^ 2))) END
        """,
        won=won,
        closed=closed,
        z=SQL("(%s::float)", z),
    )


class MailActivityEffect(models.Model):
    """What deals came to after activities: what went together, not what caused it."""

    _name = "mail.activity.effect"
    _description = "What Works"
    _log_access = False
    # salespeople don't know all of these numbers
    _order = "closed DESC NULLS LAST, deals DESC NULLS LAST, id"

    activity_type_id = fields.Many2one(
        "mail.activity.type", readonly=True, ondelete="cascade"
    )
    outcome_id = fields.Many2one(
        "mail.activity.outcome",
        readonly=True,
        ondelete="cascade",
        falsy_value_label=NO_OUTCOME,
    )
    sentiment = fields.Selection(
        SENTIMENTS, readonly=True, falsy_value_label=NO_OUTCOME
    )
    attempt = fields.Integer(
        readonly=True,
        aggregator=None,
        help=(
            "How many times in a row this type had this outcome: 3 means the third "
            "call without an answer."
        ),
    )
    team_id = fields.Many2one(
        "crm.team", "Sales Team", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    period = fields.Date(
        "Deal Created On",
        readonly=True,
        groups=MANAGERS,  # not published
        help="First day of the quarter in which the deal was created.",
    )
    next_type_id = fields.Many2one(
        "mail.activity.type",
        "Next Step",
        readonly=True,
        ondelete="cascade",
        falsy_value_label=NO_NEXT_STEP,
        help="The activity that was completed next on the same deal.",
    )
    next_days = fields.Integer(
        "Days to Next Step",
        readonly=True,
        aggregator=None,
        falsy_value_label=NO_NEXT_STEP,
    )
    # for the line in the dialog only
    next_within = fields.Integer(readonly=True, aggregator=None, groups=NO_ACCESS)

    deals = fields.Integer(
        readonly=True,
        help=(
            "Open and closed deals with such an activity, completed no later than the "
            "day the deal was closed. Each deal counts once."
        ),
    )
    closed = fields.Integer(
        "Closed Deals",
        readonly=True,
        help="Won and lost deals. Won rates are based on them.",
    )
    won = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    won_rate = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of closed deals that were won.",
    )
    won_rate_low = fields.Float(
        "Won Rate, at Least",
        readonly=True,
        aggregator="avg",
        help="Lower end of the 95% confidence interval (Wilson).",
    )
    won_rate_high = fields.Float(
        "Won Rate, at Most",
        readonly=True,
        aggregator="avg",
        help="Upper end of the 95% confidence interval (Wilson).",
    )
    won_rate_all = fields.Float(
        "Won Rate of All",
        readonly=True,
        aggregator="avg",
        help=(
            "For comparison: the won rate of all deals of the same team that were "
            "created in the same quarter, with or without activities."
        ),
    )
    days_to_close = fields.Float(
        "Days to Close",
        readonly=True,
        aggregator="avg",
        help="Average number of days from creation to closing, won or lost.",
    )
    revenue = fields.Float(
        "Revenue Won",
        readonly=True,
        help=(
            "Expected revenue of the won deals. Empty if their companies use different "
            "currencies."
        ),
    )

    level = fields.Char(readonly=True, groups=NO_ACCESS)
    is_published = fields.Boolean(readonly=True, groups=NO_ACCESS)

    def _auto_init(self):
        """Add a column for the deals of a cell; Odoo has no fields of many numbers.

        A table of pairs, with keys and indexes, would take most of the night to fill.
        """
        result = super()._auto_init()
        if not column_exists(self.env.cr, self._table, "deal_ids"):
            create_column(self.env.cr, self._table, "deal_ids", "int4[]")
        return result

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @api.model
    def _reads_cells(self):
        """Return whether the user reads cells, on any number of deals."""
        return self.env.su or self.env.user.has_group(MANAGERS)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Find cells for managers, and published rows for others.

        The published rows that answer a question name exactly its dimensions. By ids,
        Odoo reads what was found before, if the rules of access allow it.
        """
        domain = Domain(domain)
        reading = self._get_reading()
        names = {
            condition.field_expr.partition(".")[0]
            for condition in domain.iter_conditions()
        }
        if names == {"id"} and not reading.dimensions:
            return super()._search(domain, *args, **kwargs)
        domain = domain.map_conditions(self._tell_no_days)
        level = None
        if reading.is_published or not self._reads_cells():
            names |= reading.dimensions
            level = self._get_level(names)
        domain &= Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IS NOT DISTINCT FROM %s", SQL.identifier(alias, "level"), level
            )
        )
        if not reading.counts_deals:
            return super()._search(domain, *args, **kwargs)
        plain = self.with_context(effect_reading=None)
        found = super(MailActivityEffect, plain)._search(domain, *args, **kwargs)
        return self._get_deal_query(found, reading.dimensions)

    @api.model
    def _get_reading(self):
        reading = self.env.context.get("effect_reading")
        return reading if isinstance(reading, _Reading) else _Reading()

    @api.model
    def _tell_no_days(self, condition):
        """Tell the same day from no day: to Odoo, 0 and empty numbers are the same."""
        if condition.field_expr != "next_days" or condition.operator not in ("=", "in"):
            return condition
        values = condition.value if condition.operator == "in" else [condition.value]
        days = [value for value in values if value is not False and value is not None]
        if not all(map(is_integer, days)):
            return condition  # Odoo says what is wrong with it
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "(%(days)s = ANY(%(given)s) OR %(empty)s AND %(days)s IS NULL)",
                days=SQL.identifier(alias, "next_days"),
                given=days,
                empty=len(days) < len(values),
            )
        )

    @api.model
    def _get_level(self, names):
        """Return the key of the questions that name these dimensions and no others."""
        return ",".join(get_dimensions(names)) or "total"

    @api.model
    def _get_deal_query(self, found, dimensions):
        """Return a query of the deals of cells, each once per value of the dimensions.

        :param Query found: the cells
        :param set dimensions: what the deals are going to be grouped by
        """
        about = [SQL.identifier("cell", name) for name in sorted(dimensions)]
        of_deals = [SQL.identifier("deal", name) for name in DEAL_COLUMNS]
        deals = SQL(
            """(
                SELECT %(columns)s
                  FROM (
                    SELECT DISTINCT %(about)s
                      FROM mail_activity_effect cell
                     CROSS JOIN UNNEST(cell.deal_ids) deal_id
                     WHERE cell.id IN %(found)s
                  ) cell
                  JOIN mail_activity_effect_deal deal ON deal.id = cell.deal_id
            )""",
            about=SQL(", ").join([*about, SQL.identifier("deal_id")]),
            columns=SQL(", ").join(about + of_deals),
            found=found.subselect(),
        )
        return Query(self.env, self._table, deals)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """Read each grouping on its own: no total is the sum of its parts."""
        return [
            self._read_group(
                domain, groupby, aggregates, order=self._get_own_order(order, groupby)
            )
            for groupby in grouping_sets
        ]

    @api.model
    def _get_own_order(self, order, groupby):
        """Return the terms of an order that can sort this grouping."""
        terms = [term.strip() for term in (order or "").split(",") if term.strip()]
        return ", ".join(
            term
            for term in terms
            if term.split()[0] in groupby or self._is_figure(term.split()[0])
        )

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        dimensions = frozenset(re.split(r"[:.]", spec)[0] for spec in groupby)
        rest = (having, offset, limit, order)
        if not self._reads_cells() or "id" in dimensions:
            return self._read_as(
                _Reading(dimensions), domain, groupby, aggregates, rest
            )
        figures = [spec for spec in aggregates if self._is_figure(spec)]
        counting = _Reading(dimensions, counts_deals=True)
        groups = self._read_as(counting, domain, groupby, figures, rest)
        others = [spec for spec in aggregates if spec not in figures]
        if not others:
            return groups
        # such as the number of cells, for the pages of a list
        of_cells = self._read_as(_Reading(dimensions), domain, groupby, others)
        size = len(groupby)
        found = {self._get_key(group[:size]): group[size:] for group in of_cells}
        return [
            self._merge_group(
                group,
                found[self._get_key(group[:size])],
                aggregates,
                figures,
                others,
            )
            for group in groups
        ]

    @api.model
    def _read_as(self, reading, domain, groupby, aggregates, rest=()):
        records = self.with_context(effect_reading=reading)
        # pylint: disable-next=super-method-mismatch  # a part of _read_group()
        groups = super(MailActivityEffect, records)._read_group(
            domain, groupby, aggregates, *rest
        )
        return [
            tuple(
                value.with_env(self.env)
                if isinstance(value, models.BaseModel)
                else value
                for value in group
            )
            for group in groups
        ]

    @api.model
    def _get_key(self, values):
        """Return the values of a group as a key; Python takes an empty one for 0."""
        return tuple((value, value is False) for value in values)

    @api.model
    def _merge_group(self, group, of_cells, aggregates, figures, others):
        """Return one group with its figures and the rest, in the order asked for."""
        size = len(group) - len(figures)
        values = dict(zip(figures, group[size:], strict=True))
        values.update(zip(others, of_cells, strict=True))
        return group[:size] + tuple(values[spec] for spec in aggregates)

    @api.model
    def _is_figure(self, spec):
        """Return whether an aggregate is a measure of a group, as views ask for it."""
        name, _colon, function = spec.partition(":")
        return name in MEASURES and function in ("sum", "avg")

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Compute figures from deals; of published rows, show only single ones.

        Published rows overlap, as a deal has several outcomes: they can't be added up.
        """
        if not self._is_figure(aggregate_spec):
            return super()._read_group_select(aggregate_spec, query)
        name = aggregate_spec.partition(":")[0]
        if self._get_reading().counts_deals:
            return get_figures_sql(get_totals_sql(self._table))[name]
        return SQL(
            "CASE WHEN COUNT(*) = 1 THEN MAX(%s) END", SQL.identifier(self._table, name)
        )

    # ------------------------------------------------------------
    # Computing
    # ------------------------------------------------------------

    @api.model
    def _refresh(self):
        """Compute the table, with all companies; the scheduled action calls it.

        In one transaction: until it ends, everyone reads the figures of the day before.
        Only one computes at a time; another one has nothing to add.
        """
        if not self._try_to_lock():
            return
        self.env.flush_all()
        for table in ("mail_activity_effect", "mail_activity_effect_deal"):
            self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        self.env["mail.activity.effect.deal"]._refill()
        self._fill_cells()
        self._publish()
        self.env.invalidate_all()

    @api.model
    def _try_to_lock(self):
        """Return whether no other transaction is computing the table."""
        [[is_free]] = self.env.execute_query(
            SQL("SELECT PG_TRY_ADVISORY_XACT_LOCK(HASHTEXT(%s))", self._name)
        )
        return is_free

    @api.model
    def _fill_cells(self):
        """Insert a cell for each combination of values, with its deals.

        Numbered from 1, as the table is empty: it is filled every night.
        """
        self.env.cr.execute("SELECT SETVAL('mail_activity_effect_id_seq', 1, FALSE)")
        columns = SQL(", ").join(map(SQL.identifier, CELL_COLUMNS))
        figures = get_figures_sql(get_totals_sql("deal"))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_activity_effect (%(columns)s, deal_ids, %(measures)s)
                SELECT %(step_columns)s, ARRAY_AGG(deal.id), %(figures)s
                  FROM (SELECT DISTINCT deal_id, %(columns)s FROM (%(steps)s) step) step
                  JOIN mail_activity_effect_deal deal ON deal.id = step.deal_id
                 GROUP BY %(step_columns)s
                """,
                columns=columns,
                measures=SQL(", ").join(map(SQL.identifier, figures)),
                step_columns=SQL(", ").join(
                    SQL.identifier("step", name) for name in CELL_COLUMNS
                ),
                figures=SQL(", ").join(figures.values()),
                steps=self._select_steps(),
            )
        )
        self.env.cr.execute(SQL("ANALYZE mail_activity_effect"))

    @api.model
    def _select_steps(self) -> SQL:
        """Return a query of the completed activities on deals, and what followed each.

        An attempt is counted as by next steps: in a row of the same type and outcome.
        Days are those of the assignees.
        """
        return SQL(
            """
            SELECT deal_id, company_id, team_id, period,
                   activity_type_id, outcome_id, sentiment,
                   (ROW_NUMBER() OVER (
                       PARTITION BY deal_id, activity_type_id, outcome_id, stretch
                           ORDER BY moment, date_deadline, id
                   ))::int AS attempt,
                   next_type_id,
                   CASE WHEN next_day > day THEN next_day - day
                        WHEN next_day <= day THEN 0
                   END AS next_days
              FROM (
                SELECT completion.*,
                       ROW_NUMBER() OVER of_type
                           - ROW_NUMBER() OVER of_outcome AS stretch,
                       LEAD(activity_type_id) OVER on_deal AS next_type_id,
                       LEAD(day) OVER on_deal AS next_day
                  FROM (%(completions)s) completion
                WINDOW on_deal AS (
                    PARTITION BY deal_id ORDER BY moment, date_deadline, id
                ), of_type AS (
                    PARTITION BY deal_id, activity_type_id
                        ORDER BY moment, date_deadline, id
                ), of_outcome AS (
                    PARTITION BY deal_id, activity_type_id, outcome_id
                        ORDER BY moment, date_deadline, id
                )
              ) completion
            """,
            completions=self._select_completions(),
        )

    @api.model
    def _select_completions(self) -> SQL:
        """Return a query of the activities that figures are made of.

        Completed ones that aren't private, up to the day on which the deal was closed:
        a thank-you call after the sale didn't bring it. The day is that of the
        assignee, as the call in which a deal was won is often completed afterwards.
        Where only the day of a completion is known, it counts as noon; where not even
        that is, it can't be said what it came before or after.
        """
        return SQL(
            """
            SELECT activity.id, activity.res_id AS deal_id, deal.company_id,
                   deal.team_id, deal.period, activity.activity_type_id,
                   activity.outcome_id, outcome.sentiment, activity.date_deadline,
                   COALESCE(activity.done_day, activity.date_done) AS day,
                   COALESCE(
                       activity.done_at, activity.date_done + TIME '12:00'
                   ) AS moment
              FROM mail_activity activity
              JOIN mail_activity_effect_deal deal ON deal.id = activity.res_id
              LEFT JOIN mail_activity_outcome outcome
                    ON outcome.id = activity.outcome_id
             WHERE activity.res_model = %(deals)s
               AND activity.active IS NOT TRUE
               AND activity.cancelled_at IS NULL
               AND activity.is_private IS NOT TRUE
               AND COALESCE(activity.done_at, activity.date_done) IS NOT NULL
               AND (deal.closed_at IS NULL
                    -- whatever the time zone, which may have been another one then
                    OR activity.done_at <= deal.closed_at
                    OR COALESCE(activity.done_day, activity.date_done) <= (
                        deal.closed_at AT TIME ZONE 'UTC'
                            AT TIME ZONE COALESCE(activity.user_tz, 'UTC')
                    )::date)
            """,
            deals=DEALS,
        )

    # ------------------------------------------------------------
    # Publishing
    # ------------------------------------------------------------

    @api.model
    def _publish(self):
        """Store the figures that salespeople read."""
        publications = defaultdict(lambda: CompanyPublication(DIMENSIONS))
        answers = dict(get_shortest(self._count_deals().get_totals(MIN_DEALS)))
        published = defaultdict(list)  # the bases that are published of each question
        for base in BASES:
            for key, totals in answers.items():
                company_id, question = key
                if publications[company_id].add(question, base, totals):
                    published[key].append(base)
        for key in self._get_headings(published, answers):
            published[key] = []
        self._insert_published(
            [
                {
                    "company_id": company_id,
                    "level": self._get_level(get_asked(question)),
                    **get_asked(question),
                    **answers[company_id, question],
                    "bases": bases,
                }
                for (company_id, question), bases in published.items()
            ]
        )

    @api.model
    def _count_deals(self):
        """Return the tally of all deals. Deals without a company are in no one's.

        :rtype: Tally
        """
        tally = Tally()
        self.env.cr.execute(
            SQL(
                """
                SELECT company_id, deal_ids, %s FROM mail_activity_effect
                 WHERE company_id IS NOT NULL
                """,
                SQL(", ").join(map(SQL.identifier, DIMENSIONS[:-1])),
            )
        )
        for company_id, deal_ids, *cell in self.env.cr.fetchall():
            tally.add_cell(company_id, tuple(cell), deal_ids)
        self.env.cr.execute(
            SQL(
                """
                SELECT id, is_won, is_lost, days, amount, base_rate
                  FROM mail_activity_effect_deal
                 WHERE company_id IS NOT NULL
                """
            )
        )
        for deal in self.env.cr.fetchall():
            tally.add_deal(*deal)
        return tally

    @api.model
    def _insert_published(self, answers):
        """Insert published rows, with the figures on the bases that are published.

        :param list[dict] answers: what each is about, its totals and its bases
        """
        about = ("company_id", "level", *DIMENSIONS)
        figures = get_figures_sql(
            {name: SQL.identifier(name) for name in get_totals_sql("deal")}
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_activity_effect (%(about)s, is_published, %(names)s)
                SELECT %(about)s, TRUE, %(figures)s
                  FROM JSONB_TO_RECORDSET(%(answers)s::jsonb) answer (
                    company_id int, level text, bases text[],
                    activity_type_id int, outcome_id int, sentiment text, attempt int,
                    team_id int, next_type_id int, next_days int, next_within int,
                    deals int, closed int, won int, lost int, timed int,
                    days float, revenue float, rates float
                )
                """,
                about=SQL(", ").join(map(SQL.identifier, about)),
                names=SQL(", ").join(map(SQL.identifier, MEASURES)),
                figures=SQL(", ").join(
                    SQL("CASE WHEN %s = ANY(bases) THEN %s END", base, figures[name])
                    for base, names in BASES.items()
                    for name in names
                ),
                answers=json.dumps(answers),
            )
        )

    @api.model
    def _get_headings(self, published, answers):
        """Return the questions that contain published ones, but aren't answered.

        As rows without figures, they hold together the lines of a pivot. They tell
        nothing: a published row below says that there are such deals.
        """
        return {
            (company_id, wider)
            for company_id, question in published
            for wider in get_wider(question)
            if (company_id, wider) in answers
        } - set(published)

    # ------------------------------------------------------------
    # The line in the dialog for next steps
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_next_step_lines(self, steps):
        """Return what is known of next steps: one text for each, or False.

        From figures on at least 30 closed deals of the deal's company, as they were
        computed at night.

        :param list[dict] steps: suggestions, of which ``previous_activity_id`` (the
            completed activity) and ``activity_type_id`` (what follows) are read; at
            most 1,000
        :rtype: list[str | bool]
        :raise ValidationError: these aren't suggestions, or too many
        """
        pairs = self._check_steps(steps)
        if not self._shows_lines():
            return [False] * len(pairs)
        completed = self.env["mail.activity"].browse({pair[0] for pair in pairs})
        readable = (
            completed.exists()
            ._filtered_access("read")
            .filtered(lambda activity: activity.res_model == DEALS)
        )
        rows = self._get_line_rows(readable, {pair[1] for pair in pairs})
        companies = self.env["mail.activity.effect.deal"]._get_company_ids(
            readable.mapped("res_id")
        )
        keys = {
            activity.id: (
                companies.get(activity.res_id),
                activity.activity_type_id.id,
                activity.outcome_id.id,
            )
            for activity in readable
        }
        found = [
            rows.get((*keys[activity_id], type_id)) if activity_id in keys else None
            for activity_id, type_id in pairs
        ]
        return [row._get_line_text() if row else False for row in found]

    @api.model
    def _shows_lines(self):
        return bool(self._get_line_companies()) and self.has_access("read")

    @api.model
    def _get_line_companies(self):
        """Return the companies that the user works in, and that show the line."""
        return self.env.companies.filtered("activity_effect_line")

    @api.model
    def _check_steps(self, steps):
        """Return the completed activity and the next type of each step, as ids."""
        self.env["mail.activity"]._check_suggestions(steps)
        if len(steps) > LINES_MAX:
            raise ValidationError(
                self.env._(
                    "You can ask about at most %(limit)s next steps at once.",
                    limit=LINES_MAX,
                )
            )
        names = ("previous_activity_id", "activity_type_id")
        pairs = [tuple(step.get(name) or 0 for name in names) for step in steps]
        wrong = [
            value for pair in pairs for value in pair if value and not is_id(value)
        ]
        if wrong:
            raise ValidationError(
                self.env._(
                    "Invalid record IDs: %(ids)s.",
                    ids=", ".join(map(repr, wrong[:5])),
                )
            )
        return pairs

    @api.model
    def _get_line_rows(self, completed, type_ids):
        """Return the published rows after activities, by company, types and outcome.

        What was published can be read by everyone who reads the report.
        """
        reading = _Reading(frozenset(LINE), is_published=True)
        rows = (
            self.sudo()
            .with_context(effect_reading=reading)
            .search(
                [
                    ("company_id", "in", self._get_line_companies().ids),
                    ("activity_type_id", "in", completed.activity_type_id.ids),
                    ("next_type_id", "in", list(type_ids)),
                    ("closed", ">=", LINE_DEALS),
                ]
            )
        )
        return {
            (
                row.company_id.id,
                row.activity_type_id.id,
                row.outcome_id.id,
                row.next_type_id.id,
            ): row
            for row in rows.with_env(self.env(su=True))
        }

    def _get_line_text(self):
        percent = partial(
            format_percent, locale=babel_locale_parse(get_lang(self.env).code)
        )
        return self.env._(
            "After “%(outcome)s”, “%(next)s” within %(days)s was followed by a won "
            "deal in %(rate)s of %(deals)s deals (all: %(all)s).",
            outcome=self.outcome_id.name or self.activity_type_id.name,
            next=self.next_type_id.name,
            days=format_timedelta(
                timedelta(days=self.next_within),
                granularity="day",
                threshold=100,
                locale=babel_locale_parse(get_lang(self.env).code),
            ),
            rate=percent(self.won_rate),
            deals=self.closed,
            all=percent(self.won_rate_all),
        )
