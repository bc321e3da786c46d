from operator import methodcaller

from odoo import api, models

from ..activity.remote_call import is_called
from ..activity.source import has_mark
from .hidden_error import AS_MISSING, empty_in_memory, empty_names, make_hidden_error
from .per_user import get_asking

_get_hidden = methodcaller("_filter_hidden_from_user")


class MailActivityHiddenMixin(models.AbstractModel):
    """Activities, and what tells of them: hidden ones look missing."""

    _name = "mail.activity.hidden.mixin"
    _description = "Telling of Hidden Activities"

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        """Leave hidden ones out, as Odoo leaves out missing ones."""
        return super(MailActivityHiddenMixin, self._drop_hidden()).read(fields, load)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name no hidden ones: they are kept quiet where code would name them."""
        named = empty_names(self, _get_hidden)
        return super(MailActivityHiddenMixin, named)._compute_display_name()

    def _compute_field_value(self, field):
        """Compute nothing in memory from what stands for hidden ones."""
        filled = empty_in_memory(self, field, _get_hidden)
        return super(MailActivityHiddenMixin, filled)._compute_field_value(field)

    def has_access(self, operation):
        """Refuse hidden ones also where a client asks whether it can create them.

        Code asks for those that it has just created.
        """
        if operation == "create" and is_called("has_access"):
            self._check_not_hidden()
        return super().has_access(operation)

    @api.deprecated("Use check_access() since 18.0.")
    def check_access_rule(self, operation):
        """Refuse hidden ones in Odoo's older question, too, which clients can ask."""
        if operation == "create":
            self._check_not_hidden()
        return super().check_access_rule(operation)

    def _check_not_hidden(self):
        """Refuse saved ones that the user isn't to know of."""
        hidden = self.browse(filter(None, self._ids))._filter_hidden_from_user()
        if hidden:
            raise make_hidden_error(hidden)

    @api.private
    def exists(self):
        """Leave hidden ones out.

        Missing ones are asked for as well: an answer takes as long for them.
        """
        hidden = self._filter_hidden_from_user()
        return super().exists() - hidden

    def _fetch_field(self, field):
        """Refuse hidden ones with an error about access: Odoo swallows the other ones.

        It would go on with values from the cache.
        """
        result = super()._fetch_field(field)
        unread = self.browse(field._cache_missing_ids(self))
        if unread and not has_mark(self.env.context, AS_MISSING):
            hidden = unread._filter_hidden_from_user() & unread.sudo().exists()
            if hidden:
                raise make_hidden_error(hidden)
        return result

    @api.private
    def filtered_domain(self, domain):
        """Find no hidden ones where a user's domain reaches them as the superuser."""
        asking = self.with_env(get_asking(self.env))
        shown = (
            self if asking.env == self.env else self - asking._filter_hidden_from_user()
        )
        return super(MailActivityHiddenMixin, shown).filtered_domain(domain)

    def get_external_id(self):
        """Give hidden ones none, as Odoo gives missing ones none."""
        hidden = self._filter_hidden_from_user()
        return super().get_external_id() | dict.fromkeys(hidden._ids, "")

    def _drop_hidden(self):
        """Return these without the hidden ones, whatever is in the cache."""
        hidden = self._filter_hidden_from_user()
        return self - hidden if hidden else self

    def _filter_hidden_from_user(self):
        """Hook: return those of these that must look missing to the current user."""
        return self.browse()
