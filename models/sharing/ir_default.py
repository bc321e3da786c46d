from odoo import SUPERUSER_ID, api, models

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

        Users keep defaults of their own, which code applies as the superuser, too, but
        none for what they can't make themselves: code may read what these say.
        """
        if not self.env["mail.activity"]._has_sharing():
            return super()._get_model_defaults(model_name, condition)
        asking, user = self, self.sudo(False)
        is_for_user = self.env.su and self.env.uid  # a controller may have none
        if is_for_user and not user.env[model_name].has_access("create"):
            asking = self.with_user(SUPERUSER_ID).with_company(self.env.company)
        defaults = super(IrDefault, asking)._get_model_defaults(model_name, condition)
        return drop_links(self.env[model_name], defaults)
