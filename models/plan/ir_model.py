from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class IrModel(models.Model):
    _inherit = "ir.model"

    def _flow_release(self):
        """Keep plans that also apply to other records, and delete those that don't.

        Odoo would delete all of them, and only once it has failed to delete the types
        of their steps.
        """
        super()._flow_release()
        plans = self.env["mail.activity.plan"].sudo()
        plans = plans.with_context(active_test=False, **{MODULE_UNINSTALL_FLAG: True})
        plans._move_off(self)
        plans.search([("res_model_id", "in", self.ids)]).unlink()
