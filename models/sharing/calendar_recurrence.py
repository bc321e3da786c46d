from datetime import date

from odoo import api, models
from odoo.tools import SQL

BASE = "base_event_id"
CONTENTS = frozenset({"create_uid", "write_uid"})  # who made private meetings
END = {"end_type", "until"}


class CalendarRecurrence(models.Model):
    """Series of meetings, which Odoo lets every employee change and delete."""

    _name = "calendar.recurrence"
    _inherit = ["calendar.recurrence", "mail.activity.masked.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        """Let no one make one of someone's private meetings."""
        if self.env["mail.activity"]._is_limited():
            filled = self._sharing_add_defaults(vals_list, [BASE])
            self._sharing_get_linked(BASE, filled).exists()._check_not_masked()
        return super().create(vals_list)

    def write(self, vals):
        """Let no one change series with private meetings of others."""
        if self.env["mail.activity"]._is_limited():
            self._check_writing(vals)
        return super().write(vals)

    def unlink(self):
        """Let no one delete series with private meetings of others."""
        if self.env["mail.activity"]._is_limited():
            self._check_not_masked()
        return super().unlink()

    def _get_content_names(self):
        return CONTENTS

    def _filter_masked_before(self):
        masked = self._get_meetings()._filter_masked_before()
        return self & masked.recurrence_id

    def _get_meetings(self):
        """Return all their meetings, also archived ones."""
        events = self.env["calendar.event"].with_context(active_test=False)
        return events.search([("recurrence_id", "in", self.ids)])

    def _field_to_sql(self, alias, field_expr, query=None):
        """Tell no one who made series with private meetings of others."""
        value = super()._field_to_sql(alias, field_expr, query)
        is_limited = self.env["mail.activity"]._is_limited()
        if field_expr.split(".")[0] not in CONTENTS or not is_limited:
            return value
        return SQL(
            """
            CASE WHEN EXISTS (
                SELECT FROM calendar_event meeting
                 WHERE meeting.recurrence_id = %s AND %s
            ) THEN NULL ELSE %s END
            """,
            SQL.identifier(alias, "id"),
            self.env["calendar.event"]._get_linked_masked_sql(SQL("meeting.id")),
            value,
        )

    def _check_not_masked(self):
        """Refuse to change series with private meetings of others.

        :raise AccessError: one of these has a meeting that is private to the user
        """
        if self:
            self._get_meetings()._check_not_masked()

    def _check_writing(self, vals):
        """Refuse to change them, or to make a meeting their base that is private.

        Odoo writes in the user's name when a reminder is due, which of its own meetings
        a series follows, and where it ends after the rest was taken out of it. As a
        date, which no client can send.
        """
        if vals.keys() <= {"trigger_id"}:
            return
        if vals.keys() == END and type(vals["until"]) is date:
            return
        others = self._sharing_get_linked(BASE, [vals]) - self.calendar_event_ids
        if others or vals.keys() != {BASE}:
            self._check_not_masked()
        others.exists()._check_not_masked()
