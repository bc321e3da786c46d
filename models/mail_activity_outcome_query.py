from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class MailActivityOutcomeMixin(models.AbstractModel):
    """The queries behind the outcomes of documents: to read, search, group and sort.

    A class of its own, because nothing in here depends on what is shown.
    """

    _inherit = "mail.activity.outcome.mixin"

    def _get_recorded_sql(self, ids=None):
        """Return a query of the activities of documents that ended with an outcome.

        Whoever may read a document may read its activities; the record rules of the
        activities narrow that.

        :param list[int] ids: ids of documents; all documents of this model without
        """
        Activity = self.env["mail.activity"]
        Activity.flush_model()
        rules = self.env["ir.rule"]._compute_domain(Activity._name, "read")
        domain = Domain(self._get_outcome_domain())
        if not self.env.su:
            domain &= rules
        if ids is not None:
            domain &= Domain("res_id", "in", ids)
        query = Activity.sudo().with_context(active_test=False)._search(domain)
        columns = ("id", "res_id", "outcome_id", "done_at")
        return query.select(
            *(SQL.identifier(Activity._table, name) for name in columns)
        )

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
        """Return a query of ``res_id``, ``sentiment``, and how many of it.

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

    def _search_last_outcome_id(self, operator, value):
        """Support ids and sub-domains; Odoo derives names and negations from them."""
        last = SQL("(%s)", self._get_last_outcome_sql())
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
