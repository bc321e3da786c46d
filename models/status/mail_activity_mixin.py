from odoo import api, models

from ..activity.records import check_single


class MailActivityMixin(models.AbstractModel):
    _inherit = "mail.activity.mixin"

    @api.readonly
    def action_view_activity_board(self):
        """Open the board of this document's activities; new ones are added to it.

        :rtype: dict, an action
        """
        check_single(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_flow.mail_activity_board_document_action"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        action["context"] = {
            "default_res_model_id": self.env["ir.model"]._get_id(self._name),
            "default_res_model": self._name,
            "default_res_id": self.id,
            "force_search_count": 1,
        }
        return action
