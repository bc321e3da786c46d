from odoo import api, models

from .conditions import guard
from .hidden_error import empty_names


class MailActivityDetailMixin(models.AbstractModel):
    _inherit = "mail.activity.detail.mixin"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Compare no texts of what is about hidden activities."""
        if not bypass_access:
            domain = guard(self, domain, self._get_known_sql)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name none to users who can't read the activity: rows have its title."""
        return super(MailActivityDetailMixin, empty_names(self))._compute_display_name()

    def get_base_url(self):
        """Look at no row: Website does so as the superuser, for whoever asks."""
        return super(MailActivityDetailMixin, self.browse()).get_base_url()
