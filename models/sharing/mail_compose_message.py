from odoo import models

from .hidden_error import tells_of_hidden
from .mail_composer_mixin import check_meetings


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _generate_template_for_composer(self, res_ids, *args, **kwargs):
        """Fill in no template with what the user isn't to know of.

        Odoo does so as the superuser where it finds recipients and files, and doesn't
        ask for access to the records: clients name them in a text.
        """
        asking = self.sudo(False).env
        if asking["mail.activity"]._is_limited():
            model_name = self.template_id.render_model
            ids = list(filter(None, res_ids))
            check_meetings(asking, model_name, ids)
            if tells_of_hidden(asking, model_name) or model_name == "discuss.channel":
                asking[model_name].browse(ids)._sharing_check_known()
        return super()._generate_template_for_composer(res_ids, *args, **kwargs)
