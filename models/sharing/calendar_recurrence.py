from datetime import date

from odoo import api, models

BASE = "base_event_id"
END = {"end_type", "until"}


class CalendarRecurrence(models.Model):
    """Series of meetings, which Odoo lets every employee change and delete."""

    _inherit = "calendar.recurrence"

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

    def _check_not_masked(self):
        """Refuse to change series with private meetings of others.

        :raise AccessError: one of these has a meeting that is private to the user
        """
        if self:
            events = self.env["calendar.event"].with_context(active_test=False)
            events.search([("recurrence_id", "in", self.ids)])._check_not_masked()

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
