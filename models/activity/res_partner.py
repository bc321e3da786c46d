from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_named_after(self):
        """Add the contacts below: their names begin with that of their company."""
        everyone = self.sudo().with_context(active_test=False)
        return self | everyone.search([("id", "child_of", self.ids)]).sudo(False)
