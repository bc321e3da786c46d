from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _make_access_error(self, operation, records):
        """Let hidden activities look like missing ones, also where Odoo fetches them.

        Odoo's own text names records to users in debug mode.
        """
        if records._name == "mail.activity":
            hidden = records._filter_hidden_by_level()
            if hidden:
                return hidden._make_hidden_error()
        return super()._make_access_error(operation, records)
