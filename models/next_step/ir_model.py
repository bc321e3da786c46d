from odoo import api, models


class IrModel(models.Model):
    _inherit = "ir.model"

    @api.ondelete(at_uninstall=True)
    def _archive_next_steps(self):
        """Archive rules that lose all their models: they'd apply to every record."""
        addon = self.env["ir.module.module"]._get("crm_activity_flow")
        if addon.state == "to remove":
            return  # the rules are deleted, too
        rules = self.env["mail.activity.next.step"].sudo()
        rules.search([("model_ids", "in", self.ids)]).filtered(
            lambda rule: rule.model_ids <= self
        ).active = False
