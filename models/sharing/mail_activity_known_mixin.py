from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .conditions import find_known
from .hidden_error import make_hidden_error


class MailActivityKnownMixin(models.AbstractModel):
    """Rows of Odoo's that tell of hidden activities, where a domain says which do."""

    _name = "mail.activity.known.mixin"
    _inherit = ["mail.activity.hidden.mixin"]
    _description = "Hidden by a Domain"

    @api.model
    def _get_known_domain(self):
        """Hook: return which rows the current user may know of."""
        return Domain.custom(
            to_sql=lambda _model, alias, query: self._get_known_sql(alias, query)
        )

    @api.model
    def _get_known_sql(self, _alias, _query):
        """Hook: return the same as SQL, where no domain can say it."""
        return SQL("TRUE")

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find known rows alone."""
        if not bypass_access and self.env["mail.activity"]._is_limited():
            domain = find_known(self, domain, self._get_known_domain())
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Refuse unknown and missing rows with one error, before Odoo reads any.

        New ones are left to Odoo, which refuses some for what they are about.
        """
        if operation == "create":
            return super()._check_access(operation)
        hidden = self._filter_hidden_from_user()
        result = super(MailActivityKnownMixin, self - hidden)._check_access(operation)
        # who can't do this to any row is told so, for hidden and missing ones alike
        if not hidden or self.browse()._check_access(operation):
            return result
        refused = hidden | result[0] if result else hidden
        return refused, lambda: make_hidden_error(hidden)

    def export_data(self, fields_to_export):
        """Refuse unknown rows in one place: an export sends the traceback."""
        hidden = self._filter_hidden_from_user()
        if hidden:
            raise make_hidden_error(hidden)
        return super().export_data(fields_to_export)

    def _filter_hidden_from_user(self):
        """Return unknown and missing rows."""
        if not self.ids or not self.env["mail.activity"]._is_limited():
            return self.browse()
        known = Domain("id", "in", self.ids) & self._get_known_domain()
        known_ids = {*self._search(known, bypass_access=True)}
        return self.filtered(lambda each: each.id and each.id not in known_ids)
