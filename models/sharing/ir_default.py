from odoo import api, models

from .sudo_values import drop_links


class IrDefault(models.Model):
    _inherit = "ir.default"

    @api.constrains("json_value", "field_id")
    def _check_json_format(self):
        """Let users try out a default with their own rights, not as the superuser.

        Commands in it that change records change them here.
        """
        asking = self
        if self.sudo(False).env["mail.activity"]._is_limited():
            asking = self.sudo(False)
        return super(IrDefault, asking)._check_json_format()

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        """Link new records to nothing that isn't for everyone.

        Users keep defaults of their own, which code applies as the superuser, too.
        """
        defaults = super()._get_model_defaults(model_name, condition)
        if not defaults or not self.env["mail.activity"]._has_sharing():
            return defaults
        return drop_links(self.env[model_name], defaults)
