from odoo import api, models

from ..activity.source import OWN_CODE, has_mark
from .hidden_error import tells_by_name

BY_CODE = "activity_composed_by_code"


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Note what code composes as the superuser, such as an automation rule."""
        if not self.env.su or not self.env["mail.activity"]._has_sharing():
            return super().create(vals_list)
        noting = self.with_context(**{BY_CODE: OWN_CODE})
        composers = super(MailComposeMessage, noting).create(vals_list)
        self._get_composed_by_code().update(dict.fromkeys(composers._ids))
        return composers.with_env(self.env)

    @api.model
    def _get_composed_by_code(self):
        return self.env["mail.activity"]._get_transaction_cache(BY_CODE)

    def _generate_template_for_composer(self, res_ids, *args, **kwargs):
        """Fill in no template with what the user isn't to know of.

        Odoo does so as the superuser where it finds recipients and files, and doesn't
        ask for access to the records: clients name them in a text.
        """
        asking = self.sudo(False).env
        is_by_code = has_mark(self.env.context, BY_CODE)
        is_by_code |= self.id in self._get_composed_by_code()
        if not is_by_code and asking["mail.activity"]._is_limited():
            model_name = self.template_id.render_model
            ids = list(filter(None, res_ids))
            asking["calendar.event"]._check_rendering(model_name, ids)
            if tells_by_name(asking, model_name):
                asking[model_name].browse(ids)._sharing_check_known()
        return super()._generate_template_for_composer(res_ids, *args, **kwargs)
