from odoo import api, models
from odoo.fields import Domain

from .hidden_error import tells_of_hidden

DETAILS = "mail.activity.detail.mixin"


class IrModelData(models.Model):
    """External ids of hidden activities are hidden, too."""

    _name = "ir.model.data"
    _inherit = ["mail.activity.known.mixin", "ir.model.data"]

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
    def _xmlid_to_res_model_res_id(self, xmlid, raise_if_not_found=False):
        """Answer for what looks missing as for external ids that don't exist."""
        found = super()._xmlid_to_res_model_res_id(xmlid, raise_if_not_found)
        if not self._hides(*found):
            return found
        if raise_if_not_found:
            raise self._make_not_found(xmlid)
        return False, False

    @api.model
    def check_object_reference(self, module, xml_id, raise_on_access_error=False):
        """Report external ids of what looks missing as missing."""
        xmlid = f"{module}.{xml_id}"
        is_known = self._xmlid_to_res_model_res_id(xmlid)[0]
        # in one place with missing ones
        if not is_known and self.env["mail.activity"]._is_limited():
            raise self._make_not_found(xmlid)
        return super().check_object_reference(module, xml_id, raise_on_access_error)

    @api.model
    def _make_not_found(self, xmlid):
        # in Odoo's own words
        return ValueError(f"External ID not found in the system: {xmlid}")

    @api.model
    def _hides(self, model, res_id):
        """Return whether a record looks missing to the user, or is of a report.

        Odoo asks as the superuser for types whose external ids a client sends.
        """
        env = self.env(su=False)
        if not tells_of_hidden(env, model) or not env["mail.activity"]._is_limited():
            return False
        record = env[model].browse(res_id)
        is_report = issubclass(type(record), self.env.registry[DETAILS])
        return is_report or bool(record._filter_hidden_from_user())
