from odoo import fields, models

from .view_type import DASHBOARD


class IrActionsActWindowView(models.Model):
    _inherit = "ir.actions.act_window.view"

    view_mode = fields.Selection(
        selection_add=[(DASHBOARD, "Dashboard")], ondelete={DASHBOARD: "cascade"}
    )
