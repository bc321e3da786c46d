from odoo import api, models
from odoo.fields import Domain

from .hidden_error import refuse_hidden


class IrModelData(models.Model):
    """External ids of hidden activities are hidden, too."""

    _name = "ir.model.data"
    _inherit = ["ir.model.data", "mail.activity.hidden.mixin"]

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find no external ids of activities that others hide."""
        activities = self.env["mail.activity"]
        if not bypass_access and activities._is_limited():
            domain = Domain(domain) & self._get_known_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _get_known_domain(self):
        """Return which ones aren't of hidden activities."""
        activities = self.env["mail.activity"]
        hidden = activities.sudo().with_context(active_test=False)
        hidden = hidden._search(~activities._get_level_domain())
        is_other = Domain("model", "!=", activities._name)
        return is_other | Domain("res_id", "not in", hidden)

    @api.model
    def check_object_reference(self, module, xml_id, raise_on_access_error=False):
        """Answer for hidden activities and their files as for ids that don't exist."""
        xmlid = f"{module}.{xml_id}"
        if self.env["mail.activity"]._is_limited():
            found, _res_id = self._xmlid_to_res_model_res_id(xmlid)
            if not found or self._hides(xmlid):
                # in Odoo's own words, and for both in one place
                raise ValueError(f"External ID not found in the system: {xmlid}")
        return super().check_object_reference(module, xml_id, raise_on_access_error)

    @api.model
    def _hides(self, xmlid):
        """Return whether an external id is of something hidden from the user."""
        if not self.env["mail.activity"]._is_limited():
            return False
        model, res_id = self._xmlid_to_res_model_res_id(xmlid)
        if model not in ("ir.attachment", "mail.activity"):
            return False
        return bool(self.env[model].browse(res_id)._filter_hidden_by_level())

    def _check_access(self, operation):
        """Refuse those of hidden activities, and missing ones, in one place."""
        result = super()._check_access(operation)
        return refuse_hidden(result, self._filter_hidden_by_level(), operation)

    def _filter_hidden_by_level(self):
        if not self.ids or not self.env["mail.activity"]._is_limited():
            return self.browse()
        known = Domain("id", "in", self.ids) & self._get_known_domain()
        return self - self.browse(self._search(known, bypass_access=True))
