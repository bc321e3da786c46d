from odoo import SUPERUSER_ID, models


class IrFieldsConverter(models.AbstractModel):
    """Imports find activities, and their files, that the user knows, and no others."""

    _inherit = "ir.fields.converter"

    def _xmlid_to_record_id(self, xmlid, model):
        """Let external ids of hidden ones be unknown, too."""
        data = self.env["ir.model.data"]
        system = data.with_user(SUPERUSER_ID)
        if data._hides(*system._xmlid_to_res_model_res_id(xmlid)):
            return None
        return super()._xmlid_to_record_id(xmlid, model)
