from odoo import api, fields, models
from odoo.tools.i18n import format_list


class MailActivityType(models.Model):
    """What follows a type, at a glance."""

    _inherit = "mail.activity.type"

    chain_label = fields.Char("Followed By", compute="_compute_chain_label")

    @api.depends_context("lang")
    @api.depends(
        "chaining_type", "triggered_next_type_id.name", "suggested_next_type_ids.name"
    )
    def _compute_chain_label(self):
        for activity_type in self:
            activity_type.chain_label = activity_type._get_chain_label()

    def _get_chain_label(self):
        """Hook: return what follows an activity of this type, or False.

        :rtype: str | False
        """
        if self.chaining_type == "trigger":
            return self.env._(
                "→ %(type)s, automatically", type=self.triggered_next_type_id.name
            )
        names = self.suggested_next_type_ids.mapped("name")
        if not names:
            return False
        return self.env._("→ %(types)s", types=format_list(self.env, names, "or"))
