from odoo import api, models
from odoo.exceptions import MissingError

from ..activity.source import OWN_CODE
from .hidden_error import HiddenError, make_hidden_error
from .per_user import KNOWN_ALONE


class IrAttachment(models.Model):
    """Files of activities that the user isn't to know of look like missing files."""

    _inherit = "ir.attachment"

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        """Leave hidden files out, as Odoo leaves out missing ones."""
        try:
            return super().read(fields, load)
        except HiddenError:
            shown = self - self._filter_hidden_by_level()
            return super(IrAttachment, shown).read(fields, load)

    def get_external_id(self):
        """Give hidden files none, as Odoo gives missing ones none."""
        hidden = self._filter_hidden_by_level()
        return super().get_external_id() | dict.fromkeys(hidden._ids, "")

    @api.private
    def exists(self):
        """Leave hidden files out where only what the user knows is asked for."""
        existing = super().exists()
        if self.env.context.get(KNOWN_ALONE) is not OWN_CODE:
            return existing
        return existing - existing._filter_hidden_by_level()

    def _check_access(self, operation):
        """Refuse hidden and missing files in one place, as activities do.

        Odoo refuses a file as its record would be, and raises an error for missing
        ones, whatever is asked.
        """
        activities = self.env["mail.activity"]
        if operation == "create" or not activities._is_limited():
            return super()._check_access(operation)
        existing = self
        try:
            result = super()._check_access(operation)
        except MissingError:
            existing = self.exists()
            result = super(IrAttachment, existing)._check_access(operation)
        hidden = self - existing
        if result:
            hidden |= result[0]._filter_hidden_by_level()
        # who can't do this to any file is told so, for hidden and missing ones alike
        if not hidden or self.browse()._check_access(operation):
            return result
        refused = (result[0] | hidden) if result else hidden
        return refused, lambda: make_hidden_error(hidden)

    def _filter_hidden_by_level(self):
        """Return those of these whose activity has to look missing to the user."""
        return self.env["mail.activity"]._filter_naming_hidden(self, "res_model")
