"""The overview and What Works against the same figures in SQL by hand.

Runs in Odoo's shell (see ../benchmarks.py), on the addon's side only: both are measured
in one run, on the same rows (tools/overview_rows.py), and have to say the same. A
manager in Berlin opens the overview: the dashboard of this month and of the last 365
days, the search panel, and the pivot. Then the night computes What Works, twice, as the
second time it has figures to replace; and a manager and a salesperson read it, with the
totals that its pivot opens with.

Counts the processor's time, see tools/meter.py; with the server's default for compiling
queries (JIT) and without. Prints milliseconds, the ratio to SQL by hand
(tools/overview_sql.py), and queries, and writes them to ``bench.json``. Ends with exit
code 1 and a sentence for each question that takes more than 1.3 times as long as by
hand and 5 ms more, or 10 queries in a request, or if a night takes half of what Odoo
gives to scheduled actions.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytz
from meter import Meter
from overview_rows import insert_rows
from overview_sql import (
    DASHBOARD,
    PIVOT,
    SEARCH_PANEL,
    get_effect_of_cells,
    get_published_effect,
)

ACTIVITIES = int(os.environ["BENCH_COUNT"] or 100_000)
REPORT = Path(os.environ["BENCH_REPORT"])
LIMIT, SLACK = 1.3, 0.005  # times what it takes by hand, or seconds more
QUERIES_MAX = 10
NIGHT_MAX = 60  # seconds
ZONE = "Europe/Berlin"
MEASURES = ["nbr:sum", "on_time:avg"]
PIVOT_SETS = [[], ["user_id"], ["user_id", "sentiment"]]
EFFECT_MEASURES = ["deals:sum", "won:sum", "lost:sum", "won_rate:avg", "revenue:sum"]
EFFECT_SETS = {  # and the levels of the published rows
    (): "total",
    ("activity_type_id",): "activity_type_id",
    ("activity_type_id", "outcome_id"): "activity_type_id,outcome_id,sentiment",
}

env = globals()["env"]  # given by Odoo's shell


# ------------------------------------------------------------
# Questions
# ------------------------------------------------------------


@dataclass
class Question:
    """What someone asks: of the addon, and by hand.

    :param Callable compare: whether both answers say the same
    :param int requests: of the client, each with a limit of queries
    """

    ask: Callable
    ask_by_hand: Callable
    compare: Callable
    requests: int = 1


def get_questions(manager, seller):
    """Return the questions by name."""
    today = date.today()
    month = (today.replace(day=1), today)
    year = (today - timedelta(days=364), today)
    return {
        "dashboard, month": get_dashboard_question(manager, *month),
        "dashboard, year": get_dashboard_question(manager, *year),
        "search panel": get_panel_question(manager),
        "pivot": get_pivot_question(manager),
        "What Works, manager": get_effect_question(
            manager, [get_effect_of_cells(columns) for columns in EFFECT_SETS]
        ),
        "What Works, seller": get_effect_question(
            seller, [get_published_effect(*each) for each in EFFECT_SETS.items()]
        ),
    }


def get_model(user, name):
    return env(user=user.id, su=False, context={"lang": "en_US", "tz": ZONE})[name]


def fetch(query, values=None):
    env.cr.execute(query, values)
    return env.cr.fetchall()


def get_dashboard_question(user, first, last):
    overview = get_model(user, "mail.activity.overview")
    zone = pytz.timezone(ZONE)
    days = [first - (last - first) - timedelta(days=1), first, last + timedelta(days=1)]
    begin_before, begin, end = (
        zone.localize(datetime.combine(day, datetime.min.time()))
        .astimezone(pytz.utc)
        .replace(tzinfo=None)
        for day in days
    )
    values = {
        "begin_before": begin_before,
        "begin": begin,
        "end": end,
        "end_before": begin - timedelta(seconds=1),
        "user": user.id,
        "zone": ZONE,
    }
    return Question(
        lambda: overview.get_dashboard([], first, last),
        lambda: fetch(DASHBOARD, values),
        compare_dashboards,
    )


def compare_dashboards(dashboard, by_hand):
    total, *bars = by_hand
    figures = [
        figure[moment]
        for figure in dashboard["figures"].values()
        for moment in ("value", "previous")
    ]
    count = sum(len(dashboard[kind]) for kind in ("by_user", "by_type"))
    return count <= len(bars) and all(map(is_same, figures, total[4:]))


def get_panel_question(user):
    """Return the question of what the search panel offers, as the view has it."""
    overview = get_model(user, "mail.activity.overview")
    given = {"category_domain": [], "filter_domain": [], "search_domain": []}
    several = {**given, "comodel_domain": [], "group_by": False, "group_domain": []}

    def ask():
        return [
            overview.search_panel_select_range("activity_type_id", **given),
            *(
                overview.search_panel_select_multi_range(
                    name, **several, enable_counters=name == "outcome_id"
                )
                for name in ("outcome_id", "user_id", "team_id")
            ),
        ]

    def compare(filters, by_hand):
        offered = [
            {
                (value["id"], value["__count"])
                if "__count" in value
                else (value["id"],)
                for value in each["values"]
            }
            for each in filters
        ]
        return offered == [set(rows) for rows in by_hand]

    return Question(
        ask,
        lambda: [fetch(query, {"user": user.id}) for query in SEARCH_PANEL],
        compare,
        len(SEARCH_PANEL),
    )


def get_pivot_question(user):
    overview = get_model(user, "mail.activity.overview")

    def compare(sets, by_hand):
        groups = [group for groups in sets for group in groups]
        counts = sorted(group["nbr:sum"] for group in groups)
        return counts == sorted(count for _user, _sentiment, count, _rate in by_hand)

    return Question(
        lambda: overview.formatted_read_grouping_sets([], PIVOT_SETS, MEASURES),
        lambda: fetch(PIVOT, {"user": user.id}),
        compare,
    )


def get_effect_question(user, queries):
    effect = get_model(user, "mail.activity.effect")
    sets = [list(columns) for columns in EFFECT_SETS]

    def compare(answers, by_hand):
        return all(
            sorted(group[-5:-2] for group in groups)
            == sorted(row[-5:-2] for row in rows)
            for groups, rows in zip(answers, by_hand, strict=True)
        )

    return Question(
        lambda: effect._read_grouping_sets([], sets, EFFECT_MEASURES),
        lambda: [fetch(query) for query in queries],
        compare,
    )


def is_same(figure, other):
    return abs(figure - float(other)) < 1e-6


# ------------------------------------------------------------
# Results
# ------------------------------------------------------------


def measure_nights():
    """Return a row for each night; the table is read afterwards."""
    effect = env["mail.activity.effect"]
    for name in ("first night", "second night"):
        figures, _answer = meter.measure(effect._refresh, keep=True)
        yield make_row(name, figures)


def measure_questions(questions):
    """Yield a row for each question, with and without compiling."""
    for jit in ("on", "off"):
        meter.set_jit(jit)
        for name, question in questions.items():
            ours, by_hand, ratio = meter.measure_pair(
                question.ask, question.ask_by_hand
            )
            yield make_row(
                name,
                ours,
                jit=jit,
                by_hand=by_hand.seconds,
                ratio=ratio,
                requests=question.requests,
            )


def make_row(name, figures, **values):
    return {
        "question": name,
        "seconds": figures.seconds,
        "queries": figures.queries,
        "mib": figures.mib,
        **values,
    }


def find_failures(rows):
    """Yield a sentence for each row that is over a limit."""
    for row in rows:
        name, seconds = row["question"], row["seconds"]
        if "by_hand" not in row:
            if seconds > NIGHT_MAX:
                yield f"The {name} takes {seconds:.0f} seconds."
            continue
        is_slow = seconds > row["by_hand"] + SLACK and row["ratio"] > LIMIT
        if is_slow:
            yield (
                f"“{name}” takes {row['ratio']:.2f} times as long as by hand"
                f" (JIT {row['jit']})."
            )
        if row["queries"] >= QUERIES_MAX * row["requests"]:
            yield f"“{name}” takes {row['queries']} queries."


def find_differences(questions):
    """Yield a sentence for each question with another answer by hand."""
    for name, question in questions.items():
        if not question.compare(question.ask(), question.ask_by_hand()):
            yield f"“{name}” isn't the same by hand."


def print_row(row):
    by_hand, ratio = row.get("by_hand"), row.get("ratio")
    compared = f"{by_hand * 1000:>9.1f} {ratio:>6.2f}" if by_hand else f"{'':>16}"
    print(
        f"{row['question']:<20} {row.get('jit', ''):<4} {row['seconds'] * 1000:>9.1f}"
        f" {compared} {row['queries']:>7} {row['mib']:>5.0f}",
        flush=True,
    )


def run():
    viewers = insert_rows(env, ACTIVITIES, ZONE)
    print(f"\n{ACTIVITIES:,} activities, milliseconds")
    print(
        f"{'':<20} {'jit':<4} {'addon':>9} {'by hand':>9} {'ratio':>6}"
        f" {'queries':>7} {'MiB':>5}"
    )
    rows = []
    questions = get_questions(*viewers)
    for measured in (measure_nights(), measure_questions(questions)):
        for row in measured:
            print_row(row)
            rows.append(row)
    failures = [*find_differences(questions), *find_failures(rows)]
    print("\n" + "\n".join(failures or ["All figures are within the limits."]))
    REPORT.write_text(json.dumps(rows))
    return int(bool(failures))


if os.environ["BENCH_SIDE"] == "addon":
    meter = Meter(env)
    raise SystemExit(run())
