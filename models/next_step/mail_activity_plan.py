from odoo import api, models

from ..activity.records import is_uninstalling


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_next_step(self):
        if is_uninstalling(self.env):
            return
        self.env["mail.activity.next.step"]._check_unnamed("plan_id", self)
