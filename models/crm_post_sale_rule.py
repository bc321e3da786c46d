from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

WON = "won"
LOST = "lost"
EVENTS = [(WON, "Won"), (LOST, "Lost")]
CUSTOMER = "customer"
TARGETS = [("opportunity", "The opportunity"), (CUSTOMER, "Its customer")]
TARGET_MODELS = {"opportunity": "crm.lead", CUSTOMER: "res.partner"}


class CrmPostSaleRule(models.Model):
    """Which plan starts when an opportunity is won or lost: all rules that match.

    What happens then is in ``crm_post_sale_closing.py``.
    """

    _name = "crm.post.sale.rule"
    _description = "After the Sale"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        index="btree_not_null",
        ondelete="cascade",
        help="Without one, the rule holds for every team.",
    )
    event = fields.Selection(EVENTS, "When", required=True, default=WON)
    # a condition that goes would leave a rule for every deal, so it can't be deleted
    lost_reason_ids = fields.Many2many(
        "crm.lost.reason",
        string="Lost Reasons",
        ondelete="restrict",
        help="Only for deals lost for one of these reasons; without any, for all.",
    )
    tag_ids = fields.Many2many(
        "crm.tag",
        string="Tags",
        ondelete="restrict",
        help="Only for deals with one of these tags; without any, for all.",
    )
    plan_id = fields.Many2one(
        "mail.activity.plan",
        required=True,
        index=True,
        ondelete="restrict",
    )
    target = fields.Selection(
        TARGETS,
        "On",
        required=True,
        default="opportunity",
        help="Where the activities are created.",
    )

    @api.constrains("plan_id", "target")
    def _check_plan(self):
        """Refuse a plan that could never be launched on the target."""
        targets = dict(self._fields["target"]._description_selection(self.env))
        for rule in self:
            plan = rule.plan_id
            if not plan.active:
                raise ValidationError(
                    self.env._(
                        "The plan “%(plan)s” is archived. Restore it, or choose "
                        "another one.",
                        plan=plan.name,
                    )
                )
            if not plan._applies_to(TARGET_MODELS[rule.target]):
                raise ValidationError(
                    self.env._(
                        "The plan “%(plan)s” can't be launched on “%(target)s”. Choose "
                        "another plan, or add that kind of record to it.",
                        plan=plan.name,
                        target=targets[rule.target],
                    )
                )

    @api.constrains("plan_id", "team_id")
    def _check_plan_company(self):
        """Refuse a plan of another company than the team's: no deal would fit."""
        for rule in self:
            company = rule.team_id.company_id
            if company and rule.plan_id.company_id not in (company.browse(), company):
                raise ValidationError(
                    self.env._(
                        "The plan “%(plan)s” is for %(other)s, and the team “%(team)s” "
                        "belongs to %(company)s. Choose another plan.",
                        plan=rule.plan_id.name,
                        other=rule.plan_id.company_id.name,
                        team=rule.team_id.name,
                        company=company.name,
                    )
                )

    @api.depends("event", "plan_id.name")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        for rule in self:
            rule.display_name = self.env._(
                "%(event)s: %(plan)s",
                event=events.get(rule.event, ""),
                plan=rule.plan_id.name or "",
            )

    @api.model
    def _check_unnamed(self, field_name, records):
        """Refuse to delete a condition: without it, a rule would be for every deal."""
        rules = self.sudo().with_context(active_test=False)
        rule = rules.search([(field_name, "in", records.ids)], limit=1)
        if rule:
            raise UserError(
                self.env._(
                    "A rule for what starts after a sale (%(rule)s) asks for "
                    "“%(name)s”. Change that rule first.",
                    rule=rule.display_name,
                    name=(rule[field_name] & records.sudo())[0].name,
                )
            )


class CrmLostReason(models.Model):
    _inherit = "crm.lost.reason"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_after_sale(self):
        self.env["crm.post.sale.rule"]._check_unnamed("lost_reason_ids", self)


class CrmTag(models.Model):
    _inherit = "crm.tag"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_after_sale(self):
        self.env["crm.post.sale.rule"]._check_unnamed("tag_ids", self)


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_after_sale(self):
        """Say where a plan is needed, before the database does in its own words."""
        rules = self.env["crm.post.sale.rule"].sudo().with_context(active_test=False)
        rule = rules.search([("plan_id", "in", self.ids)], limit=1)
        if rule:
            raise UserError(
                self.env._(
                    "“%(plan)s” starts after a sale (%(team)s), so it can't be "
                    "deleted. Archive it, or delete that rule first.",
                    plan=rule.plan_id.name,
                    team=rule.team_id.name or self.env._("every team"),
                )
            )
