from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        dst_partner._take_over_closed_activities(src_partners)
        return super()._update_reference_fields(src_partners, dst_partner)
