from odoo import api, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from .hidden_error import HiddenError, make_hidden_error


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
        activities = self.env["mail.activity"]
        if not self.ids or not activities._is_limited():
            return self.browse()
        self.flush_model(["res_id", "res_model"])
        # not from records: what the superuser reads stays in the cache
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, res_id FROM ir_attachment
                 WHERE id IN %s AND res_model = %s AND res_id <> 0
                """,
                tuple(self.ids),
                activities._name,
            )
        )
        named = activities.browse({res_id for _id, res_id in rows})
        hidden = set(named._filter_hidden_by_level()._ids)
        return self.browse(id_ for id_, res_id in rows if res_id in hidden)
