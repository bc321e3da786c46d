from odoo import api, models

from ..activity.records import is_uninstalling


class CrmTag(models.Model):
    _inherit = "crm.tag"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_after_sale(self):
        if is_uninstalling(self.env):
            return
        self.env["crm.post.sale.rule"]._check_unnamed("tag_ids", self)
