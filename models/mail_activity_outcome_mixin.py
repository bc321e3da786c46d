from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .mail_activity_outcome import SENTIMENTS


class MailActivityOutcomeMixin(models.AbstractModel):
    """How the activities of a document ended: the last outcome, and how many of each.

    Nothing is stored on the document: a completion writes one row, not two, and two
    people who complete activities of one opportunity don't wait for each other.
    """

    _name = "mail.activity.outcome.mixin"
    _description = "Outcomes of a Document's Activities"

    last_outcome_id = fields.Many2one(
        "mail.activity.outcome",
        compute="_compute_last_outcome",
        search="_search_last_outcome_id",
        groups="crm_activity_flow.group_activity_outcome",
    )
    last_outcome_sentiment = fields.Selection(
        related="last_outcome_id.sentiment",
        string="Last Sentiment",
        groups="crm_activity_flow.group_activity_outcome",
    )
    last_outcome_date = fields.Datetime(
        "Last Outcome On",
        compute="_compute_last_outcome",
        groups="crm_activity_flow.group_activity_outcome",
    )
    outcome_positive_count = fields.Integer(
        "Positive Outcomes",
        compute="_compute_outcome_counts",
        groups="crm_activity_flow.group_activity_outcome",
    )
    outcome_neutral_count = fields.Integer(
        "Neutral Outcomes",
        compute="_compute_outcome_counts",
        groups="crm_activity_flow.group_activity_outcome",
    )
    outcome_negative_count = fields.Integer(
        "Negative Outcomes",
        compute="_compute_outcome_counts",
        groups="crm_activity_flow.group_activity_outcome",
    )

    @api.depends_context("uid")
    @api.depends("activity_ids.outcome_id", "activity_ids.active")
    def _compute_last_outcome(self):
        rows = self.env.execute_query(self._get_last_outcome_sql(self._origin.ids))
        last = {res_id: (outcome_id, date) for res_id, outcome_id, date in rows}
        for document in self:
            outcome_id, date = last.get(document._origin.id, (False, False))
            document.last_outcome_id = outcome_id
            document.last_outcome_date = date

    @api.depends_context("uid")
    @api.depends("activity_ids.outcome_id", "activity_ids.active")
    def _compute_outcome_counts(self):
        counts = defaultdict(Counter)
        rows = self.env.execute_query(self._get_outcome_counts_sql(self._origin.ids))
        for res_id, sentiment, count in rows:
            counts[res_id][sentiment] = count
        for document in self:
            count = counts[document._origin.id]
            for sentiment, _label in SENTIMENTS:
                document[f"outcome_{sentiment}_count"] = count[sentiment]

    def _get_outcome_domain(self):
        """Return the domain of the activities that ended with an outcome."""
        return [
            ("res_model", "=", self._name),
            ("outcome_id", "!=", False),
            ("active", "=", False),
        ]

    def _take_over_closed_activities(self, documents):
        """Keep what was recorded on documents that are being merged into this one.

        Odoo takes over their open activities, and deletes the others with them. That
        stays so while all is off; but recorded outcomes, and what was cancelled, are
        never lost.

        :param documents: records of the same model, about to be deleted
        """
        self.ensure_one()
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        domain = Domain("res_model", "=", self._name) & Domain("active", "=", False)
        if not activities._flow_keeps_trace():
            domain &= Domain("outcome_id", "!=", False) | Domain(
                "cancelled_at", "!=", False
            )
        activities.search(domain & Domain("res_id", "in", documents.ids)).write(
            {"res_id": self.id}
        )

    def action_view_outcomes(self):
        """Open the activities of these documents that ended with an outcome."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_flow.mail_activity_outcome_history_action"
        )
        action["domain"] = [*self._get_outcome_domain(), ("res_id", "in", self.ids)]
        return action
