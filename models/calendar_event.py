from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def unlink(self):
        """Keep the trace of cancelled activities: others go with their meeting."""
        if self.env["mail.activity.status"]._is_enabled():
            activities = self.env["mail.activity"].sudo()
            activities.with_context(active_test=False).search(
                [("calendar_event_id", "in", self.ids), ("cancelled_at", "!=", False)]
            ).calendar_event_id = False
        return super().unlink()
