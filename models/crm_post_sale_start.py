import logging
from collections import defaultdict

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

BATCH = 1_000  # closings served in one go


class CrmPostSaleClosing(models.Model):
    """What is started with closings; whatever fails is told, and never blocks them."""

    _inherit = "crm.post.sale.closing"

    def _start(self, rule_ids):
        """Cancel what was open where the team wants it so, launch plans, and tell it.

        :param dict[int, list[int]] rule_ids: those that match, by opportunity
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
            batch._tell(lines)

    def _cancel_open(self, lines):
        """Cancel what was open on the opportunities of teams that want it so.

        :param dict lines: to which what failed is added, by closing
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
                "%(event)s: what was open could not be cancelled: %(reason)s",
                event=reason,
                reason=error,
            )
            lines[closing].append(Markup("<p>%s</p>") % text)

    @api.model
    def _cancel_each(self, by_closing, reason):
        """Cancel activities, all at once; halve them to find what can't be.

        :param dict by_closing: activities by closing
        :return: why they could not be cancelled, by closing
        """
        if not by_closing:
            return {}
        activities = self.env["mail.activity"].concat(*by_closing.values())
        is_last = len(by_closing) == 1
        _none, error = self._attempt(
            lambda: activities.action_cancel(reason=reason), logs=is_last
        )
        if not error or is_last:
            return dict.fromkeys(by_closing, error) if error else {}
        items = list(by_closing.items())
        middle = len(items) // 2
        return self._cancel_each(dict(items[:middle]), reason) | self._cancel_each(
            dict(items[middle:]), reason
        )

    def _get_launcher(self):
        """Return who launches the plans: who closed the deal, or whose deal it is.

        A scheduled action or a visitor of the portal can't be assigned anything.
        """
        closer = self.closed_by_id
        if closer.active and not closer.share:
            return closer
        return self.lead_id.user_id or closer

    def _get_event_label(self):
        return dict(self._fields["event"]._description_selection(self.env))[self.event]

    @api.model
    def _attempt(self, act, logs=True):
        """Do something, or nothing of it.

        :param callable act: what to do
        :param bool logs: whether it is logged why it failed; not if it is tried again
        :return: what it returned, and why it failed, if it did
        :raise OperationalError: a conflict with another transaction; Odoo tries the
            whole request again
        """
        # what was written before isn't ours: it stays, and if it fails, all fails
        self.env.flush_all()
        pending = self.env.cr.precommit.data
        told = len(pending.get("bus.bus.values", ()))
        try:
            # a savepoint that flushes by itself would post what Odoo tracks too early
            with self.env.cr.savepoint(flush=False):
                result = act()
                self.env.flush_all()
        except OperationalError:
            raise
        except Exception as error:
            self.env.transaction.clear()
            # clients would count what isn't there
            del pending.get("bus.bus.values", [])[told:]
            return None, self._get_error_text(error, logs)
        return result, None

    @api.model
    def _get_error_text(self, error, logs=True):
        """Return what to tell of an error, and nothing of what users can't know."""
        if isinstance(error, UserError):
            return str(error)
        if logs:
            _logger.error("Something failed after the sale.", exc_info=error)
        return self.env._(
            "an unexpected error; an administrator finds it in the server's log."
        )
