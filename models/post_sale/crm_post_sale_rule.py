from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, ormcache

from ..activity.failures import try_completely, try_each
from ..activity.records import find_reference
from ..activity.texts import as_html_list
from .condition import LOST, WON, Condition

EVENTS = [(WON, "Won"), (LOST, "Lost")]
CUSTOMER = "customer"
TARGETS = [("opportunity", "The opportunity"), (CUSTOMER, "Its customer")]
TARGET_MODELS = {"opportunity": "crm.lead", CUSTOMER: "res.partner"}


class CrmPostSaleRule(models.Model):
    """A rule that starts a plan when an opportunity is won or lost.

    All rules that match apply. Conditions are read from a cache, because closing a deal
    mustn't cost more. A plan is launched step by step, so that a failing step doesn't
    stop the others.
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
        help="Leave empty for every team.",
    )
    event = fields.Selection(EVENTS, "When", required=True, default=WON)
    # conditions can't be deleted: without them, a rule would apply to every deal
    lost_reason_ids = fields.Many2many(
        "crm.lost.reason",
        string="Lost Reasons",
        ondelete="restrict",
        help="Applies to deals lost for these reasons. Leave empty for all.",
    )
    tag_ids = fields.Many2many(
        "crm.tag",
        string="Tags",
        ondelete="restrict",
        help="Applies to deals with one of these tags. Leave empty for all.",
    )
    # only Odoo deletes plans that are in use, when it uninstalls their app
    plan_id = fields.Many2one(
        "mail.activity.plan",
        required=True,
        index=True,
        ondelete="cascade",
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
        """Refuse a plan whose company isn't the team's: no deal would fit."""
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

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _check_unnamed(self, field_name, records):
        """Refuse to delete a condition: the rule would then apply to every deal."""
        rule, record = find_reference(self, field_name, records)
        if rule:
            raise UserError(
                self.env._(
                    "“%(name)s” is used in a rule for what starts after a sale "
                    "(%(rule)s). Change that rule first.",
                    rule=rule.display_name,
                    name=record.name,
                )
            )

    # ------------------------------------------------------------
    # Which rules match
    # ------------------------------------------------------------

    @api.model
    def _get_matches(self, event, leads):
        """Return the rules that match opportunities that were just closed.

        :param str event: see ``EVENTS``
        :param crm.lead leads: the opportunities, as the superuser
        :return: ids of the rules that match, in order, by opportunity id; an empty list
            if there are only open activities to cancel
        :rtype: dict[int, list[int]]
        """
        every, cancelling = self._get_conditions()
        conditions = [condition for condition in every if condition.event == event]
        matches = defaultdict(list)
        if not (conditions or cancelling):
            return matches
        for lead in leads:
            if lead.team_id.id in cancelling:
                matches[lead.id] = []
            for condition in conditions:
                if self._matches(condition, lead):
                    matches[lead.id].append(condition.rule_id)
        return matches

    @api.model
    @ormcache()
    def _get_conditions(self):
        """Return when each rule matches, in order, and which teams cancel activities.

        Both in one query, so that the first closing after a change costs no more.

        :rtype: tuple[tuple[Condition, ...], frozenset[int]]
        """
        self.flush_model()
        self.env["crm.team"].flush_model(["post_sale_open_activities"])
        rows = self.env.execute_query(
            SQL(
                """
                (SELECT rule.id, rule.event, rule.team_id,
                        ARRAY(SELECT crm_lost_reason_id
                                FROM crm_lost_reason_crm_post_sale_rule_rel
                               WHERE crm_post_sale_rule_id = rule.id),
                        ARRAY(SELECT crm_tag_id
                                FROM crm_post_sale_rule_crm_tag_rel
                               WHERE crm_post_sale_rule_id = rule.id)
                   FROM crm_post_sale_rule rule
                  WHERE rule.active
                  ORDER BY rule.sequence, rule.id)
                UNION ALL
                SELECT NULL, NULL, team.id, '{}', '{}'
                  FROM crm_team team
                 WHERE team.post_sale_open_activities = 'cancel'
                """
            )
        )
        conditions = tuple(
            Condition(rule_id, event, team_id, frozenset(reasons), frozenset(tags))
            for rule_id, event, team_id, reasons, tags in rows
            if rule_id
        )
        cancelling = frozenset(row[2] for row in rows if not row[0])
        return conditions, cancelling

    @api.model
    def _matches(self, condition, lead):
        return condition.matches(
            lead.team_id.id,
            lambda: lead.lost_reason_id.id,
            lambda: lead.tag_ids._ids,
        )

    # ------------------------------------------------------------
    # Launching, step by step
    # ------------------------------------------------------------

    def _launch_on(self, closings, lines):
        """Launch the plan for closings, as the system, and note the result.

        :param crm.post.sale.closing closings: of opportunities that the rule matches
        :param dict lines: chatter lines by closing; the result is added
        """
        failures = defaultdict(list)
        activities = self.env["mail.activity"]
        fitting = closings.filtered(self._fits_company)
        # a rule for every team can have a plan of one company: not a failure
        for closing in closings - fitting if self.team_id else ():
            failures[closing].append(
                self.env._(
                    "The plan “%(plan)s” is for another company.",
                    plan=self.plan_id.name,
                )
            )
        for launcher, own in fitting.grouped(lambda it: it._get_launcher()).items():
            rule = self.with_user(launcher).sudo()
            activities += rule._launch_as(own, failures).with_env(self.env)
        by_closing = activities.grouped("post_sale_closing_id")
        for closing in closings:
            created = by_closing.get(closing, activities.browse())
            lines[closing] += self._get_lines(created, failures[closing])
        if activities:
            try_completely(self.env, lambda: self.plan_id._notify_launch(activities))

    def _fits_company(self, closing):
        """Return whether deal and plan share a company, or one of them has none."""
        companies = closing.lead_id.company_id | self.plan_id.company_id
        return len(companies) < 2

    def _launch_as(self, closings, failures):
        """Launch the plan for closings whose launcher is the current user.

        :param dict failures: reasons by closing; why steps couldn't be created is added
        :return: the activities
        """
        created = self.env["mail.activity"]
        with_target = closings.filtered(self._get_target)
        for closing in closings - with_target:
            failures[closing].append(self.env._("The opportunity has no customer."))
        error = self._get_plan_error() if with_target else None
        if error:
            for closing in with_target:
                failures[closing].append(error)
            return created
        for step in self.plan_id.template_ids if with_target else ():
            plan = self.plan_id.with_context(plan_template_ids=step.ids)
            target = self._get_target(with_target[0])
            _none, error = try_completely(
                self.env,
                lambda plan=plan, target=target: plan._check_launchable(target),
            )
            if not error:
                created += self._launch_step(plan, with_target, failures)
            for closing in with_target if error else ():
                failures[closing].append(error)
        return created

    def _get_plan_error(self):
        """Return why the whole plan can no longer be launched, or None."""
        if not self.plan_id.active:
            return self.env._(
                "The plan “%(plan)s” is archived.", plan=self.plan_id.name
            )
        if not self.plan_id.template_ids:
            return self.env._(
                "The plan “%(plan)s” has no steps.", plan=self.plan_id.name
            )
        return None

    def _launch_step(self, plan, closings, failures):
        """Create one step for all closings that can have it.

        :param mail.activity.plan plan: with the one step in its context
        """
        results, errors = try_each(
            self.env, closings, lambda part: self._create_step(plan, part)
        )
        created = self.env["mail.activity"]
        for part, (activities, refusals) in results:
            created += activities
            for closing in part:
                if refusal := refusals.get(self._get_target(closing).id):
                    failures[closing].append(self._get_refusal(plan, refusal))
        for closing, error in errors:
            failures[closing].append(error)
        return created

    def _create_step(self, plan, closings):
        """Create one step: once for each closing, even if they share a customer.

        The creator is the system, not the user who closed the deal: creators can find
        and change what they created, wherever it is.

        :return: the activities, and why records were skipped, by id
        """
        targets = {closing: self._get_target(closing).id for closing in closings}
        records = self._get_target(closings[0]).browse(dict.fromkeys(targets.values()))
        assigned, refusals = self._assign_step(plan, records)
        served = records.filtered(lambda record: record.id not in refusals)
        due_steps, undated = plan._get_due_steps(
            served, closings[0].closed_at, assigned
        )
        refusals |= undated
        vals_list = plan._prepare_activity_values_list(due_steps, self.event)
        by_record = {vals["res_id"]: vals for vals in vals_list}
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        activities = quiet.with_user(SUPERUSER_ID).create(
            [
                {
                    **by_record[target_id],
                    "post_sale_closing_id": closing.id,
                    "post_sale_rule_id": self.id,
                }
                for closing, target_id in targets.items()
                if target_id in by_record
            ]
        )
        return activities.with_env(self.env), refusals

    def _assign_step(self, plan, records):
        """Return who gets the step by record, and why records are skipped, by id.

        A step that only the system could get is skipped: no one would ever see it.
        """
        assigned, refusals = plan._assign_steps(records, self.env["res.users"])
        for (record, step), user in assigned.items():
            if error := step._get_absence_error(user):
                refusals.setdefault(record.id, error)
        return assigned, refusals

    def _get_target(self, closing):
        """Return the record that the activities of a closing are created on."""
        lead = closing.lead_id
        return lead.partner_id if self.target == CUSTOMER else lead

    # ------------------------------------------------------------
    # What the chatter says
    # ------------------------------------------------------------

    def _get_refusal(self, plan, refusal):
        """Return why a step wasn't created, but not who looks after a customer."""
        if self.target != CUSTOMER:
            return refusal
        return self.env._(
            "“%(step)s” can't be assigned on the customer: the salesperson is "
            "missing, archived, in another company, or has no access or working days.",
            step=plan._get_launch_templates()._get_step_label(),
        )

    def _get_lines(self, activities, failures):
        """Return the lines for the chatter of an opportunity, as HTML."""
        event = dict(self._fields["event"]._description_selection(self.env))[self.event]
        quiet = activities._flow_filter_quiet()
        told = activities - quiet
        names = {"event": event, "plan": self.plan_id.name, "count": len(told)}
        lines = []
        if len(told) == 1:
            header = self.env._("%(event)s: %(plan)s started, 1 activity", **names)
        else:
            header = self.env._(
                "%(event)s: %(plan)s started, %(count)s activities", **names
            )
        if told:
            texts = [activity._get_post_sale_text() for activity in told]
            lines.append(as_html_list(header, texts))
        if quiet:
            lines.append(quiet._get_quiet_html())
        if failures:
            header = self.env._("%(event)s: %(plan)s couldn't be started", **names)
            if activities:
                header = self.env._(
                    "%(event)s: %(plan)s couldn't be started completely", **names
                )
            lines.append(as_html_list(header, dict.fromkeys(failures)))
        return lines
