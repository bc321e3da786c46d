from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.i18n import format_list

from ..activity.records import is_uninstalling
from .graph import find_circle, get_reachable
from .mail_activity_next_step import CREATE, SUGGEST, TRIGGER


class MailActivityType(models.Model):
    """What follows a type: its rules, or Odoo's own settings expressed as rules."""

    _inherit = "mail.activity.type"

    next_step_ids = fields.One2many(
        "mail.activity.next.step",
        "activity_type_id",
        "Next Steps",
        copy=True,
        help=(
            "Rules for what is suggested or created when an activity is completed. "
            "They replace the chaining above."
        ),
    )
    next_step_issue = fields.Text(compute="_compute_next_step_issue")
    chain_label = fields.Char("Followed By", compute="_compute_chain_label")
    # stored, so that completing an activity costs no query for it
    has_suggested_types = fields.Boolean(
        compute="_compute_has_suggested_types", store=True
    )

    @api.constrains("chaining_type", "triggered_next_type_id")
    def _check_endless(self):
        """Refuse a cycle of types that create each other automatically.

        Cycles that consist only of Odoo's own triggers are allowed.

        :raise ValidationError: there is a cycle; the message names it
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
                            "%(chain)s: these would create each other forever. Change "
                            "one of them to “Suggest”.",
                            chain=" → ".join([*circle.mapped("name"), circle[0].name]),
                        )
                    )
                activity_type._touch_chain(created)

    # merging and deleting types is checked in the room *merge*, before Odoo changes
    # activities
    @api.ondelete(at_uninstall=True)
    def _archive_next_steps(self):
        """Archive the rules that name types of an app that is being uninstalled."""
        if is_uninstalling(self.env):
            rules = self.env["mail.activity.next.step"]._sudo_all()
            rules.search([("next_type_id", "in", self.ids)])._archive_unchecked()

    @api.depends("next_step_ids.issue")
    def _compute_next_step_issue(self):
        """Show which rules can no longer apply, so that someone fixes them."""
        for activity_type in self:
            issues = activity_type.next_step_ids.mapped("issue")
            activity_type.next_step_issue = "\n".join(filter(None, issues))

    @api.depends_context("lang")
    @api.depends(
        "chaining_type",
        "next_step_ids.mode",
        "next_step_ids.next_type_id.name",
        "next_step_ids.plan_id.name",
        "next_step_issue",
        "suggested_next_type_ids.name",
        "triggered_next_type_id.name",
    )
    def _compute_chain_label(self):
        for activity_type in self:
            activity_type.chain_label = activity_type._get_chain_label()

    @api.depends("suggested_next_type_ids")
    def _compute_has_suggested_types(self):
        for activity_type in self:
            suggested = activity_type.suggested_next_type_ids
            activity_type.has_suggested_types = bool(suggested)

    # ------------------------------------------------------------
    # Cycles
    # ------------------------------------------------------------

    def _get_created_types(self, conditional):
        """Return the types that completing each type creates automatically.

        :param bool conditional: with the rules that ask for an outcome, as while
            Outcomes is on; a cycle that closes only when it is switched matters, too
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
        for trigger in types.search([("chaining_type", "=", TRIGGER)]):
            created.setdefault(trigger, trigger.triggered_next_type_id)
        return created

    def _get_circle(self, created):
        """Return the types on a path from this type back to itself, or none.

        :param dict created: see :meth:`_get_created_types`
        """
        circle = find_circle(self, lambda kind: created.get(kind, ()))
        return self.browse().concat(*circle)

    def _touch_chain(self, created):
        """Make transactions that change the same chain collide.

        Each would see only its own half of a cycle, see
        ``models/activity/__init__.py``.
        """
        chain = get_reachable(self.sudo(), lambda kind: created.get(kind, ()))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity_type SET write_date = write_date WHERE id IN %s",
                self.browse().concat(*chain)._ids,
            )
        )

    # ------------------------------------------------------------
    # At a glance
    # ------------------------------------------------------------

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
        if self.chaining_type == TRIGGER:
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

    # ------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------

    def _get_next_modes(self):
        """Return the modes of this type's rules, an empty set without rules."""
        modes = self.env["mail.activity.next.step"]._get_modes_by_type()
        return modes.get(self._origin.id, frozenset())

    def _counts_attempts(self):
        """Return whether a rule of this type waits for more than one attempt."""
        if not self._get_next_modes():
            return False
        counting = self.env["mail.activity.next.step"]._get_counting_type_ids()
        return self._origin.id in counting

    def _has_suggestions(self):
        """Return whether anything can be suggested after this type."""
        modes = self._get_next_modes()
        return SUGGEST in modes if modes else self.sudo().has_suggested_types

    def _get_next_step_rules(self):
        """Return the rules of these types, and Odoo's suggestions where there are none.

        Rules with an ``issue`` are left out.
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
        """Return Odoo's settings as the values of a rule.

        :param mail.activity.type suggested: a type that Odoo suggests after this one
        """
        from_deadline = suggested.delay_from == "previous_activity"
        # one who has left counts as none
        default_user = suggested.default_user_id.filtered("active")
        return {
            "activity_type_id": self.id,
            "delay_count": suggested.delay_count,
            "delay_from": "deadline" if from_deadline else "completion",
            "delay_unit": suggested.delay_unit,
            "mode": SUGGEST,
            "next_type_id": suggested.id,
            "responsible_id": default_user.id,
            "responsible_type": "user" if default_user else "completer",
        }
