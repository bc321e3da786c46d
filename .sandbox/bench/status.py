"""Statuses at 1,000,000 activities: the switch, the board, and moving cards.

Runs in Odoo's shell, first on a database without the addon, then on one with it (see
../benchmarks.py). What has no counterpart in plain Odoo is compared with the nearest
thing there: the switch with an UPDATE of one column of all activities, the board with
Odoo's kanban grouped by activity type, a card moved with a deadline changed. The ratio
is what counts: seconds depend on the machine.
"""

import json
import os
import time
from pathlib import Path

from odoo.tests.common import new_test_user

ACTIVITIES = 1_000_000
LEADS = 100_000
SWITCH_SECONDS = 30
COLUMN = {
    "summary": {},
    "state": {},
    "icon": {},
    "res_name": {},
    "date_deadline": {},
    "user_id": {"fields": {"display_name": {}}},
}

env = globals()["env"]  # given by Odoo's shell
side = os.environ["BENCH_SIDE"]
results = Path(os.environ["BENCH_RESULTS"])


def fill(user):
    """Insert activities as the years bring them: one in five is open."""
    env.cr.execute(
        """
        INSERT INTO crm_lead (name, type, active, user_id, company_id, stage_id)
        SELECT 'Bench ' || number, 'opportunity', TRUE, %s, 1,
               (SELECT MIN(id) FROM crm_stage)
          FROM generate_series(1, %s) number
        """,
        [user.id, LEADS],
    )
    env.cr.execute(
        """
        INSERT INTO mail_activity (
            res_model_id, res_model, res_id, res_name, activity_type_id, user_id,
            date_deadline, active, date_done, summary, create_uid, create_date
        )
        SELECT %(model)s, 'crm.lead', lead.first + number %% %(leads)s, 'Bench',
               1 + number %% 3,
               CASE WHEN number %% 50 = 0 THEN %(user)s ELSE 2 END,
               CURRENT_DATE - number %% 400 + 20,
               number %% 5 = 0,
               CASE WHEN number %% 5 <> 0 THEN CURRENT_DATE - number %% 400 END,
               'Bench ' || number, 1, NOW()
          FROM generate_series(1, %(count)s) number,
               (SELECT MIN(id) AS first FROM crm_lead WHERE name = 'Bench 1') lead
        """,
        {
            "model": env["ir.model"]._get_id("crm.lead"),
            "leads": LEADS,
            "user": user.id,
            "count": ACTIVITIES,
        },
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
        env.flush_all()
        best.append((time.perf_counter() - start, env.cr.sql_log_count - queries))
    return min(best)


def switch():
    if side == "plain":
        env.cr.execute("UPDATE mail_activity SET recommended_activity_type_id = 1")
    else:
        env["mail.activity"]._assign_statuses()


def board(activities, domain):
    grouped = "activity_type_id" if side == "plain" else "status_id"
    context = {"active_test": False}
    return activities.with_context(context).web_read_group(
        domain,
        [grouped],
        auto_unfold=True,
        unfold_read_specification=COLUMN,
        unfold_read_default_limit=40,
        order="date_done desc, date_deadline, id",
    )


def move(activities):
    if side == "plain":
        activities.date_deadline = "2030-01-01"
        return
    status = activities[0].status_id
    other = "todo" if "waiting" in status.get_external_id()[status.id] else "waiting"
    activities.action_move(
        env.ref(f"crm_activity_flow.mail_activity_status_{other}").id, status.id
    )


user = new_test_user(
    env, "bench_salesperson", groups="sales_team.group_sale_salesman_all_leads"
)
env.flush_all()
fill(user)
if side == "addon":
    # as on a database where it was never on: the settings do the rest
    switched = measure(switch, rounds=1)
    env["res.config.settings"].create({"group_activity_status": True}).execute()
else:
    switched = measure(switch, rounds=1)
activities = env["mail.activity"].with_user(user)
mine = [("user_id", "=", user.id)]
cards = activities.search(mine, limit=100)
figures = {
    "switching on": switched,
    "board, mine": measure(lambda: board(activities, mine)),
    "board, all": measure(lambda: board(activities, [])),
    "move a card": measure(lambda: move(cards[0]), rounds=30),
    "move 100 cards": measure(lambda: move(cards), rounds=10),
}
if side == "addon":
    figures["off and on again"] = measure(switch, rounds=1)
env.cr.rollback()
if side == "plain":
    results.write_text(json.dumps(figures))
else:
    plain = json.loads(results.read_text())
    print(f"{'':<18} {'plain s':>9} {'addon s':>9} {'ratio':>6} {'queries':>8}")
    for name, (seconds, queries) in figures.items():
        one = plain.get(name, [None])[0]
        ratio = f"{seconds / one:.2f}" if one else ""
        over = name == "switching on" and seconds > SWITCH_SECONDS
        print(
            f"{name:<18} {f'{one:.4f}' if one else '':>9} {seconds:>9.4f} {ratio:>6}"
            f" {queries:>8}{'  over the budget' if over else ''}"
        )
