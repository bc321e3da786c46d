from odoo import api, models

from .hidden_error import HiddenError, make_hidden_error


class MailActivityHiddenMixin(models.AbstractModel):
    """Records that tell of activities, and look missing where these are hidden."""

    _name = "mail.activity.hidden.mixin"
    _description = "Telling of Hidden Activities"

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        """Leave hidden ones out, as Odoo leaves out missing ones."""
        try:
            return super().read(fields, load)
        except HiddenError:
            shown = self - self._filter_hidden_by_level()
            return super(MailActivityHiddenMixin, shown).read(fields, load)

    def _check_access(self, operation):
        """Refuse hidden ones as if they were missing."""
        result = super()._check_access(operation)
        # who can't do this to any of them is told so, for hidden and missing ones alike
        if not self.ids or self.browse()._check_access(operation):
            return result
        hidden = self._filter_hidden_by_level()
        if not hidden:
            return result
        refused = hidden | result[0] if result else hidden
        return refused, lambda: make_hidden_error(hidden)

    def _filter_hidden_by_level(self):
        """Hook: return those of these that have to look missing to the current user."""
        return self.browse()
