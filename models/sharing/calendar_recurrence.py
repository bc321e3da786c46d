from odoo import api, models

from ..activity.client_values import get_linked_ids

# how long it goes on: what is taken out, is checked by itself
END = {"count", "end_type", "until"}


class CalendarRecurrence(models.Model):
    """Series of meetings, which Odoo lets every employee change and delete."""

    _inherit = "calendar.recurrence"

    @api.model_create_multi
    def create(self, vals_list):
        """Let no one make one of someone's private meetings."""
        if self.env["mail.activity"]._is_limited():
            for vals in self._add_defaults(vals_list, {"base_event_id"}):
                self._get_bases(vals).exists()._check_not_masked()
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

        Odoo writes in the user's name when a reminder is due, and which of its own
        meetings a series follows. Who takes part in one of them ends the series.
        """
        if vals.keys() <= {"trigger_id"}:
            return
        others = self._get_bases(vals) - self.calendar_event_ids
        if vals.keys() <= END:
            self.filtered(lambda series: not series._has_shown())._check_not_masked()
        elif others or vals.keys() != {"base_event_id"}:
            self._check_not_masked()
        others.exists()._check_not_masked()

    def _has_shown(self):
        """Return whether a series has a meeting that isn't private to the user."""
        meetings = self.calendar_event_ids
        return bool(meetings - meetings._filter_masked())

    @api.model
    def _get_bases(self, vals):
        base_ids = get_linked_ids(vals.get("base_event_id"))
        return self.env["calendar.event"].browse(base_ids)
