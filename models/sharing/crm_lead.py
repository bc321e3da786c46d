from odoo import models


class CrmLead(models.Model):
    """What Odoo does for opportunities includes hidden activities and tells of none."""

    _inherit = "crm.lead"

    def unlink(self):
        """Release private meetings, too, before Odoo looks for those that it finds."""
        if self.env["mail.activity"]._is_limited():
            self.check_access("unlink")
            meetings = self.env["calendar.event"].sudo()
            meetings = meetings.search(
                [("res_id", "in", self.ids), ("res_model", "=", self._name)]
            )
            meetings.write({"res_id": False, "res_model_id": False})
        return super().unlink()

    def _merge_dependences_history(self, opportunities):
        """Move hidden activities, too: they would be deleted with their opportunity."""
        if self.env["mail.activity"]._is_limited():
            opportunities = opportunities.sudo()
        return super()._merge_dependences_history(opportunities)

    def _merge_dependences_calendar_events(self, opportunities):
        """Move private meetings, too, which meetings of hidden activities are."""
        lead = self.sudo() if self.env["mail.activity"]._is_limited() else self
        return super(CrmLead, lead)._merge_dependences_calendar_events(opportunities)
