from odoo import api, models


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_next_step(self):
        self.env["mail.activity.next.step"]._check_unnamed("plan_id", self)
