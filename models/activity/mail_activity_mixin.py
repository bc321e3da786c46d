from odoo import models


class MailActivityMixin(models.AbstractModel):
    _inherit = "mail.activity.mixin"

    def activity_search(
        self,
        act_type_xmlids="",
        user_id=None,
        additional_domain=None,
        only_automated=True,
    ):
        """Find open activities only, whatever the caller's context is about.

        What business code finds, it completes, deletes or moves. A done activity can't
        be completed again while Outcomes or Statuses is on, and would block that code.
        """
        records = self
        if self.env["mail.activity"]._flow_keeps_trace():
            records = self.with_context(active_test=True)
        activities = super(MailActivityMixin, records).activity_search(
            act_type_xmlids,
            user_id=user_id,
            additional_domain=additional_domain,
            only_automated=only_automated,
        )
        return activities.with_env(self.env)
