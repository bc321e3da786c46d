import functools

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


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
    @api.private
    @api.readonly
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Note what was found, as for activities."""
        found = super().search_fetch(domain, field_names, offset, limit, order)
        self.env["mail.activity"]._note_found(found)
        return found

    @api.model
    def _get_detail_domain(self):
        """Hook: return a domain of the records whose activities the user can read.

        :rtype: Domain
        """
        readable = self.env["mail.activity"]._get_readable_domain()
        return Domain("activity_id", "any!", readable)

    @api.model
    def _get_known_sql(self, alias, _query):
        """Hook: return as SQL whether the user is to know of a row's activity."""
        return SQL(
            "EXISTS (SELECT FROM mail_activity known WHERE known.id = %s AND %s)",
            SQL.identifier(alias, "activity_id"),
            self.env["mail.activity"]._get_level_condition("known"),
        )

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        """Leave out those of hidden activities, as Odoo leaves out missing records."""
        return super(MailActivityDetailMixin, self._drop_hidden()).read(fields, load)

    def export_data(self, fields_to_export):
        """Leave those of hidden activities out of exports."""
        shown = self._drop_hidden()
        return super(MailActivityDetailMixin, shown).export_data(fields_to_export)

    @api.private
    def exists(self):
        """Leave them out here, too: clients ask by links, and in other ways."""
        return super(MailActivityDetailMixin, self._drop_hidden()).exists()

    def _drop_hidden(self):
        """Return these without those whose activities others don't share."""
        activities = self.env["mail.activity"]
        if self.env.su or activities._get_level_domain().is_true():
            return self
        if activities._was_just_found(self):
            return self
        shown = self & self._find_readable()
        activities._note_found(shown)
        return shown

    def _find_readable(self):
        """Return those whose activities the user can read, in any order."""
        return self.browse(self._search([("id", "in", self.ids)]))

    def _check_access(self, operation):
        """Apply the same condition to ids that a client sends."""
        result = super()._check_access(operation)
        if result or not self or self.env.su:
            return result
        # reading asks for access right after it has left out hidden ones
        if self.env["mail.activity"]._was_just_found(self):
            return None
        forbidden = self - self._find_readable()
        if not forbidden:
            return None
        make_error = self.env["ir.rule"]._make_access_error
        return forbidden, functools.partial(make_error, operation, forbidden)
