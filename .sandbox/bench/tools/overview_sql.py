"""The overview and What Works as someone would write them who knows the tables.

And what a manager sees who works in company 1: their own activities, and those of the
deals of their company. One pass over activities, without names and the lists behind
the figures. Imported in Odoo's shell; queries for psycopg2.
"""

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
READABLE = """
    FROM mail_activity activity
    LEFT JOIN crm_lead deal ON deal.id = activity.res_id
                           AND activity.res_model = 'crm.lead'
                           AND (deal.company_id = 1 OR deal.company_id IS NULL)
   WHERE (activity.user_id = %(user)s OR deal.id IS NOT NULL)
"""
# the client asks once for each filter
SEARCH_PANEL = (
    f"SELECT DISTINCT activity_type_id {READABLE}",
    f"SELECT outcome_id, COUNT(*) {READABLE} AND outcome_id IS NOT NULL GROUP BY 1",
    f"SELECT DISTINCT activity.user_id {READABLE}",
    f"SELECT DISTINCT deal.team_id {READABLE} AND deal.team_id IS NOT NULL",
)


def get_effect_of_cells(columns):
    """Return the query of a manager, who reads each deal once in each group."""
    grouped = "".join(f"{column}, " for column in columns)
    group = f"GROUP BY {grouped.rstrip(', ')}" if columns else ""
    return f"""
        SELECT {grouped} COUNT(*), COUNT(*) FILTER (WHERE is_won),
               COUNT(*) FILTER (WHERE is_lost),
               COUNT(*) FILTER (WHERE is_won)::float
                   / NULLIF(COUNT(*) FILTER (WHERE is_won OR is_lost), 0),
               SUM(amount) FILTER (WHERE is_won)
          FROM (
            SELECT DISTINCT {grouped} deal_id
              FROM mail_activity_effect cell
             CROSS JOIN UNNEST(cell.deal_ids) deal_id
             WHERE cell.level IS NULL AND cell.company_id = 1
          ) cell
          JOIN mail_activity_effect_deal deal ON deal.id = deal_id
         {group}
    """


def get_published_effect(columns, level):
    """Return the query of a salesperson, who reads figures that were published."""
    names = ", ".join([*columns, "deals", "won", "lost", "won_rate", "revenue"])
    return f"""
        SELECT {names} FROM mail_activity_effect
         WHERE level = '{level}' AND company_id = 1
    """
