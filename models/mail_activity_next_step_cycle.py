from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .mail_activity_next_step import CREATE


class MailActivityNextStep(models.Model):
    """No chain creates itself without end.

    What is only suggested may go round in circles: a person decides each time. The
    conditions don't count: nobody would see from them when the circle closes.
    """

    _inherit = "mail.activity.next.step"

    @api.constrains(
        "active",
        "activity_type_id",
        "mode",
        "next_type_id",
        "outcome_ids",
        "plan_id",
        "sentiment",
    )
    def _check_endless(self):
        self._clear_modes()  # of all that is written, this is what they depend on
        self.activity_type_id._check_endless()

    def unlink(self):
        """Without rules, what Odoo's own settings trigger counts again."""
        types = self.activity_type_id
        result = super().unlink()
        self._clear_modes()
        types.exists()._check_endless()
        return result

    @api.model
    def _get_creating_types(self):
        """Return the types of the rules that create at once, in force or not."""
        modes = self._get_modes_by_type(in_force=False)
        types = self.env["mail.activity.type"].sudo()
        return types.browse(id_ for id_, own in modes.items() if CREATE in own)


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    @api.constrains("chaining_type", "triggered_next_type_id")
    def _check_endless(self):
        """Refuse a circle of types in which one creates the next one at once.

        Circles of Odoo's own triggers alone are left to whoever made them.

        :raise ValidationError: there is one; the text names it
        """
        steps = self.env["mail.activity.next.step"]
        if not steps._get_modes_by_type(in_force=False):
            return
        for conditional in (True, False):
            created = self._get_created_types(conditional)
            for activity_type in self.sudo():
                circle = activity_type._get_circle(created)
                if circle & steps._get_creating_types():
                    raise ValidationError(
                        self.env._(
                            "%(chain)s: each of these would create the next one, "
                            "without end. Let one of them be suggested only.",
                            chain=" → ".join([*circle.mapped("name"), circle[0].name]),
                        )
                    )
                activity_type._touch_chain(created)

    def _get_next_modes(self):
        """Return what the rules of this type do, an empty set without rules."""
        modes = self.env["mail.activity.next.step"]._get_modes_by_type()
        return modes.get(self._origin.id, frozenset())

    def _get_created_types(self, conditional):
        """Return which types the completion of each type creates at once, if any.

        :param bool conditional: with the rules that ask for an outcome, as while
            Outcomes is on; a circle that closes when it is switched counts as well
        :rtype: dict[mail.activity.type, mail.activity.type]
        """
        types = self.sudo().with_context(active_test=True)
        rules = self.env["mail.activity.next.step"].sudo()
        rules = rules.search([("active", "=", True)])
        if not conditional:
            rules = rules.filtered(lambda rule: not rule._is_conditional())
        created = dict.fromkeys(rules.activity_type_id, types.browse())
        for rule in rules.filtered(lambda rule: rule.mode == CREATE):
            steps = rule.plan_id.template_ids.activity_type_id
            created[rule.activity_type_id] |= rule.next_type_id | steps
        for trigger in types.search([("chaining_type", "=", "trigger")]):
            created.setdefault(trigger, trigger.triggered_next_type_id)
        return created

    def _get_circle(self, created):
        """Return the types on a way from this type back to it, or none.

        :param dict created: see :meth:`_get_created_types`
        """
        came_from = {}
        todo = [self]
        while todo:
            kind = todo.pop()
            for following in created.get(kind, ()):
                if following == self:
                    circle = [kind]
                    while circle[0] != self:
                        circle.insert(0, came_from[circle[0]])
                    return self.browse().concat(*circle)
                if following not in came_from:
                    came_from[following] = kind
                    todo.append(following)
        return self.browse()

    def _touch_chain(self, created):
        """Make two transactions collide that change the same chain.

        Each would see only its own half of a circle. See ``_touch_for_outcomes``.
        """
        chain = todo = self.sudo()
        while todo:
            todo = (
                self.sudo().union(*(created.get(each, each) for each in todo)) - chain
            )
            chain |= todo
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity_type SET write_date = write_date WHERE id IN %s",
                chain._ids,
            )
        )


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    @api.constrains("activity_type_id", "plan_id")
    def _check_endless(self):
        """A plan may be what a rule creates."""
        rules = self.env["mail.activity.next.step"].sudo()
        if rules._get_modes_by_type(in_force=False):
            plans = [("plan_id", "in", self.plan_id.ids)]
            rules.search(plans).activity_type_id._check_endless()
