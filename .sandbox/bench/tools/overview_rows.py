"""People, deals and activities for the overview. Imported in Odoo's shell.

Deals that began in the last 400 days, each with five activities of the 30 days after:
some late, some without an outcome, one in five open. Some activities have no deal.
"""

from vacuum import vacuum

from odoo.tests.common import new_test_user

USERS = 200
TYPES = 8
OUTCOMES = 20
OUTCOMES_OF_A_TYPE = 5
DAYS = 400
ACTIVITIES_OF_A_DEAL = 5
SENTIMENTS = ("positive", "neutral", "negative")


def insert_rows(env, count, zone):
    """Insert this many activities, and what they need.

    :return: a manager and a salesperson who reads all leads
    """
    env["res.config.settings"].create({"group_activity_outcome": True}).execute()
    viewers = [
        new_test_user(env, f"bench_{name}", groups=f"sales_team.{group}")
        for name, group in (
            ("manager", "group_sale_manager"),
            ("seller", "group_sale_salesman_all_leads"),
        )
    ]
    group = env.ref("base.group_user")
    users = env["res.users"].create(
        [
            {
                "name": f"Bench {number}",
                "login": f"bench_{number}",
                "group_ids": [(6, 0, group.ids)],
            }
            for number in range(USERS)
        ]
    )
    types = env["mail.activity.type"].create(
        [{"name": f"Bench {number}"} for number in range(TYPES)]
    )
    outcomes = env["mail.activity.outcome"].create(
        [
            {"name": f"Bench {number}", "sentiment": SENTIMENTS[number % 3]}
            for number in range(OUTCOMES)
        ]
    )
    env.flush_all()
    env.cr.execute("SELECT setseed(0.5)")
    _insert_deals(env, users.ids, count // ACTIVITIES_OF_A_DEAL)
    _insert_activities(env, users.ids, types.ids, outcomes.ids, zone)
    vacuum(env, "mail_activity", "crm_lead", "mail_activity_outcome")
    return viewers


def _insert_deals(env, user_ids, count):
    """Insert deals: those that end in the future are still open."""
    env.cr.execute(
        """
        INSERT INTO crm_lead (
            name, type, active, user_id, company_id, team_id, stage_id, create_date,
            expected_revenue, won_status, date_closed
        )
        SELECT 'Bench ' || number, 'opportunity', TRUE,
               (%(users)s)[1 + number %% %(user_count)s], 1,
               (SELECT MIN(id) + number %% 2 FROM crm_team),
               (SELECT MIN(id) FROM crm_stage), begin, number %% 1000,
               CASE WHEN moment > NOW() THEN 'pending'
                    ELSE (ARRAY['won', 'lost', 'pending'])[1 + number %% 3] END,
               CASE WHEN moment <= NOW() AND number %% 3 < 2 THEN moment END
          FROM (
            SELECT number, begin,
                   begin + INTERVAL '1 day' * FLOOR(5 + RANDOM() * 85) AS moment
              FROM (
                SELECT number,
                       date_trunc('second', NOW() AT TIME ZONE 'UTC')
                           - INTERVAL '1 second' * FLOOR(RANDOM() * %(days)s * 86400)
                           AS begin
                  FROM generate_series(1, %(count)s) number
              ) beginning
          ) deal
        """,
        {
            "count": count,
            "days": DAYS,
            "user_count": len(user_ids),
            "users": user_ids,
        },
    )


def _insert_activities(env, user_ids, type_ids, outcome_ids, zone):
    """Insert activities, of some types and outcomes more often than of others."""
    env.cr.execute(
        """
        INSERT INTO mail_activity (
            res_model_id, res_model, res_id, res_name, activity_type_id, user_id,
            user_tz, date_deadline, active, done_at, date_done, done_day, done_by_id,
            outcome_id, summary, create_uid, create_date, origin
        )
        SELECT CASE WHEN has_deal THEN %(model)s END,
               CASE WHEN has_deal THEN 'crm.lead' END,
               CASE WHEN has_deal THEN deal_id END,
               'Bench',
               (%(types)s)[1 + kind],
               person,
               CASE WHEN number %% 10 = 0 THEN 'America/New_York' ELSE %(zone)s END,
               done::date + (late_at * 10)::int - 7,
               NOT is_done,
               CASE WHEN is_done THEN done END,
               CASE WHEN is_done THEN done::date END,
               CASE WHEN is_done THEN done::date END,
               CASE WHEN is_done THEN person END,
               CASE WHEN is_done AND outcome_at > 0.1
                    THEN (%(outcomes)s)[
                        1 + (2 * kind + FLOOR(outcome_at ^ 2 * %(of_type)s)::int)
                            %% %(outcome_count)s
                    ]
               END,
               'Bench ' || number, person,
               done - INTERVAL '1 day' * FLOOR(late_at * 20), 'manual'
          FROM (
            SELECT %(of_deal)s * deal.id + number AS number, deal.id AS deal_id,
                   (%(users)s)[1 + FLOOR(RANDOM() * %(user_count)s)::int] AS person,
                   RANDOM() > 0.05 AS has_deal,
                   RANDOM() < 0.8 AS is_done,
                   LEAST(
                       date_trunc('second', NOW() AT TIME ZONE 'UTC'),
                       deal.create_date
                           + INTERVAL '1 second' * FLOOR(RANDOM() * 30 * 86400)
                   ) AS done,
                   FLOOR(RANDOM() ^ 2 * %(type_count)s)::int AS kind,
                   RANDOM() AS late_at,
                   RANDOM() AS outcome_at
              FROM crm_lead deal
             CROSS JOIN generate_series(1, %(of_deal)s) number
             WHERE deal.name LIKE 'Bench%%'
          ) chance
         ORDER BY done
        """,
        {
            "model": env["ir.model"]._get_id("crm.lead"),
            "of_deal": ACTIVITIES_OF_A_DEAL,
            "of_type": OUTCOMES_OF_A_TYPE,
            "outcome_count": len(outcome_ids),
            "outcomes": outcome_ids,
            "type_count": len(type_ids),
            "types": type_ids,
            "user_count": len(user_ids),
            "users": user_ids,
            "zone": zone,
        },
    )
