from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_set_lost(self, **additional_values):
        """Write the lost reason first if archiving, Odoo's first step, closes the lead.

        That is the case with a probability of 0; rules ask for the reason.
        """
        closed_at_once = self.filtered(lambda lead: not lead.probability)
        if closed_at_once and additional_values:
            closed_at_once.write(additional_values)
        return super().action_set_lost(**additional_values)

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Start what follows a closing: Odoo calls this for every way to close."""
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        self.env["crm.post.sale.closing"]._on_won_lost(
            self, old_status_by_lead, new_status_by_lead
        )
        return result

    def _merge_dependences(self, opportunities):
        """Withdraw untouched activities first, so that their trace is taken over."""
        self.env["crm.post.sale.closing"]._on_merge(self, opportunities)
        return super()._merge_dependences(opportunities)
