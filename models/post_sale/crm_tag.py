from odoo import api, models


class CrmTag(models.Model):
    _inherit = "crm.tag"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_after_sale(self):
        self.env["crm.post.sale.rule"]._check_unnamed("tag_ids", self)
