from odoo import api, fields, models
from odoo.tools import SQL

WON, LOST = "won", "lost"


class MailActivityEffectDeal(models.Model):
    """An opportunity as the figures need it; the ids are those of the opportunities.

    Copied at night, so that figures of the same day agree with each other. No one can
    read it: it would say how each deal ended.
    """

    _name = "mail.activity.effect.deal"
    _description = "Deal behind the Figures of What Works"
    _log_access = False

    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="cascade")
    period = fields.Date(readonly=True)
    is_won = fields.Boolean(readonly=True)
    is_lost = fields.Boolean(readonly=True)
    closed_at = fields.Datetime(readonly=True)
    days = fields.Float("Days to Close", readonly=True)
    amount = fields.Float("Revenue", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="cascade")
    base_rate = fields.Float(
        "Won Rate of the Team",
        readonly=True,
        help="Of all deals of its company and team that were created in its quarter.",
    )

    def _refill(self):
        """Copy all opportunities, with the won rate that each is compared with.

        A deal without a company belongs to its team's or salesperson's, or to the only
        one there is.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_activity_effect_deal (
                    id, company_id, team_id, period, is_won, is_lost, closed_at, days,
                    amount, currency_id, base_rate
                )
                SELECT deal.id, deal.company_id, deal.team_id, deal.period,
                       deal.is_won, deal.is_lost, deal.closed_at, deal.days,
                       deal.amount, company.currency_id,
                       SUM(deal.is_won::int) OVER alike::float
                           / NULLIF(SUM((deal.is_won OR deal.is_lost)::int) OVER alike,
                                    0)
                  FROM (%(deals)s) deal
                  LEFT JOIN res_company company ON company.id = deal.company_id
                WINDOW alike AS (
                    PARTITION BY deal.company_id, deal.team_id, deal.period
                )
                """,
                deals=self._select_deals(),
            )
        )
        # what was just inserted has no statistics yet, which makes for slow plans
        self.env.cr.execute(SQL("ANALYZE mail_activity_effect_deal"))

    @api.model
    def _get_company_ids(self, lead_ids):
        """Return the company that each opportunity belongs to now, as when copied.

        :param list lead_ids: what isn't an opportunity is left out
        :rtype: dict[int, int | None]
        """
        self.env["crm.lead"].flush_model(["type", "company_id", "team_id", "user_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, company_id FROM (%s) deal WHERE id = ANY(%s)",
                    self._select_deals(),
                    list(lead_ids),
                )
            )
        )

    def _select_deals(self) -> SQL:
        return SQL(
            """
            SELECT lead.id,
                   COALESCE(
                       lead.company_id, team.company_id, salesperson.company_id,
                       (SELECT MIN(id) FROM res_company HAVING COUNT(*) = 1)
                   ) AS company_id,
                   lead.team_id,
                   DATE_TRUNC('quarter', lead.create_date)::date AS period,
                   lead.won_status IS NOT DISTINCT FROM %(won)s AS is_won,
                   lead.won_status IS NOT DISTINCT FROM %(lost)s AS is_lost,
                   ending.closed_at,
                   CASE WHEN ending.closed_at >= lead.create_date
                        THEN EXTRACT(
                            EPOCH FROM ending.closed_at - lead.create_date
                        )::float / 86400
                   END AS days,
                   COALESCE(lead.expected_revenue, 0) AS amount
              FROM crm_lead lead
              LEFT JOIN crm_team team ON team.id = lead.team_id
              LEFT JOIN res_users salesperson ON salesperson.id = lead.user_id
             CROSS JOIN LATERAL (
                SELECT CASE WHEN lead.won_status IN (%(won)s, %(lost)s)
                            THEN lead.date_closed END AS closed_at
             ) ending
             WHERE lead.type = 'opportunity'
            """,
            won=WON,
            lost=LOST,
        )
