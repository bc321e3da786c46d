from odoo import fields, models

from .view_type import ATTRIBUTES, DASHBOARD


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    type = fields.Selection(selection_add=[(DASHBOARD, "Dashboard")])

    def _get_view_info(self):
        return {DASHBOARD: {"icon": "fa fa-tachometer"}} | super()._get_view_info()

    def _validate_tag_activity_dashboard(self, node, name_manager, node_info):
        """Refuse what the dashboard would ignore: it has no parts to choose."""
        if not node_info["validate"]:
            return
        unknown = [
            *(set(node.attrib) - ATTRIBUTES),
            *(child.tag for child in node.iterchildren("*")),
        ]
        if unknown:
            message = self.env._(
                "A dashboard of activities can't have “%(name)s”. Remove it.",
                name=unknown[0],
            )
            self._raise_view_error(message, node)
