"""Lists, counts, groups, boards and completions with many activities, against Odoo.

Runs in Odoo's shell, on a database without the addon and on a copy of it with it (see
../benchmarks.py and seeds/lists.py), which take turns: with all switches off, with
Outcomes and Statuses, and with Sharing, too, where 20 people have 2,000 lines. Two
salespeople ask, one with their own opportunities, one with all of them; each question
in a transaction of its own, as a request does, with the server's default for compiling
queries (JIT) and without.

Counts the processor's time, see tools/meter.py. Prints rows, milliseconds, the ratio to
plain Odoo, queries and memory, and writes them to ``bench.json``. Rows differ where
Odoo drops some of a page, and counts too few.

At the end, what concerns the server: the size of the table, how many of its updates
were within a page (HOT), and what a count takes while PostgreSQL has not cleaned up.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

from meter import Meter
from screens import CARD, COUNT_LIMIT, LIST, PAGE, PROGRESS_BAR
from share_lines import insert_share_lines
from turns import Turns
from vacuum import vacuum

from odoo.tests.common import new_test_user

env = globals()["env"]  # given by Odoo's shell
SIDE = os.environ["BENCH_SIDE"]
COUNT = int(os.environ["BENCH_COUNT"])
REPORT = Path(os.environ["BENCH_REPORT"])
LINES = 2_000
VIEWERS = {"own leads": "bench_own", "all leads": "bench_all"}
SWITCHES = {
    "off": {},
    "on": {"group_activity_outcome": True, "group_activity_status": True},
    "sharing": {"group_activity_sharing": True},
}
OPEN = []
ALL = [("active", "in", [True, False])]
DONE = [("active", "=", False)]
PLAN_STEPS, PLAN_LEADS = 10, 500
# one row in so many changes, a bit less than PostgreSQL cleans up by itself
CHANGED = 6
COMPLETIONS = (1, 100, 1_000)


# ------------------------------------------------------------
# Questions
# ------------------------------------------------------------


def get_questions(user):
    """Return what a user asks, by name; each answers with a number of rows."""
    own = env(user=user.id, su=False, context={"lang": "en_US", "tz": "Europe/Berlin"})
    activities, leads = own["mail.activity"], own["crm.lead"]
    mine = [("user_id", "=", user.id)]
    due = [*mine, ("date_deadline", "<=", today)]

    def page(domain, order=None):
        found = activities.web_search_read(
            domain, LIST, limit=PAGE, order=order, count_limit=COUNT_LIMIT
        )
        return f"{len(found['records'])} of {found['length']:,}"

    def group(domain, name):
        return len(activities.formatted_read_group(domain, [name], ["__count"]))

    def get_cards():
        return len(leads.web_search_read([], CARD, limit=PAGE)["records"])

    def get_activity_view():
        found = activities.get_activity_data("crm.lead", [], limit=100)
        return len(found["activity_res_ids"])

    return {
        "first page": lambda: page(OPEN),
        "my open ones": lambda: page(mine),
        "mine that are due": lambda: page(due),
        "done, newest first": lambda: page(DONE, newest_first["order"]),
        "count, open": lambda: activities.search_count(OPEN),
        "count, done too": lambda: activities.search_count(ALL),
        "by type, done too": lambda: group(ALL, "activity_type_id"),
        "by user, done too": lambda: group(ALL, "user_id"),
        "cards of a page": get_cards,
        "activity view": get_activity_view,
        "systray": lambda: len(own["res.users"].browse(user.id)._get_activity_groups()),
        "progress bar": lambda: len(
            leads.read_progress_bar([], "stage_id", PROGRESS_BAR)
        ),
        "deals with overdue": lambda: leads.search_count(
            [("activity_state", "=", "overdue")]
        ),
    }


def get_writings(user):
    """Return what a user writes, by name; each answers with how many rows it made so.

    Counted in the database, afterward: what is refused is done in no time.
    """
    own = env(user=user.id, su=False, context={"lang": "en_US", "tz": "Europe/Berlin"})
    activities = own["mail.activity"]
    open_ids = find_ids(user, "activity_type_id <> %s", max(COMPLETIONS))
    triggering_ids = find_ids(user, "activity_type_id = %s", 100)
    done_ids = find_ids(user, "activity_type_id <> %s", 1_000, active=False)

    def complete(ids):
        activities.browse(ids).action_done(**completing)
        return lambda: count_rows("id = ANY(%s) AND active IS NOT TRUE", ids)

    def create(count):
        activities.create(
            [
                {
                    "activity_type_id": calling.id,
                    "date_deadline": today,
                    "res_id": lead_ids[number % len(lead_ids)],
                    "res_model_id": lead_model_id,
                    "summary": f"Bench {number}",
                    "user_id": user.id,
                }
                for number in range(count)
            ]
        )
        return lambda: count_rows("id > %s", newest_id)

    def delete(ids):
        env["mail.activity"].browse(ids).unlink()  # as a scheduled action would
        return lambda: len(ids) - count_rows("id = ANY(%s)", ids)

    def launch(plan):
        dialog = own["mail.activity.schedule"].create(
            {"res_model": "crm.lead", "res_ids": str(lead_ids), "plan_id": plan.id}
        )
        dialog.action_schedule_plan()
        return lambda: count_rows("id > %s", newest_id)

    return {
        "create 1,000": lambda: create(1_000),
        **{
            f"complete {count:,}": lambda count=count: complete(open_ids[:count])
            for count in COMPLETIONS
            if count <= len(open_ids)
        },
        "complete 100, trigger": lambda: complete(triggering_ids),
        "plan, for oneself": lambda: launch(plans["own"]),
        "plan, for others": lambda: launch(plans["others"]),
        "delete 1,000 done": lambda: delete(done_ids),
    }


def count_rows(condition, value):
    """Return the number of activities that a condition, of our own, is true for."""
    env.cr.execute(f"SELECT COUNT(*) FROM mail_activity WHERE {condition}", [value])
    return env.cr.fetchone()[0]


def find_ids(user, condition, limit, active=True):
    """Return the ids of a user's open, or done, activities on opportunities."""
    env.cr.execute(
        f"""
        SELECT id FROM mail_activity
         WHERE user_id = %s AND active = %s AND res_model = 'crm.lead' AND {condition}
         ORDER BY id LIMIT %s
        """,  # of our own two
        [user.id, active, triggering.id, limit],
    )
    return [row[0] for row in env.cr.fetchall()]


# ------------------------------------------------------------
# What they are asked about
# ------------------------------------------------------------


def create_plans(user, colleague):
    """Return plans of ten steps, for oneself and for a colleague."""
    steps = {"own": {"responsible_type": "on_demand"}}
    steps["others"] = {"responsible_type": "other", "responsible_id": colleague.id}
    return {
        name: env["mail.activity.plan"].create(
            {
                "name": f"Bench, {name}",
                "res_model": "crm.lead",
                "template_ids": [
                    (
                        0,
                        0,
                        {
                            "activity_type_id": calling.id,
                            "summary": f"Step {number}",
                            "delay_count": number,
                            **responsible,
                        },
                    )
                    for number in range(PLAN_STEPS)
                ],
            }
        )
        for name, responsible in steps.items()
    }


def create_triggering(user):
    env["mail.activity"].with_user(user).create(
        [
            {
                "activity_type_id": triggering.id,
                "user_id": user.id,
                "res_model_id": lead_model_id,
                "res_id": lead_id,
            }
            for lead_id in lead_ids[:100]
        ]
    )


def insert_lines():
    """Let everyone say something about some people and types."""
    people = env["res.users"].search([("login", "=like", "bench%")])
    types = env["mail.activity.type"].search([("id", "!=", triggering.id)])
    insert_share_lines(env, people.ids, people.ids, types.ids, LINES)
    env.cr.execute("ANALYZE mail_activity_share")


def switch(state):
    """Switch on what this state has more than the one before."""
    env["res.config.settings"].create(SWITCHES[state]).execute()
    if state == "on":
        outcome = env.ref("crm_activity_flow.mail_activity_outcome_completed")
        types = env["mail.activity.type"].search([("name", "like", "Bench")])
        types.outcome_ids = outcome
        completing["outcome_id"] = outcome.id
        # of its history
        newest_first["order"] = "done_at desc, date_done desc, id desc"
    if state == "sharing":
        insert_lines()
    vacuum(env, "mail_activity")


# ------------------------------------------------------------
# Results
# ------------------------------------------------------------


def measure_all(state):
    """Return a row for each question, asked in this state of the switches."""
    rows = []
    for jit in ("on", "off"):
        meter.set_jit(jit)
        for viewer, user in viewers.items():
            for name, act in get_questions(user).items():
                rows.append(compare(state, viewer, name, jit, act))
    meter.set_jit("on")
    for name, act in get_writings(viewers["all leads"]).items():
        rows.append(compare(state, "all leads", name, "on", act))
    return rows


def compare(state, viewer, name, jit, act):
    """Return the row of a question, asked on both sides."""
    key = {"viewer": viewer, "question": name, "jit": jit}
    plain, addon, ratio = turns.compare(str(key), act)
    return {
        **key,
        "state": state,
        "plain": make_figures(*plain),
        "addon": make_figures(*addon),
        "ratio": ratio,
    }


def make_figures(figures, answer):
    return {"rows": answer, **asdict(figures)}


def measure_sizes():
    """Return the MiB of the table of activities, and of its indexes."""
    env.cr.execute(
        """
        SELECT pg_table_size('mail_activity') / 1024.0 ^ 2,
               pg_indexes_size('mail_activity') / 1024.0 ^ 2
        """
    )
    table, indexes = map(float, env.cr.fetchone())
    return {"table": table, "indexes": indexes}


def count_updates():
    """Return how many rows of activities were updated, and how many within a page."""
    env.cr.execute("SELECT pg_stat_force_next_flush()")
    env.cr.commit()
    env.cr.execute(
        """
        SELECT n_tup_upd, n_tup_hot_upd
          FROM pg_stat_user_tables WHERE relname = 'mail_activity'
        """
    )
    updates, hot = env.cr.fetchone()
    return {"updates": updates, "hot": hot}


def measure_changed():
    """Return the milliseconds of a count before, after a change, and cleaned up."""
    count = get_questions(viewers["all leads"])["count, open"]

    def measure():
        return meter.measure_best(count)[0].seconds * 1000

    found = {"clean": measure()}
    # what changes are columns without an index
    env.cr.execute(
        "UPDATE mail_activity SET write_date = NOW() WHERE id %% %s = 0", [CHANGED]
    )
    env.cr.commit()
    found["changed"] = measure()
    vacuum(env, "mail_activity")
    return {**found, "cleaned": measure()}


def print_table(rows):
    """Print how each question compares with plain Odoo."""
    print(f"\n{COUNT:,} activities")
    heading = None
    states = [*SWITCHES]
    rows = sorted(
        rows,
        key=lambda row: (
            row["jit"] != "on",
            row["viewer"],
            names.index(row["question"]),
            states.index(row["state"]),
        ),
    )
    for row in rows:
        if (row["jit"], row["viewer"]) != heading:
            heading = (row["jit"], row["viewer"])
            print(
                f"\n{row['viewer'] + ', jit ' + row['jit']:<23}"
                f"{'':<8} {'rows':>16} {'ms':>9} {'ratio':>6} {'queries':>7} {'MiB':>5}"
            )
        if row["state"] == states[0]:
            print_row(row["question"], "plain", row["plain"], 1)
        print_row("", row["state"], row["addon"], row["ratio"])


def print_row(label, state, figures, ratio):
    print(
        f"{label:<23}{state:<8} {figures['rows']:>16}"
        f" {figures['seconds'] * 1000:>9.1f} {ratio:>6.2f}"
        f" {figures['queries']:>7} {figures['mib']:>5.0f}"
    )


def print_server(plain, addon, changed):
    """Print what concerns the server, for each side."""
    print()
    for side, figures in (("plain", plain), ("addon", addon)):
        print(
            f"{side}: table {figures['table']:,.0f} MiB, indexes"
            f" {figures['indexes']:,.0f} MiB; {figures['updates']:,.0f} updates, of"
            f" which {figures['hot']:,.0f} within a page"
        )
    print(
        f"count, open, after a change of one in {CHANGED}: {changed['clean']:.1f} ms,"
        f" {changed['changed']:.1f} until cleaned up, {changed['cleaned']:.1f} after it"
    )


def run():
    sizes = measure_sizes()  # before the switches, which set what they need
    rows = []
    for state in SWITCHES:
        if SIDE == "addon":
            switch(state)
        rows += measure_all(state)
    plain, addon = turns.exchange(lambda: {**sizes, **count_updates()})
    if SIDE == "plain":
        return
    print_table(rows)
    changed = measure_changed()
    print_server(plain, addon, changed)
    REPORT.write_text(
        json.dumps({"plain": plain, "addon": addon, "changed": changed, "rows": rows})
    )


meter = Meter(env)
turns = Turns(meter)
completing, newest_first = {}, {"order": "date_done desc, id desc"}
viewers = {
    name: env["res.users"].search([("login", "=", login)])
    for name, login in VIEWERS.items()
}
triggering, calling = env["mail.activity.type"].search(
    [("name", "like", "Bench")], order="id", limit=2
)
env.cr.execute(
    """
    SELECT id, CURRENT_DATE FROM crm_lead WHERE name LIKE 'Bench%%' ORDER BY id LIMIT %s
    """,
    [PLAN_LEADS],
)
lead_ids, days = zip(*env.cr.fetchall(), strict=True)
lead_ids, today = list(lead_ids), str(days[0])
lead_model_id = env["ir.model"]._get_id("crm.lead")
# a colleague who can't open a document gets nothing on it from the addon
colleague = new_test_user(
    env, "bench_colleague", groups="sales_team.group_sale_salesman_all_leads"
)
plans = create_plans(viewers["all leads"], colleague)
create_triggering(viewers["all leads"])
vacuum(env, "mail_activity")
env.cr.execute("SELECT MAX(id) FROM mail_activity")
newest_id = env.cr.fetchone()[0]
names = [
    *get_questions(viewers["all leads"]),
    *get_writings(viewers["all leads"]),
]
run()
