from odoo import models


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
