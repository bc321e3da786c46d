from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, *args, **kwargs):
        """Let no one into private meetings by merging who takes part in them."""
        self.env["res.partner"].browse(partner_ids)._check_merging()
        return super()._merge(partner_ids, *args, **kwargs)

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        dst_partner._take_over_closed_activities(src_partners)
        return super()._update_reference_fields(src_partners, dst_partner)
