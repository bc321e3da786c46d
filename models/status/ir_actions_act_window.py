from odoo import models


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _compute_views(self):
        """Offer the board of all activities next to their list, while Statuses is on.

        Views of an action can't be limited to a group. The kanban of My Activities is
        there anyway, see ``get_view`` of ``mail.activity``.
        """
        super()._compute_views()
        if not self.env["mail.activity"]._has_statuses():
            return
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        every = ref("mail.mail_activity_action")
        board = (ref("crm_activity_flow.mail_activity_view_kanban_board"), "kanban")
        for action in self:
            if action.id == every and board not in action.views:
                action.views = [*action.views[:1], board, *action.views[1:]]
