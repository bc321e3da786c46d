from odoo import api, models

from ..activity.records import is_uninstalling


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_next_step(self):
        rules = self.env["mail.activity.next.step"]
        if is_uninstalling(self.env):
            rules._sudo_all().search([("plan_id", "in", self.ids)])._archive_unchecked()
        else:
            rules._check_unnamed("plan_id", self)
