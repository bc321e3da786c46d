from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    # also when another addon's meetings are deleted with it, or a context says so
    @api.ondelete(at_uninstall=True)
    def _unlink_keeping_closed_activities(self):
        """Keep closed activities while a switch is on, and cancel open ones.

        While Statuses is off, open ones go, as in Odoo. Runs once Odoo has checked that
        the user can delete these meetings, and just before it does, whatever deletes
        them: a button, a series, or another addon.
        """
        activities = self.env["mail.activity"]
        if not activities._flow_keeps_trace():
            return
        own = [("calendar_event_id", "in", self.ids)]
        if activities._keeps_cancelled():
            held = activities._sudo_open().search(own)
            if held:
                held._cancel(self.env._("The meeting was deleted"))
        activities._release_closed(own)
