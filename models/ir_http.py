from odoo import models

from .res_groups import OUTCOMES, STATUSES


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client which rooms are on, so that it need not ask for each."""
        switches = self._get_activity_switches()
        result = {**super().session_info(), **switches}
        # The browser keeps views, actions and menus as long as this stays the same. It
        # would show those of before once more, with buttons that mean something else.
        moved = [name for name, is_on in switches.items() if is_on]
        result["registry_hash"] = "-".join([result["registry_hash"], *moved])
        steps = self.env["mail.activity.next.step"]
        result["activity_next_steps"] = steps._are_offered()
        return result

    def _get_activity_switches(self):
        user = self.env.user
        return {
            "activity_outcome": user.has_group(OUTCOMES),
            "activity_status": user.has_group(STATUSES),
        }
