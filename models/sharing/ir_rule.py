from odoo import api, models
from odoo.fields import Domain

from .hidden_error import make_hidden_error


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Keep dialogs to those who opened them: they say what is hidden elsewhere.

        Odoo's docstrings promise so, but no rule of its own does it for all of them.
        """
        domain = super()._compute_domain(model_name, mode)
        is_dialog = self.env[model_name].is_transient()
        if is_dialog and self.env["mail.activity"]._is_limited():
            domain &= Domain("create_uid", "=", self.env.uid)
        return domain

    @api.model
    def _make_access_error(self, operation, records):
        """Let rows about hidden activities look like missing ones where Odoo fetches.

        Odoo's own text names records to users in debug mode.
        """
        is_detail = isinstance(records, self.env.registry["mail.activity.detail.mixin"])
        if is_detail and self.env["mail.activity"]._is_limited():
            return make_hidden_error(records)
        return super()._make_access_error(operation, records)
