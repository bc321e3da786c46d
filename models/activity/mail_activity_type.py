from odoo import models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    def _load_records_write(self, values):
        """Leave a shipped type as it is when the addon is installed once more.

        Uninstalling keeps types that are in use, see ``hooks.py``, and people may have
        renamed or archived them since.
        """
        if self.env.context.get("install_module") != "crm_activity_flow":
            super()._load_records_write(values)
