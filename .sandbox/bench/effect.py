"""What Works with 1,000,000 completed activities, or BENCH_COUNT of them.

Runs in Odoo's shell on a database with the addon (see ../benchmarks.py; plain Odoo has
no counterpart). How long the night's computation takes, and reading the report as a
manager against the same figures by hand in SQL, from the same tables.
"""

import json
import os
import time
from pathlib import Path

from odoo.tests.common import new_test_user

LIMIT = 1.3
COUNT = int(os.environ["BENCH_COUNT"] or 1_000_000)
LEADS = COUNT // 5
SETS = [[], ["activity_type_id"], ["activity_type_id", "outcome_id"]]
MEASURES = ["deals:sum", "won:sum", "lost:sum", "won_rate:avg", "revenue:sum"]

env = globals()["env"]  # given by Odoo's shell
side = os.environ["BENCH_SIDE"]
results = Path(os.environ["BENCH_RESULTS"])


def fill():
    """Insert deals, half of them closed, and five completed activities on each."""
    env.cr.execute(
        """
        INSERT INTO crm_lead (
            name, type, active, company_id, stage_id, create_date, won_status,
            date_closed, expected_revenue, team_id
        )
        SELECT 'Bench ' || number, 'opportunity', TRUE, 1,
               (SELECT MIN(id) FROM crm_stage), moment,
               (ARRAY['won', 'lost', 'pending', 'pending'])[1 + number %% 4],
               CASE WHEN number %% 4 < 2 THEN moment + INTERVAL '90 days' END,
               number %% 1000,
               (SELECT MIN(id) + number %% 2 FROM crm_team)
          FROM generate_series(1, %s) number,
               LATERAL (SELECT NOW() - number %% 1000 * INTERVAL '1 day' AS moment) day
        """,
        [LEADS],
    )
    env.cr.execute(
        """
        INSERT INTO mail_activity (
            res_model_id, res_model, res_id, activity_type_id, outcome_id, user_id,
            date_deadline, active, date_done, done_day, done_at
        )
        SELECT %(model)s, 'crm.lead', lead.id, 1 + random(1, 3), outcome.id, 2,
               moment::date, FALSE, moment::date, moment::date, moment
          FROM crm_lead lead,
               generate_series(1, 5) number,
               LATERAL (
                   SELECT lead.create_date + number * INTERVAL '1 day'
                            * (1 + number %% 3) AS moment
               ) day,
               LATERAL (
                   SELECT id FROM mail_activity_outcome
                    ORDER BY (id * 7919 + lead.id * 31 + number) %% 11 LIMIT 1
               ) outcome
         WHERE lead.name LIKE 'Bench %%'
        """.replace("random(1, 3)", "(lead.id + number) %% 3"),
        {"model": env["ir.model"]._get_id("crm.lead")},
    )
    env.cr.execute("ANALYZE mail_activity, crm_lead")
    env.invalidate_all(flush=False)


def measure(act, rounds=3):
    """Return the seconds of the fastest round, and its queries."""
    best = []
    for _round in range(rounds):
        env.flush_all()
        env.invalidate_all()
        queries = env.cr.sql_log_count
        start = time.perf_counter()
        act()
        best.append((time.perf_counter() - start, env.cr.sql_log_count - queries))
    return min(best)


def by_hand():
    """Compute the same figures in SQL: each deal once in each group."""
    for columns in ("", "activity_type_id", "activity_type_id, outcome_id"):
        comma, group = (", ", f"GROUP BY {columns}") if columns else ("", "")
        env.cr.execute(  # pylint: disable=sql-injection  # columns from above
            f"""
            SELECT {columns}{comma} COUNT(*), COUNT(*) FILTER (WHERE is_won),
                   COUNT(*) FILTER (WHERE is_lost),
                   COUNT(*) FILTER (WHERE is_won)::float
                       / NULLIF(COUNT(*) FILTER (WHERE is_won OR is_lost), 0),
                   SUM(amount) FILTER (WHERE is_won)
              FROM (
                SELECT DISTINCT {columns}{comma} deal.id, deal.is_won, deal.is_lost,
                       deal.amount
                  FROM mail_activity_effect cell
                  JOIN mail_activity_effect_deal_rel rel ON rel.effect_id = cell.id
                  JOIN mail_activity_effect_deal deal ON deal.id = rel.deal_id
                 WHERE cell.level IS NULL AND cell.company_id IN (1)
              ) deal
             {group}
            """
        )
        env.cr.fetchall()


if side == "plain":
    results.write_text(json.dumps({}))
else:
    manager, seller = (
        new_test_user(env, f"bench_{name}", groups=f"sales_team.{group}")
        for name, group in (
            ("manager", "group_sale_manager"),
            ("seller", "group_sale_salesman_all_leads"),
        )
    )
    env.flush_all()
    fill()
    effect = env["mail.activity.effect"]
    figures = {"computing at night": measure(effect._refresh, rounds=1)}
    figures["by hand in SQL"] = measure(by_hand)
    for name, user in (("manager", manager), ("salesperson", seller)):
        reader = effect.with_user(user)
        figures[f"pivot of a {name}"] = measure(
            lambda reader=reader: reader._read_grouping_sets([], SETS, MEASURES)
        )
    env.cr.execute("SELECT COUNT(*), COUNT(level) FROM mail_activity_effect")
    print("rows, and published ones:", *env.cr.fetchone())
    env.cr.rollback()
    [hand, _queries] = figures["by hand in SQL"]
    for name, (seconds, queries) in figures.items():
        ratio = seconds / hand
        over = name.startswith("pivot") and ratio > LIMIT
        print(
            f"{name:<24} {seconds:>9.3f} s {ratio:>6.2f} {queries:>5} queries"
            f"{'  over the budget' if over else ''}"
        )
