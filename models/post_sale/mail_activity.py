from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store

from ..activity.mail_activity import TRACE
from ..activity.texts import as_html_lines, as_html_list
from .condition import LOST, WON
from .crm_post_sale_rule import CUSTOMER


class MailActivity(models.Model):
    """Where activities that started after a sale come from, and how that is shown."""

    _inherit = "mail.activity"

    post_sale_rule_id = fields.Many2one(
        "crm.post.sale.rule",
        "After the Sale",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        prefetch=TRACE,
    )
    post_sale_closing_id = fields.Many2one(
        "crm.post.sale.closing",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        prefetch=TRACE,
    )
    # who, but not which deal: the assignee might not have access to it
    post_sale_closed_by_id = fields.Many2one(
        "res.users", "Deal Closed By", related="post_sale_closing_id.closed_by_id"
    )
    origin_label = fields.Char("Where It Comes From", compute="_compute_origin_label")

    @api.depends("origin", "plan_id.name", "post_sale_closed_by_id.name")
    @api.depends_context("lang")
    def _compute_origin_label(self):
        """Explain the activity on its card, even to users who can't read the deal."""
        origins = dict(self._fields["origin"]._description_selection(self.env))
        for activity in self:
            if activity.origin not in (WON, LOST):
                activity.origin_label = False
                continue
            origin = activity.sudo()
            activity.origin_label = self.env._(
                "%(plan)s · closed by %(name)s",
                # plans can be deleted
                plan=origin.plan_id.name or origins[origin.origin],
                name=origin.post_sale_closed_by_id.name or self.env._("someone"),
            )

    @api.model
    def _flow_history_fields(self):
        history = super()._flow_history_fields()
        return history | {"post_sale_closing_id", "post_sale_rule_id"}

    def _flow_store_fields(self):
        return [
            *super()._flow_store_fields(),
            Store.Attr(
                "origin_label", predicate=lambda activity: activity.origin_label
            ),
        ]

    def _get_post_sale_text(self):
        """Return a line for the chatter of the opportunity.

        Without the assignee if it is on the customer: readers of the opportunity
        shouldn't learn who looks after the customer.
        """
        if self.post_sale_rule_id.target != CUSTOMER:
            return self._get_launched_text()
        return self.env._(
            "%(activity)s, on the customer, due %(deadline)s",
            activity=self.summary or self.activity_type_id.name,
            deadline=self._get_short_deadline(),
        )

    def _get_withdrawn_lines(self, reason):
        """Return chatter lines for withdrawn activities, as HTML by closing."""
        lines = defaultdict(list)
        quiet = self._flow_filter_quiet()
        for closing, own in self.grouped("post_sale_closing_id").items():
            header = self.env._("%(reason)s, withdrawn:", reason=reason)
            told = own - quiet
            texts = [activity.summary or activity.display_name for activity in told]
            if told:
                lines[closing].append(as_html_list(header, texts))
            deleted = [self.env._("An activity was deleted.")] * len(own & quiet)
            lines[closing].append(as_html_lines(deleted))
        return lines
