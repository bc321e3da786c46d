from odoo import api, models

from ..activity.records import is_uninstalling


class MailActivityOutcome(models.Model):
    _inherit = "mail.activity.outcome"

    @api.ondelete(at_uninstall=True)
    def _unlink_except_next_step(self):
        """Refuse to delete a rule's outcomes: it would apply to every completion.

        When an app that shipped them all is uninstalled, the rule is archived instead.
        """
        rules = self.env["mail.activity.next.step"]
        if is_uninstalling(self.env):
            naming = rules._sudo_all().search([("outcome_ids", "in", self.ids)])
            naming.filtered(lambda rule: rule.outcome_ids <= self)._archive_unchecked()
        else:
            rules._check_unnamed("outcome_ids", self)
