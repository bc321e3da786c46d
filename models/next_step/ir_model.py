from odoo import models


class IrModel(models.Model):
    _inherit = "ir.model"

    def _flow_release(self):
        super()._flow_release()
        self._archive_next_steps()

    def _archive_next_steps(self):
        """Archive rules whose next type is deleted with these models.

        And those that lose all their models: they'd apply to every record.
        """
        rules = self.env["mail.activity.next.step"]._sudo_all()
        limited = rules.search([("model_ids", "in", self.ids)])
        limited = limited.filtered(lambda rule: rule.model_ids <= self)
        names = self.mapped("model")
        naming = rules.search([("next_type_id.res_model", "in", names)])
        (limited | naming)._archive_unchecked()
