from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def unlink(self):
        """Keep cancelled activities; others are deleted with their meeting."""
        if self.env["mail.activity"]._keeps_cancelled():
            own = [("calendar_event_id", "in", self.ids)]
            self.env["mail.activity"]._release_cancelled(own)
        return super().unlink()
