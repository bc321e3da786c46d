from odoo import api, fields, models
from odoo.fields import Domain

from .mail_activity_next_step import SUGGEST


class MailActivityType(models.Model):
    """What follows a type: its rules, or Odoo's own settings in the terms of rules."""

    _inherit = "mail.activity.type"

    # kept with the type, so that completing an activity costs no query for it
    has_suggested_types = fields.Boolean(
        compute="_compute_has_suggested_types", store=True
    )

    @api.depends("suggested_next_type_ids")
    def _compute_has_suggested_types(self):
        for activity_type in self:
            suggested = activity_type.suggested_next_type_ids
            activity_type.has_suggested_types = bool(suggested)

    def _has_suggestions(self):
        """Return whether something may be suggested after this type at all."""
        modes = self._get_next_modes()
        return SUGGEST in modes if modes else self.sudo().has_suggested_types

    def _get_next_step_rules(self):
        """Return the rules of these types, and Odoo's suggestions where there are none.

        Those whose target went away are left out, see ``issue``.
        """
        steps = self.env["mail.activity.next.step"].sudo()
        steps = steps.with_context(active_test=True)
        ruled = self.filtered(lambda kind: kind._get_next_modes())
        rules = steps
        if ruled:
            own = Domain("activity_type_id", "in", ruled.ids)
            rules = steps.search(own & steps._get_in_force_domain())
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
