from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MailActivityNextStep(models.Model):
    """What a rule may point to: told on save, and shown when it changes later.

    One answer for both, :meth:`_get_issue`: a rule that has an issue is not saved, and
    one that gets it later is skipped.
    """

    _inherit = "mail.activity.next.step"

    issue = fields.Text(compute="_compute_issue", help="Why the rule is skipped.")

    @api.depends("next_type_id.active", "plan_id.active", "plan_id.template_ids")
    @api.depends(
        "outcome_ids.active", "responsible_id.active", "model_ids", "sentiment"
    )
    def _compute_issue(self):
        for rule in self:
            rule.issue = rule.sudo()._get_issue()

    @api.constrains(
        "active",
        "activity_type_id",
        "model_ids",
        "next_type_id",
        "outcome_ids",
        "plan_id",
        "responsible_id",
        "responsible_type",
        "sentiment",
    )
    def _check_possible(self):
        for rule in self.filtered("active").sudo():
            issue = rule._get_issue()
            if issue:
                raise ValidationError(issue)

    def _get_issue(self):
        """Hook: return why this rule can never apply, as a whole sentence, or False."""
        return (
            self._get_condition_issue()
            or self._get_target_issue()
            or self._get_model_issue()
            or self._get_responsible_issue()
        )

    def _get_condition_issue(self):
        if self.outcome_ids and self.sentiment:
            return self.env._(
                "“%(rule)s” names outcomes and a sentiment. Choose one of the two.",
                rule=self.display_name,
            )
        return self._get_outcomes_issue()

    def _get_outcomes_issue(self):
        """A rule for outcomes needs one with which the type can end."""
        outcomes = self.outcome_ids.filtered("active")
        allowed = self.activity_type_id.outcome_ids
        if self.env["mail.activity"]._has_outcomes():
            outcomes &= allowed | outcomes._get_automatic()
        return bool(self.outcome_ids and not outcomes) and self.env._(
            "“%(type)s” can't end as “%(rule)s” says. Choose outcomes that the type "
            "has, or add these to the type.",
            type=self.activity_type_id.name,
            rule=self.display_name,
        )

    def _get_target_issue(self):
        if bool(self.next_type_id) == bool(self.plan_id):
            return self.env._(
                "“%(rule)s” needs either an activity type or a plan to follow. Choose "
                "one of the two.",
                rule=self.display_name,
            )
        target = self._get_target()
        if not target.active:
            return self.env._(
                "“%(target)s” is archived, so it can't follow “%(type)s”. Choose "
                "something else, or restore it.",
                target=target.name,
                type=self.activity_type_id.name,
            )
        return bool(self.plan_id) and self.plan_id._get_steps_error()

    def _get_model_issue(self):
        """The completed type, the rule and what follows have to meet on a document."""
        limit = self.activity_type_id.res_model
        named = self.model_ids.mapped("model")
        if limit and named and limit not in named:
            return self._get_limited_error(self.activity_type_id, named[0])
        for model in self.model_ids:
            if not model.is_mail_activity or model.transient:
                return self.env._(
                    "“%(model)s” has no activities, so nothing can follow there. "
                    "Choose another kind of record.",
                    model=model.name,
                )
        for name in [limit] if limit else named:
            if not self._fits(name):
                return self._get_limited_error(self._get_target(), name)
        return False

    def _fits(self, model_name):
        """Return whether what follows can be on records of a model, or on none."""
        if self.plan_id:
            return bool(model_name) and self.plan_id._applies_to(model_name)
        return self.next_type_id.res_model in (False, model_name)

    def _get_limited_error(self, target, model_name):
        return self.env._(
            "“%(target)s” can't be on “%(model)s”, because it is limited to another "
            "kind of record. Choose something else, or other records for “%(rule)s”.",
            target=target.name,
            model=self.env["ir.model"]._get(model_name).name,
            rule=self.display_name,
        )

    def _get_responsible_issue(self):
        if self.responsible_type != "user":
            return False
        user = self.responsible_id
        if not user:
            return self.env._(
                "“%(rule)s” is for a named user. Choose whom.", rule=self.display_name
            )
        limit = self.activity_type_id.res_model or self._get_target().res_model
        names = [limit] if limit else self.model_ids.mapped("model")
        if user.active and user._is_internal() and self._can_read(user, names):
            return False
        return self.env._(
            "%(name)s can't get what follows “%(type)s”: the user is archived, or has "
            "no access there. Choose somebody else.",
            name=user.name,
            type=self.activity_type_id.name,
        )

    def _can_read(self, user, model_names):
        return all(
            self.env[name].with_user(user).has_access("read")
            for name in model_names
            if name in self.env
        )
