from odoo import models


class CalendarRecurrence(models.Model):
    """Series of meetings, which Odoo lets every employee change and delete."""

    _inherit = "calendar.recurrence"

    def write(self, vals):
        """Let no one change series with private meetings of others.

        Odoo writes in the user's name when a reminder is due, and which of its own
        meetings a series follows.
        """
        base = self.calendar_event_ids._ids if vals.keys() == {"base_event_id"} else ()
        is_own = vals.keys() <= {"trigger_id"} or vals.get("base_event_id") in base
        if self.env["mail.activity"]._is_limited() and not is_own:
            self._check_joining()
        return super().write(vals)

    def unlink(self):
        """Let no one delete series with private meetings of others."""
        if self.env["mail.activity"]._is_limited():
            self._check_joining()
        return super().unlink()

    def _check_joining(self):
        """Refuse to change series with private meetings of others.

        :raise AccessError: one of these has a meeting that is private to the user
        """
        events = self.env["calendar.event"].with_context(active_test=False)
        events.search([("recurrence_id", "in", self.ids)])._check_joining()
