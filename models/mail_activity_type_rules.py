from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from .mail_activity_next_step import SUGGEST


class MailActivityType(models.Model):
    """What follows a type: its rules, or Odoo's own settings in the terms of rules."""

    _inherit = "mail.activity.type"

    def _has_suggestions(self):
        """Return whether something may be suggested after this type at all."""
        modes = self._get_next_modes()
        return SUGGEST in modes if modes else self._origin.id in self._get_suggesting()

    @api.model
    @ormcache()
    def _get_suggesting(self):
        """Return the ids of the types after which Odoo's own settings suggest others.

        Cached, so that completing an activity costs no query for it.
        """
        types = self.sudo().with_context(active_test=False)
        return frozenset(types.search([("suggested_next_type_ids", "!=", False)]).ids)

    @api.constrains("suggested_next_type_ids")
    def _forget_suggesting(self):
        self.env.registry.clear_cache()

    def _get_next_step_rules(self):
        """Return the rules of these types, and Odoo's suggestions where there are none.

        Those whose target went away are left out, see ``issue``.
        """
        steps = self.env["mail.activity.next.step"].sudo()
        ruled = self.filtered(lambda kind: kind._get_next_modes())
        rules = steps
        if ruled:
            own = Domain("activity_type_id", "in", ruled.ids)
            rules = steps.search(own & steps._get_force_domain())
        for kind in (self - ruled).sudo():
            if kind.chaining_type == SUGGEST:
                for suggested in kind.suggested_next_type_ids:
                    rules += steps.new(kind._prepare_suggested_rule(suggested))
        return rules.filtered(lambda rule: not rule._get_issue())

    def _prepare_suggested_rule(self, suggested):
        """Return what Odoo's settings say, in the terms of a rule.

        :param mail.activity.type suggested: what may follow this type
        """
        from_deadline = suggested.delay_from == "previous_activity"
        return {
            "activity_type_id": self.id,
            "delay_count": suggested.delay_count,
            "delay_from": "deadline" if from_deadline else "completion",
            "delay_unit": suggested.delay_unit,
            "mode": SUGGEST,
            "next_type_id": suggested.id,
            "responsible_id": suggested.default_user_id.id,
            "responsible_type": "user" if suggested.default_user_id else "completer",
        }
