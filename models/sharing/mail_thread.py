from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_post_with_source(
        self,
        source_ref,
        *,
        render_values=None,
        message_type="notification",
        subtype_xmlid=False,
        subtype_id=False,
        **kwargs,
    ):
        """Say no more of an activity that is kept quiet than that it was completed.

        The author and the date say who did it, and when. Odoo's report on activities
        repeats messages that have a type.
        """
        activity = (render_values or {}).get("activity")
        if (
            not isinstance(source_ref, str)  # a template, or a view
            or source_ref != "mail.message_activity_done"
            or not isinstance(activity, self.pool["mail.activity"])
            or not activity._flow_filter_quiet()
        ):
            return super().message_post_with_source(
                source_ref,
                render_values=render_values,
                message_type=message_type,
                subtype_xmlid=subtype_xmlid,
                subtype_id=subtype_id,
                **kwargs,
            )
        return self.env["mail.message"].concat(
            *(
                record.message_post(
                    body=self.env._("An activity was completed."),
                    author_id=kwargs.get("author_id"),
                    message_type=message_type,
                    subtype_xmlid=subtype_xmlid,
                    subtype_id=subtype_id,
                )
                for record in self
            )
        )
