from odoo import models
from odoo.tools import SQL


class CalendarAttendee(models.Model):
    """Who takes part in a meeting, with a link that opens it without a login."""

    _inherit = "calendar.attendee"

    def _field_to_sql(self, alias, field_expr, query=None):
        """Give no one the links to private meetings of others."""
        value = super()._field_to_sql(alias, field_expr, query)
        if field_expr != "access_token" or not self.env["mail.activity"]._is_limited():
            return value
        events = self.env["calendar.event"]
        masked = events.sudo().with_context(active_test=False)
        masked = masked._search(events._get_masked_domain())
        return SQL(
            "(CASE WHEN %s IN %s THEN NULL ELSE %s END)",
            SQL.identifier(alias, "event_id"),
            masked.subselect(),
            value,
        )
