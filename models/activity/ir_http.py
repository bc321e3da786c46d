from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Let the web client know which rooms are on, so it needn't ask for each."""
        switches = self._get_activity_switches()
        info = self.env["mail.activity"]._flow_session_info()
        result = {**super().session_info(), **switches, **info}
        # The browser caches views, actions and menus as long as this stays the same. It
        # would show the old ones once more, with buttons that mean something else.
        moved = [name for name, is_on in switches.items() if is_on]
        result["registry_hash"] = "-".join([result["registry_hash"], *moved])
        return result

    def _get_activity_switches(self):
        """Return which switches are on for the user, by the client's names for them."""
        return {
            name: self.env.user.has_group(group)
            for name, group in self.env["mail.activity"]._flow_switches().items()
        }
