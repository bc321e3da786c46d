from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.client_values import is_integer
from ..activity.records import check_named
from .mail_activity_outcome import SENTIMENTS

RECORDED_COLUMNS = ("id", "res_id", "outcome_id", "done_at")


class MailActivityOutcomeMixin(models.AbstractModel):
    """How the activities of a document ended: the last outcome, and how many of each.

    Nothing is stored on the document: a completion writes one row, not two, and two
    people who complete activities of one opportunity don't block each other.
    """

    _name = "mail.activity.outcome.mixin"
    _description = "Outcomes of a Record's Activities"

    last_outcome_id = fields.Many2one(
        "mail.activity.outcome",
        compute="_compute_last_outcome",
        search="_search_last_outcome_id",
        groups="crm_activity_flow.group_activity_outcome",
    )
    last_outcome_sentiment = fields.Selection(
        related="last_outcome_id.sentiment",
        string="Last Sentiment",
        # of the outcome that the user sees: the superuser may see another one
        depends_context=("uid",),
        related_sudo=False,
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

    def _search_last_outcome_id(self, operator, value):
        """Support ids and sub-domains; Odoo derives names and negations from them."""
        last = SQL("(%s)", self._get_last_outcome_sql())
        if operator in ("any", "any!"):
            outcomes = self.env["mail.activity.outcome"].with_context(active_test=False)
            bypass_access = operator == "any!"
            ids = outcomes._search(value, bypass_access=bypass_access).subselect()
        elif operator == "in":
            ids = SQL("%s", tuple(filter(is_integer, value)) or (0,))
        else:
            return NotImplemented
        found = SQL("(SELECT res_id FROM %s last WHERE outcome_id IN %s)", last, ids)
        domain = Domain("id", "in", found)
        if operator == "in" and False in value:
            domain |= Domain("id", "not in", SQL("(SELECT res_id FROM %s last)", last))
        return domain

    @api.readonly
    def action_view_outcomes(self):
        """Open the activities of these documents that ended with an outcome."""
        check_named(self, "action_view_outcomes")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_flow.mail_activity_outcome_history_action"
        )
        domain = Domain(self._get_outcome_domain()) & self._get_source_domain()
        action["domain"] = list(domain)
        return action

    @api.model
    def _get_outcome_domain(self):
        """Return the domain of the activities that ended with an outcome."""
        return [
            ("outcome_id", "!=", False),
            ("active", "=", False),
            ("cancelled_at", "=", False),
        ]

    def _get_source_domain(self):
        """Hook: return the domain of the activities that count for these documents.

        :rtype: Domain
        """
        return Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)

    def _take_over_closed_activities(self, documents):
        """Keep what was recorded on documents that are being merged into this one.

        Odoo takes over their open activities, and deletes the others with them. While
        all switches are off, this stays so, but recorded outcomes and cancelled
        activities are never lost.

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

    # ------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------

    def _get_recorded_sql(self, ids=None):
        """Hook: return a query of the activities that ended with an outcome.

        :param list[int] ids: ids of documents; None for all documents of this model
        :return: a query of ``id``, ``res_id`` (the document that it counts for),
            ``outcome_id`` and ``done_at``
        """
        domain = Domain("res_model", "=", self._name)
        if ids is not None:
            domain &= Domain("res_id", "in", ids)
        return self._get_recorded_query(domain).select(
            *(SQL.identifier("mail_activity", name) for name in RECORDED_COLUMNS)
        )

    @api.model
    def _get_recorded_query(self, domain):
        """Return a query of the activities that ended with an outcome.

        Users who can read a document can read its activities; the record rules of the
        activities and what others share narrow that.

        :param Domain domain: which of them
        """
        Activity = self.env["mail.activity"]
        Activity.flush_model()
        domain &= Domain(self._get_outcome_domain())
        if not self.env.su:
            domain &= self.env["ir.rule"]._compute_domain(Activity._name, "read")
            domain &= Activity._get_level_domain()
        return Activity.sudo().with_context(active_test=False)._search(domain)

    def _get_last_outcome_sql(self, ids=None):
        """Return a query of ``res_id``, ``outcome_id``, ``done_at``: the last of each.

        :param list[int] ids: see :meth:`_get_recorded_sql`
        """
        return SQL(
            """
            SELECT DISTINCT ON (res_id) res_id, outcome_id, done_at
              FROM (%s) recorded
             ORDER BY res_id, done_at DESC NULLS LAST, id DESC
            """,
            self._get_recorded_sql(ids),
        )

    def _get_outcome_counts_sql(self, ids=None):
        """Return a query of ``res_id``, ``sentiment`` and the number of activities.

        :param list[int] ids: see :meth:`_get_recorded_sql`
        """
        return SQL(
            """
            SELECT recorded.res_id, outcome.sentiment, COUNT(*)
              FROM (%s) recorded
              JOIN mail_activity_outcome outcome ON outcome.id = recorded.outcome_id
             GROUP BY recorded.res_id, outcome.sentiment
            """,
            self._get_recorded_sql(ids),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group and sort by the last outcome with one join."""
        if field_expr != "last_outcome_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
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
