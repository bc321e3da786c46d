from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "mail.activity.outcome.mixin"]

    def _merge_dependences(self, opportunities):
        self._take_over_closed_activities(opportunities)
        return super()._merge_dependences(opportunities)
