"""The overview against the same figures in SQL by hand, with many activities.

Runs in Odoo's shell (see ../benchmarks.py), on the addon's side only: both are measured
in one run, on the same rows. 200 people completed activities of 8 types with 20
outcomes in 400 days; one in five is open. A manager looks, in Berlin: the dashboard of
this month and of the last 365 days, and the pivot that the overview opens with.

By hand is what someone would write who knows the tables, and what this manager sees:
their own activities, and those of the deals of their company. One pass over activities,
without names and the lists behind the figures. Both have to say the same.

Counts the processor's time, of Odoo and of its PostgreSQL process, so that what else
the machine does matters little. Prints milliseconds, queries, and the ratio. Ends with
exit code 1 and a sentence for each question that takes more than 1.3 times as long as
by hand and 5 ms more, or 10 queries.
"""

import os
from datetime import date, datetime, timedelta

import pytz
from meter import Meter
from vacuum import vacuum

from odoo.tests.common import new_test_user

ACTIVITIES = int(os.environ["BENCH_COUNT"] or 100_000)
LEADS = ACTIVITIES // 10
USERS = 200
TYPES = 8
OUTCOMES = 20
ROUNDS = 5
LIMIT, SLACK = 1.3, 0.005  # times what it takes by hand, or seconds more
QUERIES_MAX = 10
ZONE = "Europe/Berlin"
MEASURES = ["nbr:sum", "on_time:avg"]

env = globals()["env"]  # given by Odoo's shell

# ------------------------------------------------------------
# Rows
# ------------------------------------------------------------


def fill():
    """Insert people, types, outcomes, leads and activities; return the manager."""
    manager = new_test_user(env, "bench", groups="sales_team.group_sale_manager")
    users = env["res.users"].create(
        [
            {
                "name": f"Bench {number}",
                "login": f"bench_{number}",
                "group_ids": [(6, 0, env.ref("base.group_user").ids)],
            }
            for number in range(USERS)
        ]
    )
    types = env["mail.activity.type"].create(
        [{"name": f"Bench {number}"} for number in range(TYPES)]
    )
    outcomes = env["mail.activity.outcome"].create(
        [
            {
                "name": f"Bench {number}",
                "sentiment": ("positive", "neutral", "negative")[number % 3],
            }
            for number in range(OUTCOMES)
        ]
    )
    env.flush_all()
    env.cr.execute("SELECT setseed(0.5)")
    insert_leads(users.ids)
    insert_activities(users.ids, types.ids, outcomes.ids)
    vacuum(env, "mail_activity", "crm_lead", "mail_activity_outcome")
    return manager


def insert_leads(user_ids):
    env.cr.execute(
        """
        INSERT INTO crm_lead (name, type, active, user_id, company_id, stage_id)
        SELECT 'Bench ' || number, 'opportunity', TRUE,
               (%(users)s)[1 + number %% %(count)s], 1,
               (SELECT MIN(id) FROM crm_stage)
          FROM generate_series(1, %(leads)s) number
        """,
        {"users": user_ids, "count": len(user_ids), "leads": LEADS},
    )


def insert_activities(user_ids, type_ids, outcome_ids):
    """Insert what 400 days bring: some late, some without an outcome or a lead."""
    env.cr.execute(
        """
        INSERT INTO mail_activity (
            res_model_id, res_model, res_id, res_name, activity_type_id, user_id,
            user_tz, date_deadline, active, done_at, date_done, done_day, done_by_id,
            outcome_id, summary, create_uid, create_date, origin
        )
        SELECT CASE WHEN has_lead THEN %(model)s END,
               CASE WHEN has_lead THEN 'crm.lead' END,
               CASE WHEN has_lead THEN lead.first + FLOOR(lead_at * %(leads)s)::int END,
               'Bench',
               (%(types)s)[1 + FLOOR(type_at * %(type_count)s)::int],
               person,
               CASE WHEN number %% 10 = 0 THEN 'America/New_York' ELSE %(zone)s END,
               done::date + (late_at * 10)::int - 7,
               NOT is_done,
               CASE WHEN is_done THEN done END,
               CASE WHEN is_done THEN done::date END,
               CASE WHEN is_done THEN done::date END,
               CASE WHEN is_done THEN person END,
               CASE WHEN is_done AND outcome_at > 0.1
                    THEN (%(outcomes)s)[1 + FLOOR(outcome_at * %(outcome_count)s)::int]
               END,
               'Bench ' || number, person,
               done - INTERVAL '1 day' * FLOOR(late_at * 20), 'manual'
          FROM (
            SELECT number,
                   (%(users)s)[1 + FLOOR(RANDOM() * %(user_count)s)::int] AS person,
                   RANDOM() > 0.05 AS has_lead,
                   RANDOM() < 0.8 AS is_done,
                   date_trunc('second', NOW() AT TIME ZONE 'UTC')
                        - INTERVAL '1 second' * FLOOR(RANDOM() * 400 * 86400) AS done,
                   RANDOM() AS lead_at,
                   RANDOM() AS type_at,
                   RANDOM() AS late_at,
                   RANDOM() AS outcome_at
              FROM generate_series(1, %(count)s) number
          ) chance,
          (SELECT MIN(id) AS first FROM crm_lead WHERE name LIKE 'Bench%%') lead
         ORDER BY done
        """,
        {
            "count": ACTIVITIES,
            "leads": LEADS,
            "model": env["ir.model"]._get_id("crm.lead"),
            "outcomes": outcome_ids,
            "outcome_count": len(outcome_ids),
            "types": type_ids,
            "type_count": len(type_ids),
            "users": user_ids,
            "user_count": len(user_ids),
            "zone": ZONE,
        },
    )


# ------------------------------------------------------------
# Questions
# ------------------------------------------------------------

DASHBOARD = """
    WITH chosen AS MATERIALIZED (
        SELECT activity.user_id, activity.activity_type_id, outcome.id AS outcome_id,
               outcome.sentiment, activity.active,
               activity.done_at >= %(begin)s AND activity.done_at < %(end)s AS is_now,
               activity.done_at < %(begin)s AS is_before,
               activity.active AND activity.date_deadline < (
                   NOW() AT TIME ZONE COALESCE(activity.user_tz, 'UTC')
               )::date AS is_overdue,
               activity.create_date < %(begin)s AND (
                   activity.active OR activity.done_at >= %(begin)s
                   OR activity.cancelled_at >= %(begin)s
               ) AS was_open,
               activity.date_deadline < (
                   %(end_before)s AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(activity.user_tz, 'UTC')
               )::date AS was_late,
               (activity.done_day <= activity.date_deadline)::int AS on_time,
               (outcome.sentiment = 'positive')::int AS positive,
               EXTRACT(EPOCH FROM activity.done_at - activity.create_date)::float
                   / 86400 AS days,
               (activity.done_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
          FROM mail_activity activity
          LEFT JOIN mail_activity_outcome outcome ON outcome.id = activity.outcome_id
         WHERE (
                activity.active
                OR activity.done_at >= %(begin_before)s
                OR activity.cancelled_at >= %(begin)s
         ) AND (
                activity.user_id = %(user)s
                OR activity.res_model = 'crm.lead' AND activity.res_id IN (
                    SELECT id FROM crm_lead WHERE company_id = 1 OR company_id IS NULL
                )
         )
    )
    SELECT NULL::int, NULL::int, NULL, NULL::date,
           COUNT(*) FILTER (WHERE is_now), COUNT(*) FILTER (WHERE is_before),
           COUNT(*) FILTER (WHERE active), COUNT(*) FILTER (WHERE was_open),
           COUNT(*) FILTER (WHERE is_overdue),
           COUNT(*) FILTER (WHERE was_open AND was_late),
           AVG(on_time) FILTER (WHERE is_now), AVG(on_time) FILTER (WHERE is_before),
           AVG(positive) FILTER (WHERE is_now), AVG(positive) FILTER (WHERE is_before),
           AVG(days) FILTER (WHERE is_now), AVG(days) FILTER (WHERE is_before)
      FROM chosen
     UNION ALL
    SELECT user_id, outcome_id, NULL, NULL, COUNT(*),
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM chosen WHERE is_now GROUP BY user_id, outcome_id
     UNION ALL
    SELECT activity_type_id, NULL, NULL, NULL, COUNT(*),
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM chosen WHERE is_now GROUP BY activity_type_id
     UNION ALL
    SELECT NULL, NULL, sentiment, day, COUNT(*),
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM chosen WHERE is_now GROUP BY sentiment, day
     UNION ALL
    SELECT user_id, NULL, NULL, NULL, COUNT(*),
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM chosen WHERE is_overdue GROUP BY user_id
"""
PIVOT = """
    SELECT activity.user_id, outcome.sentiment, COUNT(*),
           AVG(CASE
               WHEN activity.active THEN
                    CASE WHEN activity.date_deadline < (
                        NOW() AT TIME ZONE COALESCE(activity.user_tz, 'UTC')
                    )::date THEN 0 END
               ELSE (activity.done_day <= activity.date_deadline)::int
           END)
      FROM mail_activity activity
      LEFT JOIN mail_activity_outcome outcome ON outcome.id = activity.outcome_id
     WHERE activity.user_id = %(user)s
        OR activity.res_model = 'crm.lead' AND activity.res_id IN (
            SELECT id FROM crm_lead WHERE company_id = 1 OR company_id IS NULL
        )
     GROUP BY GROUPING SETS ((), (activity.user_id), (activity.user_id, sentiment))
"""


def get_questions(user):
    """Return what the manager asks, by name: of the overview, and by hand."""
    context = {"lang": "en_US", "tz": ZONE}
    overview = env(user=user.id, su=False, context=context)["mail.activity.overview"]
    today = date.today()
    month = (today.replace(day=1), today)
    year = (today - timedelta(days=364), today)
    pivot = [[], ["user_id"], ["user_id", "sentiment"]]
    return {
        "dashboard, month": (
            lambda: overview.get_dashboard([], *month),
            lambda: ask_by_hand(user, *month),
        ),
        "dashboard, year": (
            lambda: overview.get_dashboard([], *year),
            lambda: ask_by_hand(user, *year),
        ),
        "pivot": (
            lambda: overview.formatted_read_grouping_sets([], pivot, MEASURES),
            lambda: fetch(PIVOT, {"user": user.id}),
        ),
    }


def ask_by_hand(user, first, last):
    zone = pytz.timezone(ZONE)
    days = [first - (last - first) - timedelta(days=1), first, last + timedelta(days=1)]
    begin_before, begin, end = (
        zone.localize(datetime.combine(day, datetime.min.time()))
        .astimezone(pytz.utc)
        .replace(tzinfo=None)
        for day in days
    )
    return fetch(
        DASHBOARD,
        {
            "begin_before": begin_before,
            "begin": begin,
            "end": end,
            "end_before": begin - timedelta(seconds=1),
            "user": user.id,
            "zone": ZONE,
        },
    )


def find_difference(questions):
    """Return a sentence if the dashboard says something else than by hand."""
    for name in ("dashboard, month", "dashboard, year"):
        ask, by_hand = questions[name]
        dashboard = ask()
        total, *bars = by_hand()
        figures = [
            dashboard["figures"][figure][moment]
            for figure in dashboard["figures"]
            for moment in ("value", "previous")
        ]
        same = all(
            abs(figure - float(other)) < 1e-6
            for figure, other in zip(figures, total[4:], strict=True)
        )
        if not same:
            return f"“{name}” isn't the same by hand: {figures}, {total[4:]}."
        count = sum(len(dashboard[kind]) for kind in ("by_user", "by_type"))
        if count > len(bars):
            return f"“{name}” has more bars than by hand."
    return None


def fetch(query, values):
    env.cr.execute(query, values)
    return env.cr.fetchall()


def measure_all(user):
    """Return the best of several rounds, in which both sides take turns."""
    best = {}
    for _round in range(ROUNDS):
        for name, sides in get_questions(user).items():
            for side, act in enumerate(sides):
                measured, _answer = meter.measure(act)
                best[name, side] = min(best.get((name, side), measured), measured)
    return best


def run():
    user = fill()
    failures = [*filter(None, [find_difference(get_questions(user))])]
    best = measure_all(user)
    print(f"\n{ACTIVITIES:,} activities, best of {ROUNDS}, milliseconds")
    print(f"{'':<22} {'overview':>8} {'by hand':>8} {'ratio':>6} {'queries':>8}")
    for name in get_questions(user):
        seconds, queries = best[name, 0].seconds, best[name, 0].queries
        by_hand = best[name, 1].seconds
        ratio = seconds / by_hand
        print(
            f"{name:<22} {seconds * 1000:>8.1f} {by_hand * 1000:>8.1f} {ratio:>6.2f}"
            f" {queries:>8}"
        )
        if seconds > max(LIMIT * by_hand, by_hand + SLACK):
            failures.append(f"“{name}” takes {ratio:.2f} times as long as by hand.")
        if queries >= QUERIES_MAX:
            failures.append(f"“{name}” takes {queries} queries.")
    print("\n" + "\n".join(failures or ["All figures are within the limits."]))
    return int(bool(failures))


if os.environ["BENCH_SIDE"] == "addon":
    meter = Meter(env)
    raise SystemExit(run())
