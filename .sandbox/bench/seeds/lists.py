"""Fills a database of plain Odoo for the bench of lists; kept and copied for each run.

Twenty salespeople, of whom one sees all opportunities. One activity in five is open;
three in four are on opportunities, one in five on contacts, the rest on nothing.
"""

import os

from vacuum import vacuum

from odoo.tests.common import new_test_user

env = globals()["env"]  # given by Odoo's shell
ACTIVITIES = int(os.environ["BENCH_COUNT"])
DOCUMENTS = ACTIVITIES // 10
USERS = 20
TYPES = 8


def create_people():
    """Return the ids of the salespeople; the first sees only their own leads."""
    own = new_test_user(env, "bench_own", groups="sales_team.group_sale_salesman")
    all_ = new_test_user(
        env, "bench_all", groups="sales_team.group_sale_salesman_all_leads"
    )
    colleagues = env["res.users"].create(
        [
            {
                "name": f"Bench {number}",
                "login": f"bench_{number}",
                "group_ids": [(6, 0, own.group_ids.ids)],
            }
            for number in range(USERS - 2)
        ]
    )
    return (own + all_ + colleagues).ids


def insert_documents(user_ids):
    """Insert leads and contacts, each of which has about ten activities."""
    values = {"users": user_ids, "count": len(user_ids), "documents": DOCUMENTS}
    env.cr.execute(
        """
        INSERT INTO crm_lead (
            name, type, active, user_id, company_id, stage_id, probability,
            won_status, create_date, write_date, color
        )
        SELECT 'Bench ' || number, 'opportunity', TRUE,
               (%(users)s)[1 + number %% %(count)s], 1,
               (
                   ARRAY(SELECT id FROM crm_stage WHERE is_won IS NOT TRUE)
               )[1 + number %% 3],
               10, 'pending', NOW(), NOW(), 0
          FROM generate_series(1, %(documents)s) number
        """,
        values,
    )
    env.cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, active, type)
        SELECT 'Bench ' || number, 'Bench ' || number, TRUE, 'contact'
          FROM generate_series(1, %(documents)s) number
        """,
        values,
    )


def insert_activities(user_ids, type_ids):
    """Insert what was done in two years, and what is open: 90 days back, 60 ahead."""
    env.cr.execute(
        """
        INSERT INTO mail_activity (
            res_model_id, res_model, res_id, res_name, activity_type_id, user_id,
            date_deadline, active, date_done, summary, create_uid, create_date
        )
        SELECT model.id, model.model,
               CASE model.model
                   WHEN 'crm.lead' THEN lead.first
                   WHEN 'res.partner' THEN partner.first
               END + FLOOR(document_at * %(documents)s)::int,
               CASE WHEN model.model IS NOT NULL THEN 'Bench' END,
               (%(types)s)[1 + FLOOR(type_at * %(type_count)s)::int],
               (%(users)s)[1 + FLOOR(user_at * %(user_count)s)::int],
               CURRENT_DATE - day,
               is_open,
               CASE WHEN NOT is_open THEN CURRENT_DATE - day END,
               'Bench ' || number,
               (%(users)s)[1 + FLOOR(creator_at * %(user_count)s)::int],
               NOW() - INTERVAL '1 day' * (day + 60)
          FROM (
            SELECT number,
                   CASE WHEN RANDOM() < 0.75 THEN 'crm.lead'
                        WHEN RANDOM() < 0.8 THEN 'res.partner' END AS model_name,
                   RANDOM() < 0.2 AS is_open,
                   FLOOR(RANDOM() * 730)::int AS done_day,
                   FLOOR(RANDOM() * 150)::int - 60 AS open_day,
                   RANDOM() AS document_at,
                   RANDOM() AS type_at,
                   RANDOM() AS user_at,
                   RANDOM() AS creator_at
              FROM generate_series(1, %(count)s) number
          ) chance
         CROSS JOIN LATERAL (
            SELECT CASE WHEN is_open THEN open_day ELSE done_day END AS day
         ) due
          LEFT JOIN ir_model model ON model.model = chance.model_name,
          (SELECT MIN(id) AS first FROM crm_lead WHERE name LIKE 'Bench%%') lead,
          (SELECT MIN(id) AS first FROM res_partner
            WHERE name LIKE 'Bench%%' AND id > %(last_partner)s) partner
        """,
        {
            "count": ACTIVITIES,
            "documents": DOCUMENTS,
            "last_partner": last_partner,
            "types": type_ids,
            "type_count": len(type_ids),
            "users": user_ids,
            "user_count": len(user_ids),
        },
    )


people = create_people()
types = env["mail.activity.type"].create(
    [{"name": f"Bench {number}"} for number in range(TYPES)]
)
types[0].triggered_next_type_id = types[1]
types[0].chaining_type = "trigger"
env.flush_all()
env.cr.execute("SELECT MAX(id), setseed(0.5) FROM res_partner")
last_partner = env.cr.fetchone()[0]
insert_documents(people)
insert_activities(people, types[1:].ids)
vacuum(env, "mail_activity", "crm_lead", "res_partner")
