from odoo import api, models


class CrmLostReason(models.Model):
    _inherit = "crm.lost.reason"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_after_sale(self):
        self.env["crm.post.sale.rule"]._check_unnamed("lost_reason_ids", self)
