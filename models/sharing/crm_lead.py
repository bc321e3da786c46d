from odoo import models
from odoo.tools import SQL


class CrmLead(models.Model):
    """What Odoo does for opportunities includes hidden activities and tells of none."""

    _inherit = "crm.lead"

    def _merge_dependences_history(self, opportunities):
        """Move hidden activities, too: they would be deleted with their opportunity."""
        if self.env["mail.activity"]._is_limited():
            opportunities = opportunities.sudo()
        return super()._merge_dependences_history(opportunities)

    def _merge_dependences_calendar_events(self, opportunities):
        """Move private meetings, too, which meetings of hidden activities are."""
        lead = self.sudo() if self.env["mail.activity"]._is_limited() else self
        return super(CrmLead, lead)._merge_dependences_calendar_events(opportunities)

    def log_meeting(self, meeting):
        """Log meetings without an activity, as Odoo does, but not with a hidden one.

        Odoo asks as the user who creates the meeting.
        """
        if self.env["mail.activity"]._has_sharing():
            self.env["mail.activity"].flush_model(["calendar_event_id"])
            linked = SQL(
                "SELECT FROM mail_activity WHERE calendar_event_id = %s LIMIT 1",
                meeting.id,
            )
            if self.env.execute_query(linked):
                return None
        return super().log_meeting(meeting)
