from odoo import models

from ..activity.remote_call import is_called


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
        """Never require an outcome from business code, whoever created the activity.

        A client that calls this itself is no business code: for what people created, it
        has to say how that ended, as with every other way to complete.
        """
        if self.env["mail.activity"]._has_outcomes():
            activities = self.activity_search(
                act_type_xmlids, user_id=user_id, only_automated=only_automated
            )
            activities._drop_disallowed_outcomes()
            if is_called("activity_feedback"):
                activities = activities.filtered("automated")
            activities._record_automatic()
        return super().activity_feedback(
            act_type_xmlids,
            user_id=user_id,
            feedback=feedback,
            attachment_ids=attachment_ids,
            only_automated=only_automated,
        )

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Require an outcome later if a client calls this itself: no code did."""
        if self.env["mail.activity"]._has_outcomes() and is_called("activity_schedule"):
            act_values.setdefault("automated", False)
        return super().activity_schedule(
            act_type_xmlid,
            date_deadline=date_deadline,
            summary=summary,
            note=note,
            **act_values,
        )
