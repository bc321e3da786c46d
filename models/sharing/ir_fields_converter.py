from odoo import api, models

from ..activity.source import OWN_CODE
from .per_user import KNOWN_ALONE


class IrFieldsConverter(models.AbstractModel):
    """Imports find activities, and their files, that the user knows, and no others."""

    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        """Let ids of hidden ones be unknown, as those of missing ones are."""
        asking = self.with_context(**{KNOWN_ALONE: OWN_CODE})
        return super(IrFieldsConverter, asking).db_id_for(
            model, field, subfield, value, savepoint
        )

    def _xmlid_to_record_id(self, xmlid, model):
        """Let external ids of hidden ones be unknown, too."""
        if self.env["ir.model.data"]._hides(xmlid):
            return None
        return super()._xmlid_to_record_id(xmlid, model)
