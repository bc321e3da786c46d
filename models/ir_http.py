from odoo import models

from .res_groups import OUTCOMES, STATUSES


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client which rooms are on, so that it need not ask for each."""
        result = super().session_info()
        user = self.env.user
        result["activity_outcome"] = user.has_group(OUTCOMES)
        result["activity_status"] = user.has_group(STATUSES)
        return result
