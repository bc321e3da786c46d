from odoo import api, models

from .hidden_error import make_hidden_error


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _make_access_error(self, operation, records):
        """Let rows about hidden activities look like missing ones where Odoo fetches.

        Odoo's own text names records to users in debug mode.
        """
        is_detail = isinstance(records, self.env.registry["mail.activity.detail.mixin"])
        if is_detail and self.env["mail.activity"]._is_limited():
            return make_hidden_error(records)
        return super()._make_access_error(operation, records)
