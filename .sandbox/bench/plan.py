"""Launch a plan of 10 steps on 500 opportunities: seconds and queries against Odoo.

Runs in Odoo's shell, first on a database without the addon, then on one with it (see
../benchmarks.py). Both sides go through Odoo's dialog, and both write down what came of
it: the same types, deadlines and assignees, or the figures say nothing. The assignees
are five colleagues, whom plain Odoo notifies one activity at a time. The ratio is what
counts: seconds depend on the machine.
"""

import json
import os
import time
from pathlib import Path

from odoo.tests.common import new_test_user

STEPS = 10
RECORDS = 500
COLLEAGUES = 5
TIME_LIMIT, QUERY_LIMIT = 0.1, 0.05

env = globals()["env"]  # given by Odoo's shell
side = os.environ["BENCH_SIDE"]
results = Path(os.environ["BENCH_RESULTS"])


def create_plan(users):
    return env["mail.activity.plan"].create(
        {
            "name": "Bench",
            "res_model": "crm.lead",
            "template_ids": [
                (
                    0,
                    0,
                    {
                        "activity_type_id": env.ref("mail.mail_activity_data_call").id,
                        "summary": f"Bench {number}",
                        "delay_count": number,
                        "delay_from": "after_plan_date",
                        "responsible_type": "other",
                        "responsible_id": users[number % COLLEAGUES].id,
                    },
                )
                for number in range(STEPS)
            ],
        }
    )


def measure():
    """Return seconds and queries of one launch, and what it made."""
    leads = env["crm.lead"].create(
        [
            {"name": f"Bench {number}", "type": "opportunity", "user_id": user.id}
            for number in range(RECORDS)
        ]
    )
    env.flush_all()
    env.invalidate_all()
    queries = env.cr.sql_log_count
    start = time.perf_counter()
    dialog = (
        env["mail.activity.schedule"]
        .with_user(user)
        .create(
            {
                "res_model": "crm.lead",
                "res_ids": str(leads.ids),
                "plan_id": plan.id,
                "plan_date": "2026-03-02",
            }
        )
    )
    dialog.action_schedule_plan()
    env.flush_all()
    figures = [time.perf_counter() - start, env.cr.sql_log_count - queries]
    activities = leads.activity_ids.sorted(lambda act: (act.res_id, act.summary))
    made = [
        (
            leads.ids.index(act.res_id),
            act.summary,
            str(act.date_deadline),
            act.user_id.login,
        )
        for act in activities
    ]
    return figures, made


groups = "sales_team.group_sale_salesman_all_leads"
user = new_test_user(env, "bench_salesperson", groups=groups)
colleagues = [
    new_test_user(env, f"bench_{number}", groups=groups) for number in range(COLLEAGUES)
]
plan = create_plan(colleagues)
figures, made = measure()
env.cr.rollback()
if side == "plain":
    results.write_text(json.dumps([figures, made]))
else:
    plain, plain_made = json.loads(results.read_text())
    same = plain_made == json.loads(json.dumps(made))
    print(f"{RECORDS} records, {STEPS} steps; the same activities: {same}")
    print(f"{'':<8} {'plain':>10} {'addon':>10} {'ratio':>7}")
    for name, one, other, limit in zip(
        ("seconds", "queries"), plain, figures, (TIME_LIMIT, QUERY_LIMIT), strict=True
    ):
        over = "" if other / one <= limit else "  over the budget"
        print(f"{name:<8} {one:>10.2f} {other:>10.2f} {other / one:>7.3f}{over}")
