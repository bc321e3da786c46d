from odoo import models


class IrModel(models.Model):
    _inherit = "ir.model"

    def _flow_release(self):
        """Keep types that records of other models refer to: Odoo can't delete them."""
        super()._flow_release()
        types = self.env["mail.activity.type"].sudo().with_context(active_test=False)
        limited = types.search([("res_model", "in", self.mapped("model"))])
        limited._keep_used()
