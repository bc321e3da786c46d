from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Let the web client know whether to ask for lines under next steps."""
        info = super().session_info()
        if not info.get("activity_next_steps"):
            return info
        shows_line = self.env["mail.activity.effect"]._shows_lines()
        return {**info, "activity_effect_line": shows_line}
