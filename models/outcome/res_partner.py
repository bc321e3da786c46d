from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.client_values import is_id


class ResPartner(models.Model):
    """A customer's outcomes include those of its people and opportunities.

    As far as the viewer can read these, so that a count never tells of one that is
    hidden.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "mail.activity.outcome.mixin"]

    @api.model
    def _forget_outcomes(self):
        """Compute the figures anew: no dependency leads to the records below."""
        names = [
            name
            for name, field in self._fields.items()
            if name.startswith(("last_outcome_", "outcome_")) and field.compute
        ]
        self.invalidate_model(names, flush=False)

    def _get_source_domain(self):
        sources = {"res.partner": [], "crm.lead": []}
        for _document_id, model, res_id in self.env.execute_query(
            self._get_sources_sql(list(filter(is_id, self._ids)))
        ):
            sources[model].append(res_id)
        return Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            for model, ids in sources.items()
        )

    def _get_recorded_sql(self, ids=None):
        activities = self._get_recorded_query(
            Domain("res_model", "in", ["res.partner", "crm.lead"])
        )
        columns = ("id", "res_model", "res_id", "outcome_id", "done_at")
        return SQL(
            """
            SELECT activity.id,
                   source.document_id AS res_id,
                   activity.outcome_id,
                   activity.done_at
              FROM (%(sources)s) source
              JOIN (%(activities)s) activity
                ON activity.res_model = source.model
               AND activity.res_id = source.res_id
            """,
            activities=activities.select(
                *(SQL.identifier("mail_activity", name) for name in columns)
            ),
            sources=self._get_sources_sql(ids),
        )

    def _get_sources_sql(self, ids=None):
        """Return a query of the records whose activities count for customers.

        These are the customer, for companies all contacts below it, and their
        opportunities.

        :param list[int] ids: ids of customers; None for all
        :return: a query of ``document_id`` (the customer), ``model`` and ``res_id``
        """
        self.flush_model(["is_company", "parent_id"])
        self.env["crm.lead"].flush_model(["partner_id"])
        return SQL(
            """
            WITH RECURSIVE below (document_id, id, is_company) AS (
                SELECT id, id, is_company FROM res_partner WHERE %(chosen)s
                 UNION
                SELECT below.document_id, child.id, below.is_company
                  FROM below
                  JOIN res_partner child ON child.parent_id = below.id
                 WHERE below.is_company
            )
            SELECT document_id, 'res.partner' AS model, id AS res_id
              FROM below
             WHERE id = document_id OR id IN %(contacts)s
             UNION ALL
            SELECT below.document_id, 'crm.lead', deal.id
              FROM below
              JOIN crm_lead deal ON deal.partner_id = below.id
             WHERE deal.id IN %(deals)s
            """,
            chosen=SQL("TRUE") if ids is None else SQL("id IN %s", tuple(ids) or (0,)),
            contacts=self._get_readable_sql(self.browse()),
            deals=self._get_readable_sql(self.env["crm.lead"]),
        )

    def _get_readable_sql(self, model):
        """Return the ids of the records that the user can read, as a sub-query."""
        records = model.with_context(active_test=False)
        if not records.has_access("read"):
            return SQL("(NULL)")
        return records._search([]).subselect()
