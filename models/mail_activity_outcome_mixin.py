from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

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
        self.env["mail.activity"].flush_model()
        rows = self.env.execute_query(
            self._get_last_outcome_sql(
                SQL("AND mail_activity.res_id = ANY(%s)", self.ids)
            )
        )
        last = {res_id: (outcome_id, date) for res_id, outcome_id, date in rows}
        for document in self:
            outcome_id, date = last.get(document.id, (False, False))
            document.last_outcome_id = outcome_id
            document.last_outcome_date = date

    @api.depends_context("uid")
    @api.depends("activity_ids.outcome_id", "activity_ids.active")
    def _compute_outcome_counts(self):
        """Count in one query for all documents."""
        groups = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            ._read_group(
                [*self._get_outcome_domain(), ("res_id", "in", self.ids)],
                ["res_id", "outcome_id"],
                ["__count"],
            )
        )
        counts = defaultdict(Counter)
        for res_id, outcome, count in groups:
            counts[res_id][outcome.sentiment] += count
        for document in self:
            for sentiment, _label in SENTIMENTS:
                document[f"outcome_{sentiment}_count"] = counts[document.id][sentiment]

    def _get_outcome_domain(self):
        """Return the domain of the activities that ended with an outcome."""
        return [
            ("res_model", "=", self._name),
            ("outcome_id", "!=", False),
            ("active", "=", False),
        ]

    def _get_last_outcome_sql(self, condition=None):
        """Return a query of ``res_id``, ``outcome_id``, ``done_at``: the last of each.

        The record rules hold here, too: an activity that is hidden from the user is not
        the last one.

        :param SQL condition: narrows the activities looked at, begins with ``AND``
        """
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        rules = self.env["ir.rule"]._compute_domain(activities._name, "read")
        readable = activities._search(Domain.TRUE if self.env.su else rules)
        return SQL(
            """
            SELECT DISTINCT ON (mail_activity.res_id) mail_activity.res_id,
                   mail_activity.outcome_id, mail_activity.done_at
              FROM %(tables)s
             WHERE %(readable)s
               AND mail_activity.res_model = %(model)s
               AND mail_activity.outcome_id IS NOT NULL
               AND mail_activity.active IS NOT TRUE
               %(condition)s
             ORDER BY mail_activity.res_id, mail_activity.done_at DESC NULLS LAST,
                   mail_activity.id DESC
            """,
            model=self._name,
            condition=condition or SQL(),
            readable=readable.where_clause or SQL("TRUE"),
            tables=readable.from_clause,
        )

    def _search_last_outcome_id(self, operator, value):
        """Support ids and sub-domains; Odoo derives names and negations from them."""
        self.env["mail.activity"].flush_model()
        last = SQL(
            "(SELECT res_id, outcome_id FROM (%s) last)", self._get_last_outcome_sql()
        )
        if operator in ("any", "any!"):
            outcomes = self.env["mail.activity.outcome"].with_context(active_test=False)
            bypass_access = operator == "any!"
            ids = outcomes._search(value, bypass_access=bypass_access).subselect()
        elif operator == "in":
            ids = SQL("%s", tuple(id_ for id_ in value if type(id_) is int) or (0,))
        else:
            return NotImplemented
        found = SQL("(SELECT res_id FROM %s last WHERE outcome_id IN %s)", last, ids)
        domain = Domain("id", "in", found)
        if operator == "in" and False in value:
            domain |= Domain("id", "not in", SQL("(SELECT res_id FROM %s last)", last))
        return domain

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group and sort by the last outcome with one join."""
        if field_expr != "last_outcome_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        self.env["mail.activity"].flush_model()
        last_alias = query.make_alias(alias, "last_outcome")
        query.add_join(
            "LEFT JOIN",
            last_alias,
            SQL("(%s)", self._get_last_outcome_sql()),
            SQL(
                "%s = %s",
                SQL.identifier(alias, "id"),
                SQL.identifier(last_alias, "res_id"),
            ),
        )
        return SQL.identifier(last_alias, "outcome_id")

    def _take_over_done_activities(self, documents):
        """Keep what was recorded on documents that are being merged into this one.

        Odoo takes over their open activities, and deletes the done ones with them.

        :param documents: records of the same model, about to be deleted
        """
        self.ensure_one()
        if not self.env["mail.activity.type"]._has_outcomes():
            return
        done = self.env["mail.activity"].sudo().with_context(active_test=False)
        done.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", documents.ids),
                ("active", "=", False),
            ]
        ).write({"res_id": self.id})

    def action_view_outcomes(self):
        """Open the activities of these documents that ended with an outcome."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_flow.mail_activity_outcome_history_action"
        )
        action["domain"] = [*self._get_outcome_domain(), ("res_id", "in", self.ids)]
        return action
