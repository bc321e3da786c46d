from odoo import api, models
from odoo.fields import Domain

from .hidden_error import refuse_hidden


class IrModelData(models.Model):
    """External ids of hidden activities are hidden, too."""

    _name = "ir.model.data"
    _inherit = ["ir.model.data", "mail.activity.hidden.mixin"]

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find no external ids of activities that the user doesn't find."""
        activities = self.env["mail.activity"].with_context(active_test=False)
        if not bypass_access and activities._is_limited():
            of_others = Domain("model", "!=", activities._name)
            domain = Domain(domain) & (
                of_others | Domain("res_id", "in", activities._search([]))
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Refuse those of hidden activities as if they were missing."""
        result = super()._check_access(operation)
        return refuse_hidden(result, self._filter_hidden_by_level(), operation)

    def _filter_hidden_by_level(self):
        return self.env["mail.activity"]._filter_naming_hidden(self, "model")
