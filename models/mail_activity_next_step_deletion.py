from odoo import api, models
from odoo.exceptions import UserError


class MailActivityOutcome(models.Model):
    _inherit = "mail.activity.outcome"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_next_step(self):
        """Without its outcomes, a rule would be one for every completion."""
        self.env["mail.activity.next.step"]._check_unnamed("outcome_ids", self)


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_next_step(self):
        self.env["mail.activity.next.step"]._check_unnamed("plan_id", self)


class IrModel(models.Model):
    _inherit = "ir.model"

    @api.ondelete(at_uninstall=True)
    def _archive_next_steps(self):
        """Without its models, a rule would be one for every record."""
        addon = self.env["ir.module.module"]._get("crm_activity_flow")
        if addon.state == "to remove":
            return  # the rules go, too
        rules = self.env["mail.activity.next.step"].sudo()
        rules.search([("model_ids", "in", self.ids)]).filtered(
            lambda rule: rule.model_ids <= self
        ).active = False


class MailActivityNextStep(models.Model):
    """Rules name other records; those aren't deleted without a word."""

    _inherit = "mail.activity.next.step"

    @api.model
    def _check_unnamed(self, field_name, records):
        """Refuse to delete records that rules, archived ones included, name."""
        rules = self.sudo().with_context(active_test=False)
        rule = rules.search([(field_name, "in", records.ids)], limit=1)
        if rule:
            raise UserError(
                self.env._(
                    "“%(name)s” is named by the next step “%(rule)s”. Change the next "
                    "step first, or archive “%(name)s”.",
                    name=(rule[field_name] & records.sudo())[0].name,
                    rule=rule.display_name,
                )
            )
