from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MailActivity(models.Model):
    """The state of activities for the database: progress bars ask for it."""

    _inherit = "mail.activity"

    state = fields.Selection(search="_search_state")

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = tuple(state for state in value if isinstance(state, str))
        return Domain.custom(
            to_sql=lambda model, alias, _query: (
                SQL("%s IN %s", model._get_state_sql(alias), states)
                if states
                else SQL("FALSE")
            )
        )

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec == "state":
            return self._get_state_sql(alias)
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _get_state_sql(self, alias):
        """Return the state of activities, as ``_compute_state`` finds it.

        What day it is depends on where the assignee is.
        """
        self.flush_model(["active", "cancelled_at", "date_deadline", "user_tz"])
        return SQL(
            """
            CASE
                WHEN %(cancelled_at)s IS NOT NULL THEN 'cancelled'
                WHEN %(active)s IS NOT TRUE THEN 'done'
                WHEN %(deadline)s = %(today)s THEN 'today'
                WHEN %(deadline)s < %(today)s THEN 'overdue'
                ELSE 'planned'
            END
            """,
            cancelled_at=SQL.identifier(alias, "cancelled_at"),
            active=SQL.identifier(alias, "active"),
            deadline=SQL.identifier(alias, "date_deadline"),
            today=SQL(
                "(%s::timestamptz AT TIME ZONE COALESCE(%s, 'UTC'))::date",
                datetime.now(UTC),
                SQL.identifier(alias, "user_tz"),
            ),
        )
