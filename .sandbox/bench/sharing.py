"""Sharing on against off: lists, counts, groups and boards with many activities.

Runs in Odoo's shell (see ../benchmarks.py), on the addon's side only: both are measured
in one run, on the same rows. 200 people share 8 types with 50,000 lines; one activity
in a hundred is private. Each question is asked in a transaction of its own, as a
request does, by someone who sees all leads, someone who sees only their own, and a
manager; with the server's default for compiling queries (JIT) and without. At the end,
*See As* and *Find a Time*, which have nothing to be compared with: the manager looks as
the one who sees all leads, whose own list stands beside it.

Counts the processor's time, of Odoo and of its PostgreSQL process, so that what else
the machine does matters little. Off and on take turns for each question; prints the
best of each in milliseconds, and the median of the ratios of each turn, as the speed of
the machine may change from one to the next. Ends with exit code 1 and a sentence for
each figure over the limits: 1.2 times or 5 ms more; 1.5 times for counts and groups of
all activities, done ones too, by people with few leads. Lines also open activities
without a document: where that makes more rows than without Sharing, the time for each
row is compared.
"""

import os
from unittest.mock import patch

from meter import Meter
from screens import CARD, COUNT_LIMIT, LIST, PAGE, PROGRESS_BAR
from share_lines import insert_share_lines
from vacuum import vacuum

from odoo.tests.common import new_test_user

ACTIVITIES = int(os.environ["BENCH_COUNT"] or 100_000)
LEADS = ACTIVITIES // 10
USERS = 200
TYPES = 8
LINES = 50_000
LIMIT, SLACK = 1.2, 0.005  # times what it takes with Sharing off, or seconds more
LIMIT_OF_FEW_LEADS = 1.5  # for counts and groups of all activities
VIEWERS = {
    "all leads": "sales_team.group_sale_salesman_all_leads",
    "own leads": "sales_team.group_sale_salesman",
    "manager": "sales_team.group_sale_manager",
}
SLOT = {"start": {}, "stop": {}, "allday": {}, "display_name": {}, "user_id": {}}
# as the calendar asks; the names of people are at its side
CALENDAR = {
    **SLOT,
    "activity_type_id": {"fields": {"display_name": {}}},
    "activity_type_icon": {},
    "has_meeting": {},
    "is_private": {},
    "outcome_id": {"fields": {"display_name": {}}},
    "res_name": {},
    "share_level": {},
    "state": {},
}
PEOPLE_OF_A_MONTH = 10
# with Sharing off, the calendar has no busy times
CALENDAR_QUESTIONS = (
    "slots of a week",
    "month of ten people",
    "week of 200 people",
)
OPEN = [("active", "=", True)]
ALL = [("active", "in", [True, False])]

env = globals()["env"]  # given by Odoo's shell

# ------------------------------------------------------------
# Rows
# ------------------------------------------------------------


def fill():
    """Insert people, lines, leads and activities; return the viewers by their name."""
    viewers = {
        name: new_test_user(env, f"bench_{number}", groups=groups)
        for number, (name, groups) in enumerate(VIEWERS.items())
    }
    users = [*viewers.values()]
    users += env["res.users"].create(
        [
            {
                "name": f"Bench {number}",
                "login": f"bench_colleague_{number}",
                "group_ids": [(6, 0, env.ref("base.group_user").ids)],
            }
            for number in range(USERS - len(users))
        ]
    )
    types = env["mail.activity.type"].create(
        [{"name": f"Bench {number}"} for number in range(TYPES)]
    )
    env["res.config.settings"].create({"group_activity_sharing": True}).execute()
    env.flush_all()
    env.cr.execute("SELECT setseed(0.5)")
    user_ids = [user.id for user in users]
    insert_share_lines(env, user_ids, [*user_ids, None], [*types.ids, None], LINES)
    insert_leads(user_ids)
    insert_activities(user_ids, types.ids)
    vacuum(env, "mail_activity", "mail_activity_share", "crm_lead")
    return viewers


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


def insert_activities(user_ids, type_ids):
    """Insert what years bring: one in five is open, one in twenty has no lead."""
    env.cr.execute(
        """
        INSERT INTO mail_activity (
            res_model_id, res_model, res_id, res_name, activity_type_id, user_id,
            date_deadline, active, date_done, summary, create_uid, create_date, origin,
            planned_start, planned_duration, is_private
        )
        SELECT CASE WHEN has_lead THEN %(model)s END,
               CASE WHEN has_lead THEN 'crm.lead' END,
               CASE WHEN has_lead THEN lead.first + FLOOR(lead_at * %(leads)s)::int END,
               'Bench',
               (%(types)s)[1 + FLOOR(type_at * %(type_count)s)::int],
               (%(users)s)[1 + FLOOR(user_at * %(user_count)s)::int],
               CURRENT_DATE - day,
               is_open,
               CASE WHEN NOT is_open THEN CURRENT_DATE - day END,
               'Bench ' || number,
               (%(users)s)[1 + FLOOR(creator_at * %(user_count)s)::int],
               NOW(),
               'manual',
               CASE WHEN number %% 3 = 0
                    THEN CURRENT_DATE - day + TIME '08:00'
                         + INTERVAL '15 min' * FLOOR(creator_at * 40) END,
               1,
               number %% 100 = 0
          FROM (
            SELECT number,
                   RANDOM() > 0.05 AS has_lead,
                   RANDOM() < 0.2 AS is_open,
                   FLOOR(RANDOM() * 400)::int - 60 AS day,
                   RANDOM() AS lead_at,
                   RANDOM() AS type_at,
                   RANDOM() AS user_at,
                   RANDOM() AS creator_at
              FROM generate_series(1, %(count)s) number
          ) chance,
          (SELECT MIN(id) AS first FROM crm_lead WHERE name LIKE 'Bench%%') lead
        """,
        {
            "count": ACTIVITIES,
            "leads": LEADS,
            "model": env["ir.model"]._get_id("crm.lead"),
            "types": type_ids,
            "type_count": len(type_ids),
            "users": user_ids,
            "user_count": len(user_ids),
        },
    )


# ------------------------------------------------------------
# Questions
# ------------------------------------------------------------


def get_questions(user):
    """Return what a user asks, by name."""
    own = env(user=user.id, su=False, context={"lang": "en_US", "tz": "Europe/Berlin"})
    activities = own["mail.activity"]
    leads = own["crm.lead"]
    overview = own["mail.activity.overview"]
    mine = [("user_id", "=", user.id)]
    people = own["res.users"].search([("login", "=like", "bench%")]).ids

    def slots(days, user_ids, columns):
        domain = [("start", "<=", days[1]), ("stop", ">=", days[0])]
        domain.append(("user_id", "in", user_ids))
        return own["mail.activity.slot"].web_search_read(domain, columns)

    def page(records, domain, order=None, columns=None):
        return records.web_search_read(
            domain, columns or LIST, 0, PAGE, order, COUNT_LIMIT
        )

    def group(records, domain):
        return records.formatted_read_group(domain, ["activity_type_id"], ["__count"])

    return {
        "first page": lambda: page(activities, OPEN),
        "first page, done too": lambda: page(activities, ALL, "date_deadline desc, id"),
        "own list": lambda: page(activities, [*OPEN, *mine]),
        "count, open": lambda: activities.search_count(OPEN),
        "count, done too": lambda: activities.search_count(ALL),
        "by type, open": lambda: group(activities, OPEN),
        "by type, done too": lambda: group(activities, ALL),
        "systray": own["res.users"].browse(user.id)._get_activity_groups,
        "cards": lambda: page(leads, [], None, CARD),
        "activity view": lambda: own["mail.activity"].get_activity_data(
            "crm.lead", [], limit=100
        ),
        "progress bar": lambda: leads.read_progress_bar([], "stage_id", PROGRESS_BAR),
        "overview, total": lambda: group(overview, []),
        "overview, list": lambda: page(overview, [], None, {"summary": {}, "nbr": {}}),
        "slots of a week": lambda: own["mail.activity.slot"].web_search_read(
            [("start", "<=", week[1]), ("stop", ">=", week[0])], SLOT
        ),
        "month of ten people": lambda: slots(
            month, people[:PEOPLE_OF_A_MONTH], CALENDAR
        ),
        "week of 200 people": lambda: slots(week, people, CALENDAR),
    }


def get_looking_questions(manager, user):
    """Return what a manager asks as another user, and free times, by name."""
    context = {"lang": "en_US", "tz": "Europe/Berlin"}
    own = env(user=manager.id, su=False, context=context)
    see_as, activities = own["mail.activity.see.as"], own["mail.activity"]
    people = own["res.users"].search([("login", "=like", "bench%")]).ids
    lead = own["crm.lead"].search([("activity_ids", "!=", False)], limit=1)
    theirs = env(user=user.id, su=False, context=context)["mail.activity"]
    return {
        "their own list": lambda: theirs.web_search_read(OPEN, LIST, limit=80),
        "see as, list": lambda: see_as.get_list(user.id),
        "see as, list of all": lambda: see_as.get_list(user.id, False),
        "see as, searched": lambda: see_as.get_list(
            user.id, False, 0, "Bench 1", ["overdue"]
        ),
        "see as, board": lambda: see_as.get_board(user.id),
        "see as, all on board": lambda: see_as.get_board(user.id, False),
        "see as, calendar": lambda: see_as.get_calendar(
            user.id, False, people[:PEOPLE_OF_A_MONTH]
        ),
        "see as, counts": lambda: see_as.get_counts(user.id),
        "see as, opportunity": lambda: see_as.get_cards(user.id, lead.id),
        "see as, overview": lambda: see_as.get_overview(user.id),
        "free time of 10": lambda: activities.find_time(people[:10], 1),
        "free time of 50": lambda: activities.find_time(people[:50], 1),
    }


def count_rows(answer):
    """Return the number of rows that an answer is about; None if it doesn't say."""
    if isinstance(answer, int):
        return answer
    if isinstance(answer, dict):
        return answer.get("length")
    counts = [group.get("__count") for group in answer]
    return None if None in counts else sum(counts)


def with_sharing(act, is_on):
    """Return a question that is asked as if Sharing were switched on, or off.

    All code asks one method for the switch. To switch would empty the caches, and take
    so long that the machine's speed is another one afterward.
    """
    activity_class = type(env["mail.activity"])

    def ask():
        with patch.object(activity_class, "_has_sharing", lambda self: is_on):
            return act()

    return ask


# ------------------------------------------------------------
# Results
# ------------------------------------------------------------


def is_over(viewer, name, off, ratio, more):
    """Return whether a question takes longer than it may.

    :param float off: seconds that it takes without Sharing
    :param float ratio: how many times as long it takes with Sharing
    :param float more: how many times as many rows there are
    """
    if name in CALENDAR_QUESTIONS:
        return False
    is_few = viewer == "own leads" and name in ("count, done too", "by type, done too")
    limit = (LIMIT_OF_FEW_LEADS if is_few else LIMIT) * max(more, 1)
    return ratio > limit and (ratio - 1) * off > SLACK


def report(viewers, jit):
    """Print a table, and return a sentence for each figure over its limit."""
    meter.set_jit(jit)
    failures = []
    print(f"\n{ACTIVITIES:,} activities, jit = {jit}, milliseconds")
    for viewer, user in viewers.items():
        print(
            f"{viewer:<22} {'off':>8} {'on':>8} {'ratio':>6} {'queries':>9}"
            f" {'rows':>17}"
        )
        for name, act in get_questions(user).items():
            sides = [with_sharing(act, is_on) for is_on in (True, False)]
            rows_on, rows_off = (count_rows(meter.measure(side)[1]) for side in sides)
            on, off, ratio = meter.measure_pair(*sides)
            more = rows_on / rows_off if rows_on and rows_off else 1
            over = is_over(viewer, name, off.seconds, ratio, more)
            print(
                f"  {name:<20} {off.seconds * 1000:>8.1f} {on.seconds * 1000:>8.1f}"
                f" {ratio:>6.2f} {off.queries:>4} {on.queries:>4}"
                f" {rows_off or '':>8} {rows_on or '':>8}{'  over' if over else ''}"
            )
            if over:
                failures.append(
                    f"{name} of “{viewer}” takes {ratio:.2f} times as long with "
                    f"Sharing on (jit = {jit})."
                )
    return failures


def report_looking(viewers):
    """Print what the manager's questions as someone else take."""
    meter.set_jit("on")
    switches = {"group_activity_sharing": True, "group_activity_status": True}
    env["res.config.settings"].create(switches).execute()
    env.cr.commit()
    print(f"\n{'manager, milliseconds':<24} {'on':>8} {'queries':>9}")
    questions = get_looking_questions(viewers["manager"], viewers["all leads"])
    for name, act in questions.items():
        best, _answer = meter.measure_best(act)
        print(f"  {name:<22} {best.seconds * 1000:>8.1f} {best.queries:>9}")


def run():
    viewers = fill()
    failures = [text for jit in ("on", "off") for text in report(viewers, jit)]
    report_looking(viewers)
    print("\n" + "\n".join(failures or ["All figures are within the limits."]))
    return int(bool(failures))


week = month = None
if os.environ["BENCH_SIDE"] == "addon":
    env.cr.execute("SELECT date_trunc('week', NOW()), date_trunc('week', NOW()) + '7d'")
    week = [str(moment.replace(tzinfo=None)) for moment in env.cr.fetchone()]
    env.cr.execute(
        """
        SELECT date_trunc('month', NOW()) - INTERVAL '3 days',
               date_trunc('month', NOW()) + INTERVAL '39 days'
        """
    )
    month = [str(moment.replace(tzinfo=None)) for moment in env.cr.fetchone()]
    meter = Meter(env)
    raise SystemExit(run())
