from odoo import models


class CalendarRecurrence(models.Model):
    """Series of meetings, which Odoo lets every employee change and delete."""

    _inherit = "calendar.recurrence"

    def write(self, vals):
        """Let no one change series with private meetings of others, nor add some."""
        if self.env["mail.activity"]._is_limited():
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
