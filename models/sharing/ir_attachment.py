from odoo import models
from odoo.exceptions import MissingError

from .hidden_error import refuse_hidden


class IrAttachment(models.Model):
    """Files of activities that the user isn't to know of look like missing files."""

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "mail.activity.hidden.mixin"]

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
        return refuse_hidden(result, hidden, operation)

    def _filter_hidden_by_level(self):
        """Return those of these whose activity has to look missing to the user."""
        return self.env["mail.activity"]._filter_naming_hidden(self, "res_model")
