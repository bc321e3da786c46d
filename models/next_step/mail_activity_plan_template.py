from odoo import api, models


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    @api.constrains("activity_type_id", "plan_id")
    def _check_endless(self):
        """Refuse endless chains through plans that rules create."""
        rules = self.env["mail.activity.next.step"].sudo()
        if rules._get_modes_by_type(in_force=False):
            plans = [("plan_id", "in", self.plan_id.ids)]
            rules.search(plans).activity_type_id._check_endless()
