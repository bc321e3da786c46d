from odoo import api, models

from ..activity.source import OWN_CODE, has_mark
from .hidden_error import empty_in_memory

PUBLIC_ALONE = "activity_public_alone"  # while the superuser fetches other fields


class MailActivityMaskedMixin(models.AbstractModel):
    """Meetings and who takes part in them: the contents of masked ones aren't read.

    Odoo reads whole rows as the superuser, too, and users read from the same cache.
    """

    _name = "mail.activity.masked.mixin"
    _description = "With Contents of Private Meetings"

    def _get_content_names(self):
        """Hook: return the fields that say what meetings are about, or open them.

        :rtype: frozenset[str]
        """
        return frozenset()

    def _filter_masked_before(self):
        """Hook: return those masked for the user that the call doesn't create."""
        return self.browse()

    def _sharing_check_in_memory(self):
        """Let no form have masked ones in memory, with values of its own."""
        self._check_not_masked()
        return super()._sharing_check_in_memory()

    def _check_not_masked(self):
        """Hook: refuse those masked for the user.

        :raise AccessError: one of these is masked
        """

    def _sharing_check_changeable(self):
        self._check_not_masked()
        return super()._sharing_check_changeable()

    def _compute_field_value(self, field):
        """Compute no contents in memory from what stands for masked ones."""
        filled = self
        if self._has_contents(field.name):
            filled = empty_in_memory(
                self, field, lambda saved: saved._filter_masked_before()
            )
        return super(MailActivityMaskedMixin, filled)._compute_field_value(field)

    @api.model
    def _has_contents(self, name):
        """Return whether a field says what meetings are about, while Sharing is on."""
        has_sharing = self.env["mail.activity"]._has_sharing()
        return has_sharing and name in self._get_content_names()

    def _fetch_field(self, field):
        """Let the superuser read no more along than what all may know."""
        fetching = self
        if self.env.su and self.env["mail.activity"]._has_sharing():
            is_public = field.name not in self._get_content_names()
            fetching = self.with_context(**{PUBLIC_ALONE: is_public and OWN_CODE})
        return super(MailActivityMaskedMixin, fetching)._fetch_field(field)

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Let users read of masked ones nothing that is in the cache for others."""
        if ignore_when_in_cache and self.env["mail.activity"]._is_limited():
            self._forget_masked(field_names)
        fetched = super()._determine_fields_to_fetch(field_names, ignore_when_in_cache)
        if not has_mark(self.env.context, PUBLIC_ALONE):
            return fetched
        return [field for field in fetched if not self._has_contents(field.name)]

    def _forget_masked(self, field_names):
        """Drop what is in the cache of those that are masked for the user.

        Code reads them for those who take part, too, and Odoo masks no more than what
        it fetches.

        :param field_names: what is to be fetched; ``None`` means most fields
        """
        names = self._get_content_names()
        if field_names is not None:
            names = names.intersection(field_names)
        caches = [self._fields[name]._get_cache(self.env) for name in names]
        cached = [id_ for id_ in self._ids if any(cache.get(id_) for cache in caches)]
        if cached:
            # but for those that the user is creating, to whom Odoo invites then
            masked = self.browse(cached).sudo()._filter_masked_before()
            masked.invalidate_recordset(names)
