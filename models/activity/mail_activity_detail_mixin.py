import functools

from odoo import api, models
from odoo.fields import Domain

# in the cache of the transaction: whose activities the user was just found to read
JUST_FOUND = "crm_activity_flow.just_found"


class MailActivityDetailMixin(models.AbstractModel):
    """Records about an activity, for users who can read the activity.

    Odoo's access to activities is more than record rules can express; this applies the
    one condition of ``mail_activity_access.py`` to lists, totals and ids alike.
    """

    _name = "mail.activity.detail.mixin"
    _description = "Detail of an Activity"

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        """Find only records whose activities the user finds, also for totals."""
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._get_detail_domain()
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _get_detail_domain(self):
        """Hook: return a domain of the records whose activities the user can read.

        :rtype: Domain
        """
        readable = self.env["mail.activity"]._get_readable_domain()
        return Domain("activity_id", "any!", readable)

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        """Leave out those of hidden activities, as Odoo leaves out missing records."""
        return super(MailActivityDetailMixin, self._drop_hidden()).read(fields, load)

    def export_data(self, fields_to_export):
        """Do so in exports, too."""
        shown = self._drop_hidden()
        return super(MailActivityDetailMixin, shown).export_data(fields_to_export)

    def _drop_hidden(self):
        """Return these without those whose activities others don't share."""
        if self.env.su or self.env["mail.activity"]._get_level_domain().is_true():
            return self
        shown = self & self._find_readable()
        self._get_just_found()["moment"] = shown._get_moment()
        return shown

    def _find_readable(self):
        """Return those whose activities the user can read, in any order."""
        return self.browse(self._search([("id", "in", self.ids)]))

    def _get_just_found(self):
        return self.env["mail.activity"]._get_transaction_cache(JUST_FOUND)

    def _get_moment(self):
        """Return what tells that nothing was asked since of the same records."""
        return self.env, self._ids, self.env.cr.sql_log_count

    def _check_access(self, operation):
        """Apply the same condition to ids that a client sends."""
        result = super()._check_access(operation)
        if result or not self or self.env.su:
            return result
        # reading asks for access right after it has left out hidden ones
        if self._get_just_found().pop("moment", None) == self._get_moment():
            return None
        forbidden = self - self._find_readable()
        if not forbidden:
            return None
        make_error = self.env["ir.rule"]._make_access_error
        return forbidden, functools.partial(make_error, operation, forbidden)
