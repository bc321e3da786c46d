from odoo import models


class IrFieldsConverter(models.AbstractModel):
    """Imports find activities, and their files, that the user knows, and no others."""

    _inherit = "ir.fields.converter"

    def _xmlid_to_record_id(self, xmlid, model):
        """Let external ids of hidden ones be unknown, too."""
        if self.env["ir.model.data"]._hides(xmlid):
            return None
        return super()._xmlid_to_record_id(xmlid, model)
