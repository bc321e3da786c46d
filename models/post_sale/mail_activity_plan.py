from odoo import api, models
from odoo.exceptions import UserError

from ..activity.records import is_uninstalling


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_after_sale(self):
        """Say where a plan is used; when its app is uninstalled, the rules go with it.

        The database would delete them, too, but what is cached would stay.
        """
        rules = self.env["crm.post.sale.rule"].sudo().with_context(active_test=False)
        rules = rules.search([("plan_id", "in", self.ids)])
        if is_uninstalling(self.env):
            rules.unlink()
            return
        for rule in rules:
            raise UserError(
                self.env._(
                    "“%(plan)s” starts after a sale (%(team)s), so it can't be "
                    "deleted. Archive it, or delete that rule first.",
                    plan=rule.plan_id.name,
                    team=rule.team_id.name or self.env._("every team"),
                )
            )
