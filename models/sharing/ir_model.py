from odoo import api, models


class IrModel(models.Model):
    """What administrators see of the tables in which activities are."""

    _inherit = "ir.model"

    @api.depends()
    @api.depends_context("uid")
    def _compute_count(self):
        """Count what the user finds: the rest would be how much is hidden."""
        result = super()._compute_count()
        activities = self.env["mail.activity"]
        if activities._is_limited():
            for model in self.filtered("count"):
                if activities._shows_activities(model.model):
                    shown = self.env[model.model].with_context(active_test=False)
                    is_open = shown.has_access("read")
                    model.count = shown.search_count([]) if is_open else 0
        return result
