from odoo import models

from .intervals import get_day_slot


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _get_busy_slot(self, zone):
        """Return the start and end of the meeting; an all-day one takes all hours."""
        if not self.allday:
            return self.start, self.stop
        return get_day_slot(self.start_date, self.stop_date, zone)
