from odoo import api, models

from ..activity.records import is_uninstalling


class CrmLostReason(models.Model):
    _inherit = "crm.lost.reason"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_after_sale(self):
        if is_uninstalling(self.env):
            return
        self.env["crm.post.sale.rule"]._check_unnamed("lost_reason_ids", self)
