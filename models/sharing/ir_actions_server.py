from odoo import models

from .hidden_error import tells_of_meetings


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def run(self):
        """Ask for access to what actions change, of whatever model a client says it is.

        Odoo asks for records of that model, and changes those of the action's model as
        the superuser. What code does is up to who wrote it.
        """
        if not self.env["mail.activity"]._is_limited():
            return super().run()
        result = False
        for action in self:
            model_name, asking = action.sudo().model_name, action
            is_code = action.sudo().state == "code"
            if not is_code and tells_of_meetings(self.env, model_name):
                asking = action.with_context(active_model=model_name)
            result = super(IrActionsServer, asking).run()
        return result
