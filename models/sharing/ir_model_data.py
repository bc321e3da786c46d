from odoo import api, models
from odoo.fields import Domain

from .hidden_error import tells_of_hidden

DETAILS = "mail.activity.detail.mixin"


class IrModelData(models.Model):
    """External ids of hidden activities are hidden, too."""

    _name = "ir.model.data"
    _inherit = ["ir.model.data", "mail.activity.known.mixin"]

    @api.model
    def _get_known_domain(self):
        """Leave out those of hidden activities and their files, and of all reports.

        An export of a report gives its rows such ids.
        """
        activities = self.env["mail.activity"]
        hidden = activities.sudo().with_context(active_test=False)
        hidden = hidden._search(~activities._get_level_domain())
        files = self.env["ir.attachment"].sudo().with_context(skip_res_field_check=True)
        files = files._search(
            [("res_model", "=", activities._name), ("res_id", "in", hidden)]
        )
        details = self.env.registry.descendants([DETAILS], "_inherit")
        known = Domain("model", "not in", list(details))
        for model, ids in ((activities._name, hidden), ("ir.attachment", files)):
            known &= Domain("model", "!=", model) | Domain("res_id", "not in", ids)
        return known

    @api.model
    def check_object_reference(self, module, xml_id, raise_on_access_error=False):
        """Answer for hidden activities and their files as for ids that don't exist."""
        xmlid = f"{module}.{xml_id}"
        # in one place with missing ones, and in Odoo's own words
        if self._hides(xmlid, or_missing=True):
            raise ValueError(f"External ID not found in the system: {xmlid}")
        return super().check_object_reference(module, xml_id, raise_on_access_error)

    @api.model
    def _hides(self, xmlid, or_missing=False):
        """Return whether an external id is of something hidden from the user."""
        if not self.env["mail.activity"]._is_limited():
            return False
        model, res_id = self._xmlid_to_res_model_res_id(xmlid)
        if not model:
            return or_missing
        if not tells_of_hidden(self.env, model):
            return False
        record = self.env[model].browse(res_id)
        is_report = issubclass(type(record), self.env.registry[DETAILS])
        return is_report or bool(record._filter_hidden_by_level())
