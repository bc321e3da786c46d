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

    @api.constrains("active", "activity_type_id", "mode", "next_type_id", "plan_id")
    def _check_endless(self):
        self._forget_modes()
        self.activity_type_id._check_endless()

    def unlink(self):
        """Without rules, what Odoo's own settings trigger counts again."""
        types = self.activity_type_id
        result = super().unlink()
        self._forget_modes()
        types.exists()._check_endless()
        return result


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    @api.constrains("chaining_type", "triggered_next_type_id")
    def _check_endless(self):
        """Refuse a circle of types in which one creates the next one at once.

        Circles of Odoo's own triggers alone are left to whoever made them.

        :raise ValidationError: there is one; the text names it
        """
        if not self.env["mail.activity.next.step"]._get_modes():
            return
        created = self._get_created_types()
        for activity_type in self:
            circle = activity_type._get_circle(created)
            if circle and any(CREATE in each._get_next_modes() for each in circle):
                raise ValidationError(
                    self.env._(
                        "%(chain)s: each of these would create the next one, without "
                        "end. Let one of them be suggested only.",
                        chain=" → ".join([*circle.mapped("name"), circle[0].name]),
                    )
                )
            activity_type._touch_chain(created)

    def _get_next_modes(self):
        """Return what the rules of this type do, an empty set without rules."""
        modes = self.env["mail.activity.next.step"]._get_modes()
        return modes.get(self._origin.id, frozenset())

    def _get_created_types(self):
        """Return which types the completion of each type creates at once, if any.

        :rtype: dict[mail.activity.type, mail.activity.type]
        """
        rules = self.env["mail.activity.next.step"].sudo()
        rules = rules.search(rules._get_force_domain())
        created = dict.fromkeys(rules.activity_type_id, self.sudo().browse())
        for rule in rules.filtered(lambda rule: rule.mode == CREATE):
            steps = rule.plan_id.template_ids.activity_type_id
            created[rule.activity_type_id] |= rule.next_type_id | steps
        for trigger in self.sudo().search([("chaining_type", "=", "trigger")]):
            created.setdefault(trigger, trigger.triggered_next_type_id)
        return created

    def _get_circle(self, created, path=()):
        """Return the types on a way from this type back to it, or none.

        :param dict created: see :meth:`_get_created_types`
        :param tuple path: the types on the way so far
        """
        path = [*path, self.sudo()]
        for following in created.get(self.sudo(), ()):
            if following == path[0]:
                return self.browse().concat(*path)
            if following not in path:
                circle = following._get_circle(created, path)
                if circle:
                    return circle
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
        if rules._get_modes():
            plans = [("plan_id", "in", self.plan_id.ids)]
            rules.search(plans).activity_type_id._check_endless()
