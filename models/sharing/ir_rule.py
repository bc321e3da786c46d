from odoo import api, models

from .hidden_error import make_hidden_error


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _make_access_error(self, operation, records):
        """Let what is hidden look like missing records, also where Odoo fetches it.

        Odoo's own text names records to users in debug mode.
        """
        hidden = records.browse()
        if isinstance(records, self.env.registry["mail.activity.hidden.mixin"]):
            hidden = records._filter_hidden_by_level()
        elif isinstance(records, self.env.registry["mail.activity.detail.mixin"]):
            hidden = records if self.env["mail.activity"]._is_limited() else hidden
        if hidden:
            return make_hidden_error(hidden)
        return super()._make_access_error(operation, records)
