import pytz

from odoo import fields, models
from odoo.tools import SQL


class MailActivityOverview(models.Model):
    """What the rows of the overview are made of."""

    _inherit = "mail.activity.overview"

    _depends = {
        "crm.lead": ["company_id", "partner_id", "team_id", "won_status"],
        "mail.activity": [
            "active",
            "activity_type_id",
            "cancelled_at",
            "create_date",
            "date_deadline",
            "date_done",
            "done_at",
            "done_by_id",
            "origin",
            "outcome_id",
            "plan_id",
            "plan_template_id",
            "res_id",
            "res_model",
            "res_name",
            "status_id",
            "summary",
            "user_id",
            "user_tz",
        ],
        "mail.activity.outcome": ["sentiment"],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL("%s %s", self._select(), self._from())

    def _select(self) -> SQL:
        return SQL("SELECT %s, %s", self._select_dimensions(), self._select_measures())

    def _select_dimensions(self) -> SQL:
        """Hook: the columns to filter and to group by."""
        return SQL(
            """
            activity.id,
            activity.summary,
            activity.activity_type_id,
            activity.outcome_id,
            outcome.sentiment,
            activity.user_id,
            activity.done_by_id,
            activity.status_id,
            CASE
                WHEN activity.cancelled_at IS NOT NULL THEN 'cancelled'
                WHEN NOT activity.active THEN 'done'
                WHEN activity.date_deadline < day.today THEN 'overdue'
                WHEN activity.date_deadline = day.today THEN 'today'
                ELSE 'planned'
            END AS state,
            activity.origin,
            activity.plan_id,
            activity.plan_template_id,
            CASE COALESCE(activity.res_model, '')
                WHEN '' THEN 'none'
                WHEN 'res.partner' THEN 'contact'
                WHEN 'crm.lead' THEN 'deal'
                ELSE 'other'
            END AS relates_to,
            activity.res_model,
            activity.res_id,
            activity.res_name,
            deal.id AS lead_id,
            deal.team_id,
            deal.company_id,
            deal.won_status,
            COALESCE(contact.id, deal.partner_id) AS partner_id,
            activity.create_date,
            activity.date_deadline,
            COALESCE(activity.done_at, activity.date_done + TIME '12:00') AS done_at
            """
        )

    def _select_measures(self) -> SQL:
        """Hook: the columns to add up or to average.

        Days are the owner's. The last one that counts, ``last.day``, is that of the
        completion, or today while the activity is open.
        """
        return SQL(
            """
            1 AS nbr,
            CASE
                WHEN last.day > activity.date_deadline
                THEN last.day - activity.date_deadline
                WHEN last.day <= activity.date_deadline THEN 0
            END AS days_late,
            CASE
                WHEN activity.done_at >= activity.create_date THEN EXTRACT(
                    EPOCH FROM activity.done_at - activity.create_date
                )::float / 86400
                WHEN activity.done_at IS NULL
                 AND activity.date_done >= activity.create_date::date
                THEN activity.date_done - activity.create_date::date
            END AS days_to_complete,
            CASE
                WHEN last.day > activity.date_deadline THEN 0
                WHEN last.day <= activity.date_deadline AND NOT activity.active THEN 1
            END AS on_time,
            CASE outcome.sentiment
                WHEN 'positive' THEN 1
                WHEN 'neutral' THEN 0
                WHEN 'negative' THEN -1
            END AS score
            """
        )

    def _from(self) -> SQL:
        """Hook: the tables; their joins cost nothing while no column is used."""
        return SQL(
            """
              FROM mail_activity activity
              LEFT JOIN mail_activity_outcome outcome
                    ON outcome.id = activity.outcome_id
              LEFT JOIN res_partner contact
                    ON contact.id = activity.res_id
                   AND activity.res_model = 'res.partner'
              LEFT JOIN %(deals)s deal
                    ON deal.id = activity.res_id
                   AND activity.res_model = 'crm.lead'
             CROSS JOIN LATERAL (
                SELECT COALESCE(activity.user_tz, 'UTC') AS tz
             ) owner
             CROSS JOIN LATERAL (
                SELECT (%(now)s AT TIME ZONE owner.tz)::date AS today,
                       COALESCE(
                           activity.done_at AT TIME ZONE 'UTC' AT TIME ZONE owner.tz,
                           activity.date_done
                       )::date AS done
             ) day
             CROSS JOIN LATERAL (
                SELECT CASE WHEN activity.active THEN day.today ELSE day.done END AS day
             ) last
            """,
            deals=self._get_readable_deals(),
            now=pytz.utc.localize(fields.Datetime.now()),
        )

    def _get_readable_deals(self) -> SQL:
        """Return the opportunities of which the user may know more than the name.

        Assignees see their activities on documents that are closed to them, too: the
        activity carries the name of the document, the other columns stay empty.
        """
        deals = self.env["crm.lead"].with_context(active_test=False)
        query = deals._search([]) if deals.has_access("read") else deals._as_query()
        columns = ("id", "partner_id", "team_id", "company_id", "won_status")
        return query.subselect(
            *(SQL.identifier(deals._table, column) for column in columns)
        )
