from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client which rooms are on, so that it need not ask for each."""
        result = super().session_info()
        result["activity_outcome"] = self.env.user.has_group(
            "crm_activity_flow.group_activity_outcome"
        )
        return result
