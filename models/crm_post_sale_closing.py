from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from .crm_post_sale_rule import EVENTS, LOST, WON

# nothing is started by these: Odoo's own key, imports, and data files
SKIP_KEYS = (
    "mail_activity_automation_skip",
    "_import_current_module",
    "import_file",
    "install_mode",
)


class CrmPostSaleClosing(models.Model):
    """That an opportunity was closed, and by whom: what was started belongs to it.

    Only where something is started; the system's own record, which no user reads. A
    closing stands until the opportunity is reopened, and there is only one that stands:
    the database holds that, whoever closes what at the same moment.
    """

    _name = "crm.post.sale.closing"
    _description = "Closing of an Opportunity"
    _order = "id desc"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    event = fields.Selection(EVENTS, required=True)
    closed_at = fields.Datetime(required=True)
    closed_by_id = fields.Many2one("res.users", ondelete="set null")
    reopened_at = fields.Datetime()

    _standing_uniq = models.UniqueIndex("(lead_id) WHERE reopened_at IS NULL")

    @api.model
    def _on_won_lost(self, leads, old_status, new_status):
        """Start and withdraw what the new status of opportunities asks for.

        :param crm.lead leads: those written or created
        :param dict old_status: by id, see ``crm.lead._handle_won_lost``
        :param dict new_status: by id
        """
        left, reached = set(), defaultdict(list)
        for lead_id in leads._ids:
            before = self._get_event(old_status.get(lead_id))
            after = self._get_event(new_status.get(lead_id))
            if before and before != after:
                left.add(lead_id)
            if after and before != after:
                reached[after].append(lead_id)
        if left or reached:
            # without the defaults of a view, which aren't meant for what is created
            env = self.env(su=True, context=clean_context(self.env.context))
            self.with_env(env)._on_change(left, reached)

    @api.model
    def _get_event(self, status):
        if not status:
            return None
        return (status["is_won"] and WON) or (status["is_lost"] and LOST) or None

    @api.model
    def _on_change(self, left, reached):
        """Withdraw what belongs to closings that are over, and start the new ones.

        :param set[int] left: opportunities that aren't won or lost any more, or so in
            the other way
        :param dict[str, list[int]] reached: those that have just become so, by event
        """
        is_skipped = any(map(self.env.context.get, SKIP_KEYS))
        matches = {} if is_skipped else self._get_matches(reached)
        matched = [lead_id for by_lead in matches.values() for lead_id in by_lead]
        if left or matched:
            standing = self.search(
                [("lead_id", "in", [*left, *matched]), ("reopened_at", "=", False)]
            )
            over = standing.filtered(
                lambda closing: (
                    closing.lead_id.id in left
                    or closing.lead_id.id not in matches.get(closing.event, ())
                )
            )
            over._reopen(withdraws=not is_skipped)
        for event, by_lead in matches.items():
            if by_lead:
                self._claim(event, list(by_lead))._start(by_lead)

    @api.model
    def _get_matches(self, reached):
        """Return which rules match, by event and by opportunity; leads have none."""
        Rule = self.env["crm.post.sale.rule"]
        lead_ids = [lead_id for ids in reached.values() for lead_id in ids]
        leads = self.env["crm.lead"].browse(lead_ids)
        opportunities = leads.filtered(lambda lead: lead.type == "opportunity")
        return {
            event: Rule._get_matches(event, opportunities & leads.browse(ids))
            for event, ids in reached.items()
        }

    @api.model
    def _claim(self, event, lead_ids):
        """Record that opportunities are closed, and return what wasn't recorded before.

        Whatever calls this twice gets a closing once. With another transaction that
        records the same at this moment, PostgreSQL refuses one of the two as a
        conflict; Odoo tries that one again, and it finds the opportunity closed.

        :param str event: see ``EVENTS``
        :param list[int] lead_ids: opportunities
        """
        # a closing that has just ended mustn't stand in the way
        self.flush_model()
        now = self.env.cr.now()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_post_sale_closing (
                       lead_id, event, closed_at, closed_by_id,
                       create_uid, create_date, write_uid, write_date)
                SELECT lead_id, %(event)s, %(closed_at)s, %(uid)s,
                       %(root)s, %(now)s, %(root)s, %(now)s
                  FROM unnest(%(lead_ids)s) lead_id
                    ON CONFLICT (lead_id) WHERE reopened_at IS NULL DO NOTHING
                RETURNING id
                """,
                event=event,
                closed_at=fields.Datetime.now(),
                uid=self.env.uid,
                root=SUPERUSER_ID,
                now=now,
                lead_ids=lead_ids,
            )
        )
        return self.browse(id_ for (id_,) in rows)
