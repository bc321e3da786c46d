from odoo import api, fields, models
from odoo.tools.i18n import format_list

from .mail_activity_next_step import CREATE


class MailActivityType(models.Model):
    """What follows a type: its rules, else Odoo's own settings; and at a glance."""

    _inherit = "mail.activity.type"

    next_step_ids = fields.One2many(
        "mail.activity.next.step",
        "activity_type_id",
        "Next Steps",
        copy=True,
        help="Rules for what is suggested or created after a completion. With a rule, "
        "the chaining above doesn't count.",
    )
    next_step_issue = fields.Text(compute="_compute_next_step_issue")
    chain_label = fields.Char("Followed By", compute="_compute_chain_label")

    @api.depends("next_step_ids.issue")
    def _compute_next_step_issue(self):
        """Tell which rules became impossible, so that somebody mends them."""
        for activity_type in self:
            issues = activity_type.next_step_ids.mapped("issue")
            activity_type.next_step_issue = "\n".join(filter(None, issues))

    @api.depends_context("lang")
    @api.depends(
        "chaining_type", "triggered_next_type_id.name", "suggested_next_type_ids.name"
    )
    @api.depends("next_step_ids.mode", "next_step_ids.next_type_id.name")
    @api.depends("next_step_ids.plan_id.name", "next_step_issue")
    def _compute_chain_label(self):
        for activity_type in self:
            activity_type.chain_label = activity_type._get_chain_label()

    def _get_chain_label(self):
        """Hook: return what follows an activity of this type, or False.

        :rtype: str | False
        """
        rules = self.next_step_ids
        if rules:
            created = rules.filtered(lambda rule: rule.mode == CREATE)
            labels = [
                self._format_suggested(
                    (rules - created).mapped(lambda rule: rule._get_target().name)
                ),
                self._format_created(
                    created.mapped(lambda rule: rule._get_target().name)
                ),
                self.next_step_issue and self.env._("⚠ a rule is skipped"),
            ]
            return " ".join(filter(None, labels))
        if self.chaining_type == "trigger":
            return self._format_created(self.triggered_next_type_id.mapped("name"))
        return self._format_suggested(self.suggested_next_type_ids.mapped("name"))

    def _format_created(self, names):
        names = list(dict.fromkeys(names))
        if not names:
            return False
        return self.env._(
            "→ %(type)s, automatically", type=format_list(self.env, names, "or")
        )

    def _format_suggested(self, names):
        names = list(dict.fromkeys(names))
        if not names:
            return False
        return self.env._("→ %(types)s", types=format_list(self.env, names, "or"))
