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
        """Never require an outcome from business code, whoever created the activity."""
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
