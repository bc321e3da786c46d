from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_set_lost(self, **additional_values):
        """Write the reason first where Odoo's first step, archiving, is the closing.

        That is so for a probability of 0; rules ask for the reason.
        """
        closed_at_once = self.filtered(lambda lead: not lead.probability)
        if closed_at_once and additional_values:
            closed_at_once.write(additional_values)
        return super().action_set_lost(**additional_values)

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Start what follows a closing: Odoo tells here of each, however it came."""
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        self.env["crm.post.sale.closing"]._on_won_lost(
            self, old_status_by_lead, new_status_by_lead
        )
        return result

    def _merge_dependences(self, opportunities):
        """Withdraw first what nobody touched, so that its trace is taken over."""
        self.env["crm.post.sale.closing"]._on_merge(self, opportunities)
        return super()._merge_dependences(opportunities)
