from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import date, timedelta

from psycopg2 import DataError, ProgrammingError

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from odoo.addons.crm_activity_flow.models.activity.records import parse_day
from odoo.addons.crm_activity_flow.models.planned_time.zones import get_first_of_week

from .period import Period

OPEN_STATES = ("overdue", "today", "planned")
PERIOD_MAX = 3_660  # days: ten years
# characters of a filter, and of what it takes in the domains of all bars
FILTER_MAX = 100_000
ANSWER_MAX = 20_000_000
PEOPLE_MAX = 10  # those with the most overdue activities
SECOND = timedelta(seconds=1)

# what the bars are made of: the columns of each set of groups
BY_USER = ("user_id", "outcome_id")
BY_TYPE = ("activity_type_id",)
BY_DAY = ("done_day", "sentiment")
BY_ASSIGNEE = ("user_id",)
COLUMNS = (*BY_USER, *BY_TYPE, *BY_DAY)
NAMED = (*BY_USER, *BY_TYPE)  # of records
USED = (
    "active",
    "activity_type_id",
    "cancelled_at",
    "create_date",
    "date_deadline",
    "days_to_complete",
    "done_at",
    "nbr_overdue",
    "on_time",
    "outcome_id",
    "sentiment",
    "user_id",
    "user_tz",
)


def _get_bits(names):
    """Return what PostgreSQL's GROUPING says of a group: a bit for each other column.

    :param names: the columns that it groups by
    """
    return sum(
        1 << number
        for number, name in enumerate(reversed(COLUMNS))
        if name not in names
    )


GROUPS = {
    _get_bits(names): names for names in ((), BY_USER, BY_TYPE, BY_DAY, BY_ASSIGNEE)
}
FIGURES = ("completed", "open", "overdue", "on_time", "positive", "days_to_complete")


class MailActivityOverview(models.Model):
    """The dashboard: the figures of a period, and what each one was before.

    A class of its own: one request, and one query for all figures.
    """

    _inherit = "mail.activity.overview"

    @api.model
    @api.readonly
    def get_dashboard(self, domain, date_from, date_to):
        """Return the figures of a period, each with the list behind it.

        Completed activities are those of the period, and the rates and averages are
        theirs. *Open* and *overdue* are of now, and before that, of the end of the
        period before, as far as it is still recorded: by today's assignees and due
        dates, and without activities that were deleted.

        Days are those of the user, and weeks begin as the user's language says.

        :param list domain: which activities of the overview
        :param str date_from: the first day, such as ``2026-12-01``
        :param str date_to: the last day
        :return: ``figures``: by name, a dict with ``value``, ``previous`` (the period
            of the same length before) and ``domain``; shares are from 0 to 1, and None
            where there is nothing to divide by. ``by_user``, ``by_type``,
            ``sentiment_by_week``, ``by_weekday`` and ``overdue_by_user``: lists of
            dicts with what they are grouped by, ``value`` and ``domain``
        :rtype: dict
        :raise ValidationError: the filter or the period isn't valid
        """
        period = self._parse_period(date_from, date_to)
        domain = self._parse_filter(domain)
        groups = self._read_dashboard(domain, period)
        self._check_filter_size(domain, sum(map(len, groups.values())))
        completed = domain & self._get_completed_domain(period)
        overdue = domain & Domain("state", "=", "overdue")
        names = self._read_names([*groups[BY_USER], *groups[BY_TYPE]], NAMED)
        bars = {
            name: self._get_bars(groups[columns], columns, names, measure, activities)
            for name, columns, measure, activities in (
                ("by_user", BY_USER, "completed", completed),
                ("by_type", BY_TYPE, "completed", completed),
                ("overdue_by_user", BY_ASSIGNEE, "overdue", overdue),
            )
        }
        return {
            **bars,
            "figures": self._get_figures(groups[()][0]["total"], domain, completed),
            "overdue_by_user": bars["overdue_by_user"][:PEOPLE_MAX],
            "sentiment_by_week": self._get_weeks(groups[BY_DAY], domain, period),
            "by_weekday": self._get_weekdays(groups[BY_DAY], completed),
        }

    # ------------------------------------------------------------
    # What the user asks for
    # ------------------------------------------------------------

    @api.model
    def _parse_period(self, date_from, date_to):
        first, last = map(self._parse_dashboard_day, (date_from, date_to))
        if first > last:
            raise ValidationError(
                self.env._("The period ends before it begins. Choose a later end.")
            )
        if (last - first).days >= PERIOD_MAX:
            raise ValidationError(
                self.env._(
                    "The period is too long. Choose at most %(limit)s days.",
                    limit=PERIOD_MAX,
                )
            )
        return Period(first, last)

    @api.model
    def _parse_dashboard_day(self, day):
        if isinstance(day, date):  # from code
            day = fields.Date.to_string(day)
        return parse_day(self.env, day, required=True)

    @api.model
    def _parse_filter(self, domain):
        """Return a client's domain, which has to be one of the overview."""
        self._check_filter_size(domain)
        with self._refuse_invalid_filter():
            return Domain(domain or [])

    @api.model
    def _check_filter_size(self, domain, bars=0):
        """Refuse a filter that makes the answer too long: each bar repeats it."""
        size = len(str(domain))
        if size > FILTER_MAX or size * bars > ANSWER_MAX:
            raise ValidationError(
                self.env._("This filter is too long. Remove some of its values.")
            )

    @contextmanager
    def _refuse_invalid_filter(self):
        """Say so if Odoo or the database can't make sense of a client's domain."""
        try:
            yield
        except (
            AttributeError,
            DataError,
            LookupError,
            ProgrammingError,
            TypeError,
            ValueError,
        ):
            raise ValidationError(
                self.env._("This filter isn't valid. Remove it and choose it again.")
            ) from None

    @api.model
    def _get_overdue_domain(self, moment):
        """Return the activities that were overdue at the end of a period.

        As far as it is still recorded, see :meth:`get_dashboard`.

        :param datetime moment: when the next period begins
        :rtype: Domain
        """
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s AND %s", _was_open(alias, moment), _was_late(alias, moment)
            )
        )

    @api.model
    def _get_completed_domain(self, period):
        """Return the activities that were completed in a period."""
        begin, end = period.get_moments(self._get_viewer_zone())
        # as text, which all clients can send back
        begin, end = map(fields.Datetime.to_string, (begin, end))
        return Domain("done_at", ">=", begin) & Domain("done_at", "<", end)

    # ------------------------------------------------------------
    # The query
    # ------------------------------------------------------------

    @api.model
    def _read_dashboard(self, domain, period):
        """Return what the database counts, by what it is grouped by.

        :rtype: dict[tuple[str], list[dict]]
        """
        with self._refuse_invalid_filter():
            rows = self.env.execute_query_dict(self._get_dashboard_sql(domain, period))
        groups = defaultdict(list)
        for row in rows:
            groups[GROUPS[row["bits"]]].append(row)
        return groups

    @api.model
    def _get_dashboard_sql(self, domain, period):
        """Return the one query of the dashboard, which reads activities once.

        The totals are one value, in the row of the group of all.
        """
        return SQL(
            """
            WITH chosen AS MATERIALIZED (%(chosen)s),
            total AS (
                SELECT COUNT(*) FILTER (WHERE is_completed) AS completed,
                       COUNT(*) FILTER (WHERE was_completed) AS completed_before,
                       COUNT(*) FILTER (WHERE active) AS open,
                       COUNT(*) FILTER (WHERE was_open) AS open_before,
                       COUNT(*) FILTER (WHERE is_overdue) AS overdue,
                       COUNT(*) FILTER (WHERE was_overdue) AS overdue_before,
                       AVG(on_time) FILTER (WHERE is_completed) AS on_time,
                       AVG(on_time) FILTER (WHERE was_completed) AS on_time_before,
                       AVG(positive) FILTER (WHERE is_completed) AS positive,
                       AVG(positive) FILTER (WHERE was_completed) AS positive_before,
                       AVG(days_to_complete) FILTER (WHERE is_completed)
                           AS days_to_complete,
                       AVG(days_to_complete) FILTER (WHERE was_completed)
                           AS days_to_complete_before
                  FROM chosen
            ),
            bar AS (
                SELECT %(columns)s,
                       GROUPING(%(columns)s) AS bits,
                       COUNT(*) FILTER (WHERE is_completed) AS completed,
                       COUNT(*) FILTER (WHERE is_overdue) AS overdue
                  FROM chosen
                 WHERE is_completed OR is_overdue
                 GROUP BY GROUPING SETS (%(sets)s)
            )
            SELECT bar.*, TO_JSONB(total) AS total
              FROM bar LEFT JOIN total ON bar.bits = %(bits_of_all)s
            """,
            bits_of_all=_get_bits(()),
            chosen=self._get_dashboard_rows_sql(domain, period),
            columns=_list_columns(COLUMNS),
            sets=SQL(", ").join(
                SQL("(%s)", _list_columns(names)) for names in GROUPS.values()
            ),
        )

    @api.model
    def _get_dashboard_rows_sql(self, domain, period):
        """Return the query for the activities that the figures are about.

        Of those that are done or cancelled, only the ones since the period before. Open
        ones have no moment of completion, and looking for it takes time.
        """
        zone = self._get_viewer_zone()
        begin, end = period.get_moments(zone)
        # a period that hasn't begun is compared with now
        turn = min(begin, fields.Datetime.now())
        return SQL(
            """
            SELECT activity_type_id, outcome_id, sentiment, user_id, active,
                   active IS NOT TRUE
                       AND done_at >= %(begin)s AND done_at < %(end)s AS is_completed,
                   active IS NOT TRUE
                       AND done_at >= %(begin_before)s AND done_at < %(begin)s
                       AS was_completed,
                   nbr_overdue = 1 AS is_overdue,
                   %(was_open)s AS was_open,
                   %(was_open)s AND %(was_late)s AS was_overdue,
                   CASE WHEN active IS NOT TRUE THEN on_time END AS on_time,
                   CASE WHEN active IS NOT TRUE THEN days_to_complete END
                       AS days_to_complete,
                   (sentiment = 'positive')::int AS positive,
                   CASE
                       WHEN active IS NOT TRUE
                        AND done_at >= %(begin)s AND done_at < %(end)s
                       THEN (done_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                   END AS done_day
              FROM (%(activities)s) activity
             WHERE active
                OR done_at >= %(begin_before)s
                OR cancelled_at >= %(turn)s
            """,
            activities=self._select_used(domain),
            begin=begin,
            begin_before=period.previous.get_moments(zone)[0],
            end=end,
            turn=turn,
            was_late=_was_late("activity", turn),
            was_open=_was_open("activity", turn),
            zone=zone.zone,
        )

    @api.model
    def _select_used(self, domain):
        """Return the query for activities, with the columns that the dashboard uses.

        PostgreSQL leaves out the tables of the others.
        """
        query = self._search(domain)
        return query.select(*(SQL.identifier(query.table, name) for name in USED))

    # ------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------

    @api.model
    def _get_figures(self, total, domain, completed):
        """Return the figures that stand alone.

        The lists behind the rates and averages have the same rate or average.

        :param dict total: what the database counted
        :param Domain domain: which activities the dashboard is about
        :param Domain completed: those of them that were completed in the period
        """
        lists = {
            "open": domain & Domain("state", "in", OPEN_STATES),
            "overdue": domain & Domain("state", "=", "overdue"),
            "positive": completed & Domain("sentiment", "!=", False),
        }
        return {
            name: {
                "value": total[name],
                "previous": total[f"{name}_before"],
                "domain": list(lists.get(name, completed)),
            }
            for name in FIGURES
        }

    @api.model
    def _get_bars(self, groups, columns, names, measure, domain):
        """Return bars, the longest first, with the names of records.

        :param list[dict] groups: what the database counted
        :param columns: what the bars are of
        :param dict names: see :meth:`_read_names`
        :param str measure: what was counted
        :param Domain domain: the activities of all bars
        """
        domain = list(domain)
        operators = ["&"] * len(columns)
        bars = [
            {
                **{column: names[column, group[column]] for column in columns},
                "value": group[measure],
                "domain": [*operators, *_match(columns, group), *domain],
            }
            for group in groups
            if group[measure]
        ]
        return sorted(
            bars,
            key=lambda bar: (
                -bar["value"],
                *(bar[column][1] if bar[column] else "" for column in columns),
            ),
        )

    @api.model
    def _read_names(self, groups, columns):
        """Return what each record is called, as id and name; an empty one as False.

        As the superuser, as in groups: the activity shows them, too. In one query for
        all of them: reading each model takes several.

        :rtype: dict[tuple[str, int | None], list | bool]
        """
        names = {(column, None): False for column in columns}
        queries = []
        for column in columns:
            ids = {group[column] for group in groups} - {None}
            records = self.env[self._fields[column].comodel_name].sudo()
            query = records.with_context(active_test=False)._search([("id", "in", ids)])
            name = records._field_to_sql(query.table, records._rec_name, query)
            queries.append(
                query.select(SQL("%s", column), SQL.identifier(query.table, "id"), name)
            )
        for column, id_, name in self.env.execute_query(
            SQL(" UNION ALL ").join(queries)
        ):
            names[column, id_] = [id_, name or ""]
        return names

    @api.model
    def _get_weeks(self, groups, domain, period):
        """Return how many activities of each sentiment were completed by week."""
        first_weekday = int(get_lang(self.env).week_start)
        counts = _add_up(
            groups,
            lambda group: (
                get_first_of_week(group["done_day"], first_weekday),
                group["sentiment"] or "",
            ),
        )
        return [
            {
                "week": fields.Date.to_string(week),
                "sentiment": sentiment or False,
                "value": value,
                "domain": list(
                    domain
                    & self._get_completed_domain(period.clip_week(week))
                    & Domain("sentiment", "=", sentiment or False)
                ),
            }
            for (week, sentiment), value in sorted(counts.items())
        ]

    @api.model
    def _get_weekdays(self, groups, completed):
        """Return how many activities were completed on each day of the week."""
        counts = _add_up(groups, lambda group: group["done_day"].weekday())
        return [
            {
                "weekday": weekday,
                "value": value,
                "domain": list(completed & Domain("done_weekday", "=", str(weekday))),
            }
            for weekday, value in sorted(counts.items())
        ]


def _was_open(alias, moment):
    """Return whether an activity was open when a period ended, as SQL.

    :param str alias: of the overview
    :param datetime moment: when the next period begins
    """
    return SQL(
        "%s < %s AND (%s OR %s >= %s OR %s >= %s)",
        *(SQL.identifier(alias, "create_date"), moment),
        SQL.identifier(alias, "active"),
        *(SQL.identifier(alias, "done_at"), moment),
        *(SQL.identifier(alias, "cancelled_at"), moment),
    )


def _was_late(alias, moment):
    """Return whether an activity was due before the last day of a period, as SQL.

    It is the assignee's day.
    """
    return SQL(
        "%s < (%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(%s, 'UTC'))::date",
        SQL.identifier(alias, "date_deadline"),
        moment - SECOND,
        SQL.identifier(alias, "user_tz"),
    )


def _list_columns(names):
    return SQL(", ").join(map(SQL.identifier, names))


def _add_up(groups, get_key):
    """Return how many activities were completed by what a function says of a group."""
    counts = Counter()
    for group in groups:
        if group["completed"]:
            counts[get_key(group)] += group["completed"]
    return counts


def _match(columns, group):
    """Return the conditions for the activities of a group."""
    return [(column, "=", group[column] or False) for column in columns]
