from collections import defaultdict

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL, split_every
from odoo.tools.misc import clean_context

from ..activity.failures import try_each
from ..activity.records import is_active_internal
from .condition import LOST, WON
from .crm_post_sale_rule import EVENTS

# context keys with which nothing starts: Odoo's own, imports, and data files
SKIP_KEYS = (
    "mail_activity_automation_skip",
    "_import_current_module",
    "import_file",
    "install_mode",
)
BATCH = 1_000  # closings processed together


class CrmPostSaleClosing(models.Model):
    """The closing of an opportunity and who closed it; what was started refers to it.

    Recorded only if something starts, for the system alone: no user reads it. A closing
    stands until the opportunity is reopened. The database allows one standing closing
    per opportunity, even if several users close it at the same moment. Failures are
    logged in the chatter, and never block the closing.
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

    # ------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------

    @api.model
    def _on_won_lost(self, leads, old_status, new_status):
        """Start and withdraw activities for the new status of opportunities.

        :param crm.lead leads: the ones written or created
        :param dict old_status: by id, see ``crm.lead._handle_won_lost``
        :param dict new_status: by id
        """
        ended, begun = set(), defaultdict(list)
        for lead_id in leads._ids:
            before = self._get_event(old_status.get(lead_id))
            after = self._get_event(new_status.get(lead_id))
            if before and before != after:
                ended.add(lead_id)
            if after and before != after:
                begun[after].append(lead_id)
        if ended or begun:
            # without the view's defaults, which aren't meant for these activities
            env = self.env(su=True, context=clean_context(self.env.context))
            self.with_env(env)._apply(ended, begun)

    @api.model
    def _get_event(self, status):
        if not status:
            return None
        return (status["is_won"] and WON) or (status["is_lost"] and LOST) or None

    @api.model
    def _apply(self, ended, begun):
        """Withdraw the activities of closings that are over, and start the new ones.

        :param set[int] ended: opportunities that are no longer won or lost, or changed
            from one to the other
        :param dict[str, list[int]] begun: opportunities just won or lost, by event
        """
        is_skipped = any(map(self.env.context.get, SKIP_KEYS))
        matches = {} if is_skipped else self._get_matches(begun)
        self._get_over(ended, matches)._reopen(withdraws=not is_skipped)
        for event, by_lead in matches.items():
            if by_lead:
                self._record(event, list(by_lead))._start_plans(by_lead)

    @api.model
    def _get_over(self, ended, matches):
        """Return the standing closings that have to end.

        :param set[int] ended: see :meth:`_apply`
        :param dict matches: see :meth:`_get_matches`
        """
        matched = [lead_id for by_lead in matches.values() for lead_id in by_lead]
        if not (ended or matched):
            return self.browse()
        standing = self.search(
            [("lead_id", "in", [*ended, *matched]), ("reopened_at", "=", False)]
        )
        return standing.filtered(
            lambda closing: (
                closing.lead_id.id in ended
                or closing.lead_id.id not in matches.get(closing.event, ())
            )
        )

    @api.model
    def _get_matches(self, begun):
        """Return the rules that match, by event and opportunity; leads have none."""
        Rule = self.env["crm.post.sale.rule"]
        lead_ids = [lead_id for ids in begun.values() for lead_id in ids]
        leads = self.env["crm.lead"].browse(lead_ids)
        opportunities = leads.filtered(lambda lead: lead.type == "opportunity")
        return {
            event: Rule._get_matches(event, opportunities & leads.browse(ids))
            for event, ids in begun.items()
        }

    @api.model
    def _record(self, event, lead_ids):
        """Record that opportunities are closed, and return the new closings only.

        A second call for the same closing returns nothing. If two transactions record
        it at the same moment, PostgreSQL refuses one of them as a conflict; Odoo
        retries that one, and it finds the opportunity closed.

        :param str event: see ``EVENTS``
        :param list[int] lead_ids: opportunities
        """
        # a closing that just ended must not block the new one
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

    # ------------------------------------------------------------
    # Starting plans
    # ------------------------------------------------------------

    def _start_plans(self, rule_ids):
        """Cancel open activities if the team wants that, launch plans, and log it all.

        :param dict[int, list[int]] rule_ids: the rules that match, by opportunity
        """
        for batch in split_every(BATCH, self.ids, self.browse):
            lines = defaultdict(list)
            batch._cancel_open(lines)
            by_rule = defaultdict(list)
            for closing in batch:
                for rule_id in rule_ids[closing.lead_id.id]:
                    by_rule[rule_id].append(closing.id)
            rules = self.env["crm.post.sale.rule"].browse(by_rule).exists()
            for rule in rules.sorted(lambda rule: (rule.sequence, rule.id)):
                rule._launch_on(batch.browse(by_rule[rule.id]), lines)
            batch._post_messages(lines)

    def _cancel_open(self, lines):
        """Cancel open activities on the opportunities of teams that want that.

        :param dict lines: chatter lines by closing; failures are added
        """
        _conditions, cancelling = self.env["crm.post.sale.rule"]._get_conditions()
        own = self.filtered(lambda closing: closing.lead_id.team_id.id in cancelling)
        if not own:
            return
        activities = (
            self.env["mail.activity"]
            ._sudo_open()
            .search([("res_model", "=", "crm.lead"), ("res_id", "in", own.lead_id.ids)])
        )
        by_lead = activities.grouped("res_id")
        by_closing = {
            closing: by_lead[closing.lead_id.id]
            for closing in own
            if closing.lead_id.id in by_lead
        }
        reason = own[0]._get_event_label()
        for closing, error in self._cancel_each(by_closing, reason).items():
            text = self.env._(
                "%(event)s: open activities couldn't be cancelled: %(reason)s",
                event=reason,
                reason=error,
            )
            lines[closing].append(Markup("<p>%s</p>") % text)

    def _get_launcher(self):
        """Return who launches the plans: whoever closed the deal, or the salesperson.

        Scheduled actions and portal visitors can't be assigned anything.
        """
        closer = self.closed_by_id
        if is_active_internal(closer):
            return closer
        return self.lead_id.user_id or closer

    def _get_event_label(self):
        return dict(self._fields["event"]._description_selection(self.env))[self.event]

    # ------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------

    @api.model
    def _on_merge(self, survivor, merged):
        """Withdraw what the closings of merged opportunities started.

        These are deleted, and the survivor is open, or has activities of its own.
        """
        closings = self.sudo().search(
            [("lead_id", "in", merged.ids), ("reopened_at", "=", False)]
        )
        closings._reopen(reason=self.env._("Opportunity merged"))

    def _reopen(self, withdraws=True, reason=False):
        """End closings, and withdraw the untouched activities that they started.

        :param bool withdraws: whether to withdraw activities; not during imports
        :param str reason: why; by default, that the opportunity was reopened
        """
        if not self:
            return
        self.reopened_at = fields.Datetime.now()
        if withdraws:
            self._withdraw(reason or self.env._("Opportunity reopened"))

    def _withdraw(self, reason):
        """Cancel the untouched activities, or delete them while Statuses is off."""
        untouched = (
            self.env["mail.activity"]
            .search(
                [
                    ("post_sale_closing_id", "in", self.ids),
                    ("is_untouched", "=", True),
                    ("create_uid", "=", SUPERUSER_ID),
                ]
            )
            ._filtered_untouched()
        )
        if not untouched:
            return
        lines = untouched._get_withdrawn_lines(reason)
        by_closing = untouched.grouped("post_sale_closing_id")
        errors = self._cancel_each(by_closing, reason)
        for closing, error in errors.items():
            lines[closing] = [Markup("<p>%s: %s</p>") % (reason, error)]
        if self.env["mail.activity"]._has_statuses():
            # cancelled activities are already logged on their documents
            lines = {closing: lines[closing] for closing in errors}
        self._post_messages(lines)

    # ------------------------------------------------------------
    # What can fail, and what the chatter says
    # ------------------------------------------------------------

    @api.model
    def _cancel_each(self, by_closing, reason):
        """Cancel activities, as many as possible.

        :param dict by_closing: activities by closing
        :return: why they couldn't be cancelled, by closing; of what is kept quiet, not
            why
        """
        Activity = self.env["mail.activity"]
        closings = self.browse().concat(*by_closing)
        _results, errors = try_each(
            self.env,
            closings,
            lambda part: Activity.concat(*map(by_closing.get, part)).action_cancel(
                reason=reason
            ),
        )
        failed = dict(errors)
        quiet = Activity.concat(*map(by_closing.get, failed))._flow_filter_quiet()
        for closing in failed:
            if by_closing[closing] & quiet:
                failed[closing] = self.env._("An activity couldn't be cancelled.")
        return failed

    def _post_messages(self, lines):
        """Post one message for each opportunity.

        :param dict lines: HTML by closing
        """
        told = self.filtered(lines.get)
        if told:
            told.lead_id._message_log_batch(
                bodies={
                    closing.lead_id.id: Markup().join(lines[closing])
                    for closing in told
                }
            )
