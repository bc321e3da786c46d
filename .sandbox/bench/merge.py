"""Merge two types used by 1,000 and 100,000 activities: seconds and queries.

Runs in Odoo's shell, like outcome.py. Plain Odoo has no merge, so that its side shows
what the bare statements cost: one UPDATE of the activities, one of the plans' steps. A
hundredth as many plan steps as activities use each type, and the addon's side moves
outcomes and all other references besides. What must stay is the number of queries,
whatever the number of activities; seconds depend on the machine.
"""

import json
import os
import time
from pathlib import Path

from odoo import Command
from odoo.tools import SQL

COUNTS = (1_000, 100_000)
ROUNDS = 3
STEPS_SHARE = 100  # activities for one plan step

env = globals()["env"]  # given by Odoo's shell
side = os.environ["BENCH_SIDE"]
results = Path(os.environ["BENCH_RESULTS"])


def prepare(count):
    """Return two types, each used by half of the activities and plan steps."""
    types = env["mail.activity.type"].create(
        [{"name": f"Bench {count} {name}"} for name in ("from", "to")]
    )
    if side == "addon":
        for activity_type in types:
            name = f"Outcome of {activity_type.name}"
            activity_type.outcome_ids = [Command.create({"name": name})]
    for activity_type in types:
        create_activities(activity_type, count // 2)
        create_steps(activity_type, count // 2 // STEPS_SHARE)
    env.flush_all()
    env.cr.execute("ANALYZE mail_activity")
    return types


def create_activities(activity_type, count):
    """Create activities on one opportunity, four of five of them done."""
    lead = env["crm.lead"].create({"name": "Bench"})
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO mail_activity (res_model_id, res_model, res_id, active,
                                       activity_type_id, user_id, date_deadline)
            SELECT %(model_id)s, 'crm.lead', %(lead_id)s, number %% 5 = 0,
                   %(type_id)s, %(user_id)s, CURRENT_DATE
              FROM generate_series(1, %(count)s) number
            """,
            model_id=env["ir.model"]._get_id("crm.lead"),
            lead_id=lead.id,
            type_id=activity_type.id,
            user_id=env.uid,
            count=count,
        )
    )


def create_steps(activity_type, count):
    env["mail.activity.plan"].create(
        {
            "name": "Bench",
            "res_model": "crm.lead",
            "template_ids": [Command.create({"activity_type_id": activity_type.id})]
            * count,
        }
    )


def merge(source, survivor):
    if side == "addon":
        source.action_merge_into(survivor.id)
        return
    for table in ("mail_activity", "mail_activity_plan_template"):
        env.cr.execute(
            SQL(
                "UPDATE %s SET activity_type_id = %s WHERE activity_type_id = %s",
                SQL.identifier(table),
                survivor.id,
                source.id,
            )
        )


def measure(types):
    """Return seconds and queries of one round, and undo it."""
    env.flush_all()
    env.cr.execute("SAVEPOINT bench")
    env.invalidate_all()
    queries = env.cr.sql_log_count
    start = time.perf_counter()
    merge(*types)
    env.flush_all()
    seconds = time.perf_counter() - start
    queries = env.cr.sql_log_count - queries
    env.cr.execute("ROLLBACK TO SAVEPOINT bench")
    env.invalidate_all(flush=False)
    env.registry.clear_cache()
    return seconds, queries


def bench(count):
    types = prepare(count)
    measure(types)  # fills the caches that a running server has
    rounds = [measure(types) for _round in range(ROUNDS)]
    seconds, queries = zip(*rounds, strict=True)
    return {"seconds": min(seconds), "queries": min(queries)}


def report(plain, addon):
    print(f"{'activities':>10} {'UPDATEs s':>10} {'merge s':>9} {'queries':>8}")
    for count in map(str, COUNTS):
        print(
            f"{count:>10} {plain[count]['seconds']:>10.3f}"
            f" {addon[count]['seconds']:>9.3f} {addon[count]['queries']:>8}"
        )
    if len({addon[str(count)]["queries"] for count in COUNTS}) > 1:
        print("The number of queries grows with the activities.")


if side == "addon":
    env["res.config.settings"].create({"group_activity_outcome": True}).execute()

figures = {str(count): bench(count) for count in COUNTS}
env.cr.rollback()
if side == "plain":
    results.write_text(json.dumps(figures))
else:
    report(json.loads(results.read_text()), figures)
