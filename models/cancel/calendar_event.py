from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    # also when another addon's meetings are deleted with it, or a context says so
    @api.ondelete(at_uninstall=True)
    def _unlink_keeping_closed_activities(self):
        """Keep closed activities while a switch is on; open ones go, as in Odoo.

        Runs once Odoo has checked that the user can delete these meetings, and just
        before it does, whatever deletes them: a button, a series, or another addon.
        """
        if self.env["mail.activity"]._flow_keeps_trace():
            own = [("calendar_event_id", "in", self.ids)]
            self.env["mail.activity"]._release_closed(own)
