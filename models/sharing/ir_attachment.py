from odoo import api, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ..activity.source import OWN_CODE
from .hidden_error import refuse_hidden
from .per_user import KNOWN_ALONE


class IrAttachment(models.Model):
    """Files of activities that the user isn't to know of look like missing files.

    So do those of private meetings of others, which have the titles of activities.
    """

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
        hidden = self - existing | existing._filter_hidden_by_level()
        return refuse_hidden(result, hidden, operation)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find no files of private meetings of others: invitations have the title."""
        asking = self
        if not bypass_access and self.env["mail.activity"]._is_limited():
            asking = self.with_context(**{KNOWN_ALONE: OWN_CODE})
        return super(IrAttachment, asking)._search(
            domain, *args, bypass_access=bypass_access, **kwargs
        )

    def _filter_hidden_by_level(self):
        """Return those of these whose activity has to look missing to the user.

        Or whose meeting is private to others, and can be about an activity.
        """
        hidden = self.env["mail.activity"]._filter_naming_hidden(self, "res_model")
        if not self.ids or not self.env["mail.activity"]._is_limited():
            return hidden
        rows = self.env.execute_query(
            SQL(
                "SELECT id, res_id FROM ir_attachment WHERE id IN %s"
                " AND res_model = 'calendar.event' AND res_id <> 0"
                " AND public IS NOT TRUE AND create_uid IS DISTINCT FROM %s",
                tuple(self.ids),
                self.env.uid,
            )
        )
        events = self.env["calendar.event"].with_context(**{KNOWN_ALONE: None})
        events = events.browse({res_id for _id, res_id in rows}).exists()
        masked = events._filtered_access("read")._filter_masked()._ids
        return hidden | self.browse(id_ for id_, res_id in rows if res_id in masked)
