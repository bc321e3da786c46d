"""Complete 1, 100 and 1,000 activities: seconds and queries against plain Odoo.

Runs in Odoo's shell, first on a database without the addon, then on one with it and
Outcomes switched on (see ../benchmarks.py). Each figure is that of the fastest round,
because whatever else the machine does can only add; the rounds are rolled back. The
ratio is what counts: seconds depend on the machine.
"""

import json
import os
import time
from pathlib import Path

from odoo.tests.common import new_test_user

# a single one is so short that it needs some seconds of rounds to find a quiet moment
ROUNDS = {1: 400, 100: 12, 1000: 5}
LIMIT = 1.1

env = globals()["env"]  # given by Odoo's shell
side = os.environ["BENCH_SIDE"]
results = Path(os.environ["BENCH_RESULTS"])


def prepare(count):
    """Return activities of a salesperson, each on an opportunity of its own."""
    activity_type = env.ref("mail.mail_activity_data_email")
    leads = env["crm.lead"].create(
        [
            {"name": f"Bench {number}", "type": "opportunity", "user_id": user.id}
            for number in range(count)
        ]
    )
    activities = env["mail.activity"].create(
        [
            {
                "activity_type_id": activity_type.id,
                "res_model_id": env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
                "user_id": user.id,
            }
            for lead in leads
        ]
    )
    return activities.with_user(user)


def complete(activities):
    if side == "plain":
        activities.action_feedback(feedback="Talked about the offer.")
    else:
        activities.action_complete(outcome.id, feedback="Talked about the offer.")
    env.flush_all()


def measure(activities):
    """Return seconds and queries of one round, and undo it."""
    env.flush_all()
    env.cr.execute("SAVEPOINT bench")
    env.invalidate_all()
    queries = env.cr.sql_log_count
    start = time.perf_counter()
    complete(activities)
    seconds = time.perf_counter() - start
    queries = env.cr.sql_log_count - queries
    env.cr.execute("ROLLBACK TO SAVEPOINT bench")
    env.invalidate_all(flush=False)
    return seconds, queries


def bench(count):
    activities = prepare(count)
    measure(activities)  # fills the caches that a running server has
    rounds = [measure(activities) for _round in range(ROUNDS[count])]
    seconds, queries = zip(*rounds, strict=True)
    return {"seconds": min(seconds), "queries": min(queries)}


def report(plain, addon):
    print(f"{'activities':>10} {'plain s':>9} {'addon s':>9} {'ratio':>6}", end="")
    print(f" {'plain q':>8} {'addon q':>8} {'ratio':>6}")
    for count in map(str, ROUNDS):
        one, other = plain[count], addon[count]
        ratios = [other[key] / one[key] for key in ("seconds", "queries")]
        print(
            f"{count:>10} {one['seconds']:>9.4f} {other['seconds']:>9.4f}"
            f" {ratios[0]:>6.2f} {one['queries']:>8} {other['queries']:>8}"
            f" {ratios[1]:>6.2f}{'' if max(ratios) <= LIMIT else '  over the budget'}"
        )


user = new_test_user(
    env, "bench_salesperson", groups="sales_team.group_sale_salesman_all_leads"
)
if side == "addon":
    env["res.config.settings"].create({"group_activity_outcome": True}).execute()
    outcome = env.ref("crm_activity_flow.mail_activity_outcome_completed")

figures = {count: bench(count) for count in ROUNDS}
env.cr.rollback()
if side == "plain":
    results.write_text(json.dumps(figures))
else:
    report(json.loads(results.read_text()), json.loads(json.dumps(figures)))
