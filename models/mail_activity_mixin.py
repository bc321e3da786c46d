from odoo import models


class MailActivityMixin(models.AbstractModel):
    _inherit = "mail.activity.mixin"

    def activity_feedback(
        self,
        act_type_xmlids,
        user_id=None,
        feedback=None,
        attachment_ids=None,
        only_automated=True,
    ):
        """Business code is never asked, not even by activities that people created."""
        if self.env["mail.activity"]._has_outcomes():
            activities = self.activity_search(
                act_type_xmlids, user_id=user_id, only_automated=only_automated
            )
            activities._drop_disallowed_outcomes()
            activities._record_automatic()
        return super().activity_feedback(
            act_type_xmlids,
            user_id=user_id,
            feedback=feedback,
            attachment_ids=attachment_ids,
            only_automated=only_automated,
        )

    def action_view_activity_board(self):
        """Open the board of this document's activities; new ones are added to it.

        :rtype: dict, an action
        """
        self.ensure_one()
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
