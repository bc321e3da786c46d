from datetime import timedelta

from babel.dates import format_timedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, frozendict, is_html_empty, ormcache
from odoo.tools.i18n import format_list
from odoo.tools.misc import babel_locale_parse, get_lang

from ..activity.records import find_reference, get_company, is_active_internal
from ..outcome.mail_activity_outcome import SENTIMENTS
from ..plan.due_date import WORKING_DAYS
from .matching import Condition, pick

SUGGEST = "suggest"
CREATE = "create"
TRIGGER = "trigger"  # a type's, in Odoo's own settings
MODES = [(SUGGEST, "Suggest"), (CREATE, "Create automatically")]
DELAY_UNITS = [
    ("days", "days"),
    ("weeks", "weeks"),
    ("months", "months"),
    (WORKING_DAYS, "working days"),
]
DELAY_ORIGINS = [
    ("completion", "after the completion"),
    ("deadline", "after the deadline"),
]
RESPONSIBLE_TYPES = [
    ("same", "Same assignee"),
    ("record_user", "Salesperson of the record"),
    ("team_leader", "Team leader"),
    ("completer", "Who completed it"),
    ("user", "Specific user"),
]
DEALS = "crm.lead"
ANY = "any"
DEAL_STATES = [(ANY, "Any"), ("open", "Open"), ("won", "Won"), ("lost", "Lost")]
# by Odoo's won_status
DEAL_STATE_OF = {"pending": "open", "won": "won", "lost": "lost"}
# as in the web client, see static/src/outcome/sentiment.js
SENTIMENT_ICONS = {
    "positive": ("fa-smile-o", "text-success"),
    "neutral": ("fa-meh-o", "text-muted"),
    "negative": ("fa-frown-o", "text-danger"),
}
# what Babel takes for one of these
BABEL_UNITS = {
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
    "months": timedelta(days=30),
}
# most attempts that a rule can wait for; each completion looks that far back
ATTEMPTS_MAX = 100


class MailActivityNextStep(models.Model):
    """A rule for what follows when an activity of a type is completed.

    A rule with an issue, see :meth:`_get_issue`, can't be saved; one that gets an issue
    later is skipped, and shows it. Suggestions can form cycles, because a person
    decides each time. A chain that would create itself forever is refused, whatever its
    conditions: they don't show when the cycle closes.
    """

    _name = "mail.activity.next.step"
    _inherit = "mail.activity.step.mixin"
    _description = "Next Step"
    _order = "activity_type_id, sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Completed Type",
        required=True,
        index=True,
        ondelete="cascade",
    )
    outcome_ids = fields.Many2many(
        "mail.activity.outcome",
        "mail_activity_next_step_outcome_rel",
        "next_step_id",
        "outcome_id",
        string="Outcomes",
        domain="[('activity_type_ids', '=', activity_type_id)]",
        # if archived ones were hidden, the rule would apply to every completion
        context={"active_test": False},
        help=(
            "Applies when the activity ends with one of these. Leave empty to go by "
            "sentiment, or for every completion."
        ),
    )
    sentiment = fields.Selection(
        SENTIMENTS,
        help=(
            "Applies to outcomes with this sentiment. Leave empty if you "
            "choose outcomes."
        ),
    )
    min_attempts = fields.Integer(
        "From Attempt",
        default=1,
        aggregator=None,
        help=(
            "Applies from this attempt on: 3 means the third call in a row with this "
            "outcome on the same record, and every later one. It then replaces rules "
            "for the same outcomes with a lower number."
        ),
    )
    model_ids = fields.Many2many(
        "ir.model",
        "mail_activity_next_step_ir_model_rel",
        "next_step_id",
        "model_id",
        string="Only On",
        domain="[('is_mail_activity', '=', True), ('transient', '=', False)]",
        help="Leave empty for all kinds of records.",
    )
    deal_state = fields.Selection(
        DEAL_STATES,
        "Opportunity",
        required=True,
        default=ANY,
        help=(
            "Applies only while the deal is open, won or lost. “Any” also applies to "
            "records that aren't opportunities."
        ),
    )
    is_for_deals = fields.Boolean(compute="_compute_is_for_deals", compute_sudo=True)
    mode = fields.Selection(MODES, "Action", required=True, default=SUGGEST)
    # The types and plans that follow can't be deleted, except by Odoo when it
    # uninstalls an app. It does so by SQL, and a reference that the database doesn't
    # let go would keep it from deleting the app's models.
    next_type_id = fields.Many2one(
        "mail.activity.type",
        "Next Activity",
        index="btree_not_null",
        ondelete="set null",
    )
    plan_id = fields.Many2one(
        "mail.activity.plan", index="btree_not_null", ondelete="set null"
    )
    summary = fields.Char(translate=True)
    note = fields.Html(translate=True, sanitize_style=True)
    delay_count = fields.Integer("Delay", aggregator=None)
    delay_unit = fields.Selection(DELAY_UNITS, required=True, default="days")
    delay_from = fields.Selection(
        DELAY_ORIGINS, "Counted From", required=True, default="completion"
    )
    responsible_type = fields.Selection(
        RESPONSIBLE_TYPES, "Assignment", required=True, default="same"
    )
    responsible_id = fields.Many2one("res.users", "Assigned To")
    issue = fields.Text(compute="_compute_issue", help="Why the rule is skipped.")
    rule_label = fields.Html(
        "Rule", compute="_compute_rule_label", sanitize=False, help="The rule in words."
    )

    _min_attempts_in_range = models.Constraint(
        f"CHECK (min_attempts BETWEEN 0 AND {ATTEMPTS_MAX})",
        f"“From Attempt” can be at most {ATTEMPTS_MAX}.",
    )

    @api.depends_context("lang")
    @api.depends(
        "activity_type_id.name",
        "next_type_id.name",
        "outcome_ids.name",
        "plan_id.name",
        "sentiment",
        "summary",
    )
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._(
                "%(completed)s → %(following)s",
                completed=rule._get_condition_label(),
                following=rule._get_step_label(),
            )

    @api.depends("activity_type_id.res_model", "model_ids")
    def _compute_is_for_deals(self):
        for rule in self:
            named = rule.model_ids.mapped("model")
            limit = rule.activity_type_id.res_model
            rule.is_for_deals = limit in (False, DEALS) and (
                not named or DEALS in named
            )

    @api.depends_context("lang")
    @api.depends(
        "deal_state",
        "delay_count",
        "delay_from",
        "delay_unit",
        "issue",
        "min_attempts",
        "next_type_id.name",
        "outcome_ids.name",
        "outcome_ids.sentiment",
        "plan_id.name",
        "responsible_id.name",
        "responsible_type",
        "sentiment",
    )
    def _compute_rule_label(self):
        for rule in self:
            rule.rule_label = rule._get_rule_label()

    @api.depends(
        "activity_type_id.res_model",
        "deal_state",
        "model_ids",
        "next_type_id.active",
        "outcome_ids.active",
        "plan_id.active",
        "plan_id.template_ids",
        "responsible_id.active",
        "responsible_type",
        "sentiment",
    )
    def _compute_issue(self):
        for rule in self:
            rule.issue = rule.sudo()._get_issue()

    @api.constrains(
        "active",
        "activity_type_id",
        "deal_state",
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

    @api.constrains(
        "active",
        "activity_type_id",
        "min_attempts",
        "mode",
        "next_type_id",
        "outcome_ids",
        "plan_id",
        "sentiment",
    )
    def _check_endless(self):
        self._clear_modes()  # what is cached depends on some of these fields
        self.activity_type_id._check_endless()

    def unlink(self):
        """Check chains again: without rules, Odoo's own triggers apply."""
        types = self.activity_type_id
        result = super().unlink()
        self._clear_modes()
        types.exists()._check_endless()
        return result

    def _get_condition_label(self):
        """Return the condition as text: “Call, No answer, Busy”."""
        sentiments = dict(self._fields["sentiment"]._description_selection(self.env))
        names = [
            self.activity_type_id.name or "",
            *(self.outcome_ids.mapped("name") or [sentiments.get(self.sentiment)]),
        ]
        return ", ".join(filter(None, names))

    def _get_step_label(self):
        """Return what follows: the summary says more than the type."""
        return self.summary or self._get_target().name or ""

    def _get_target(self):
        """Return the type or the plan that follows."""
        return self.next_type_id or self.plan_id

    # ------------------------------------------------------------
    # The rule in words
    # ------------------------------------------------------------

    def _get_rule_label(self):
        """Return the rule as one line, in HTML: “3rd No answer → Email today, …”."""
        label = self.env._(
            "%(condition)s → %(following)s %(when)s, %(who)s",
            condition=self._get_condition_html(),
            following=self._get_target().name or "",
            when=self._get_delay_label(),
            who=self._get_responsible_label(),
        )
        if not self.issue:
            return label
        warning = Markup('<i class="fa fa-warning text-warning me-1" title="%s"></i>')
        return warning % self.issue + label

    def _get_condition_html(self):
        """Return the condition: the attempt, and the outcomes with their sentiments."""
        sentiments = dict(self._fields["sentiment"]._description_selection(self.env))
        endings = [
            self._format_ending(outcome.name or "", outcome.sentiment)
            for outcome in self.outcome_ids
        ]
        if self.sentiment:
            endings.append(
                self._format_ending(sentiments[self.sentiment], self.sentiment)
            )
        if not endings:
            endings.append(Markup("<em>%s</em>") % self.env._("Any outcome"))
        # the words between them have no special characters
        condition = Markup(format_list(self.env, endings, "or"))
        if self.min_attempts > 1:
            condition = Markup("%s %s") % (self._get_attempt_label(), condition)
        return Markup(" ").join(filter(None, [condition, self._get_deal_label()]))

    def _get_deal_label(self):
        """Return the state that the deal must have: “if the deal is open”, or “”."""
        return {
            "open": self.env._("if the deal is open"),
            "won": self.env._("if the deal is won"),
            "lost": self.env._("if the deal is lost"),
        }.get(self.deal_state, "")

    @api.model
    def _format_ending(self, name, sentiment):
        """Return the name of an outcome with the icon and color of its sentiment."""
        icon, color = SENTIMENT_ICONS[sentiment]
        return Markup('<i class="fa %s %s"></i> <em>%s</em>') % (icon, color, name)

    def _get_attempt_label(self):
        """Return the attempt as an ordinal number: “3rd”."""
        number = self.min_attempts
        if number % 100 not in (11, 12, 13):
            if number % 10 == 1:
                return self.env._("%(number)sst", number=number)
            if number % 10 == 2:
                return self.env._("%(number)snd", number=number)
            if number % 10 == 3:
                return self.env._("%(number)srd", number=number)
        return self.env._("%(number)sth", number=number)

    def _get_delay_label(self):
        """Return when it is due: “in 2 days”, or “2 days after the deadline”."""
        is_from_deadline = self.delay_from == "deadline"
        if not self.delay_count:
            if is_from_deadline:
                return self.env._("on the deadline")
            return self.env._("today")
        if is_from_deadline:
            origins = dict(self._fields["delay_from"]._description_selection(self.env))
            return f"{self._get_duration_label()} {origins[self.delay_from]}"
        return self._get_time_until_label()

    def _get_time_until_label(self):
        """Return when the delay ends: “in 2 days”, by Babel where it knows the unit."""
        count, unit = self.delay_count, self.delay_unit
        if unit == WORKING_DAYS:
            if count == 1:
                return self.env._("in 1 working day")
            return self.env._("in %(count)s working days", count=count)
        return format_timedelta(
            count * BABEL_UNITS[unit],
            granularity=unit.removesuffix("s"),
            threshold=float("inf"),  # never a larger unit
            add_direction=True,
            locale=babel_locale_parse(get_lang(self.env).code),
        )

    def _get_responsible_label(self):
        if self.responsible_type == "user":
            return self.responsible_id.name or ""
        return {
            "same": self.env._("same assignee"),
            "record_user": self.env._("salesperson of the record"),
            "team_leader": self.env._("team leader"),
            "completer": self.env._("who completed it"),
        }.get(self.responsible_type, "")

    def _get_source(self):
        """Return what identifies the follow-ups of this rule later.

        A rule that stands for one of Odoo's settings isn't stored: then it's the type.
        """
        return self._origin or self.next_type_id

    # ------------------------------------------------------------
    # In force
    # ------------------------------------------------------------

    @api.model
    @ormcache("in_force")
    def _get_modes_by_type(self, in_force=True):
        """Return the modes of the rules of each type, by type id.

        Cached, so that completing an activity costs no query where there are no rules.

        :param bool in_force: only the rules in force now, else all active ones
        :rtype: dict[int, frozenset[str]]
        """
        rules = self.sudo().with_context(active_test=True)
        groups = rules._read_group(
            self._get_in_force_domain() if in_force else [],
            ["activity_type_id"],
            ["mode:array_agg"],
        )
        return frozendict(
            {activity_type.id: frozenset(modes) for activity_type, modes in groups}
        )

    @api.model
    @ormcache()
    def _get_counting_type_ids(self):
        """Return the ids of types with rules that wait for more than one attempt."""
        rules = self.sudo().with_context(active_test=True)
        groups = rules._read_group([("min_attempts", ">", 1)], ["activity_type_id"])
        return frozenset(activity_type.id for (activity_type,) in groups)

    @api.model
    def _get_in_force_domain(self):
        """Return the domain of rules in force: no conditional ones without Outcomes."""
        if self.env["mail.activity"]._has_outcomes():
            return Domain.TRUE
        return Domain("outcome_ids", "=", False) & Domain("sentiment", "=", False)

    @api.model
    def _get_creating_types(self):
        """Return the types with rules that create automatically, in force or not."""
        modes = self._get_modes_by_type(in_force=False)
        types = self.env["mail.activity.type"].sudo()
        return types.browse(id_ for id_, own in modes.items() if CREATE in own)

    def _is_conditional(self):
        """Return whether this rule asks for an outcome."""
        return bool(self.outcome_ids or self.sentiment)

    @api.model
    def _clear_modes(self):
        self.env.registry.clear_cache()
        self.env["mail.activity"].invalidate_model(["chaining_type"])

    # ------------------------------------------------------------
    # What a rule can point to
    # ------------------------------------------------------------

    def _get_issue(self):
        """Hook: return why this rule can never apply, as a full sentence, or False."""
        return (
            self._get_condition_issue()
            or self._get_target_issue()
            or self._get_model_issue()
            or self._get_responsible_issue()
        )

    def _get_condition_issue(self):
        if self.outcome_ids and self.sentiment:
            return self.env._(
                "“%(rule)s” has both outcomes and a sentiment. Choose one of the two.",
                rule=self.display_name,
            )
        return self._get_outcomes_issue()

    def _get_outcomes_issue(self):
        """Return an issue if the type can't end with any of the rule's outcomes."""
        outcomes = self.outcome_ids.filtered("active")
        allowed = self.activity_type_id.outcome_ids
        if self.env["mail.activity"]._has_outcomes():
            outcomes &= allowed | outcomes._get_automatic()
        return bool(self.outcome_ids and not outcomes) and self.env._(
            "“%(type)s” can't end as “%(rule)s” says. Choose outcomes of the type, or "
            "add these to it.",
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
        """Return an issue unless type, rule and follow-up fit the same documents."""
        if self.deal_state != ANY and not self.is_for_deals:
            return self.env._(
                "“%(rule)s” depends on a deal, but never applies to opportunities. "
                "Choose “Any” under Opportunity, or other records.",
                rule=self.display_name,
            )
        limit = self.activity_type_id.res_model
        named = self.model_ids.mapped("model")
        if limit and named and limit not in named:
            return self._get_limited_error(self.activity_type_id, named[0])
        for model in self.model_ids:
            if not model.is_mail_activity or model.transient:
                return self.env._(
                    "“%(model)s” doesn't have activities, so nothing can follow "
                    "there. Choose another kind of record.",
                    model=model.name,
                )
        for name in self._get_model_names():
            if not self._can_be_on(name):
                return self._get_limited_error(self._get_target(), name)
        return False

    def _get_model_names(self):
        """Return the models whose records the rule is limited to; none for all."""
        if self.deal_state != ANY:
            return [DEALS]
        limit = self.activity_type_id.res_model
        return [limit] if limit else self.model_ids.mapped("model")

    def _can_be_on(self, model_name):
        """Return whether the follow-up can be on records of a model, or on none."""
        if self.plan_id:
            return bool(model_name) and self.plan_id._applies_to(model_name)
        return self.next_type_id.res_model in (False, model_name)

    def _get_limited_error(self, target, model_name):
        return self.env._(
            "“%(target)s” can't be used on “%(model)s”, because it is limited to "
            "another kind of record. Choose something else, or other records for "
            "“%(rule)s”.",
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
                "“%(rule)s” needs a user. Choose one.", rule=self.display_name
            )
        limit = self.activity_type_id.res_model or self._get_target().res_model
        names = [limit] if limit else self.model_ids.mapped("model")
        if is_active_internal(user) and self._can_read(user, names):
            return False
        return self.env._(
            "%(name)s can't be assigned what follows “%(type)s”: the user is archived "
            "or has no access. Choose another user.",
            name=user.name,
            type=self.activity_type_id.name,
        )

    def _can_read(self, user, model_names):
        return all(
            self.env[name].with_user(user).has_access("read")
            for name in model_names
            if name in self.env
        )

    # ------------------------------------------------------------
    # Which rules apply
    # ------------------------------------------------------------

    def _filtered_matching(self, activity, history, deal_state):
        """Return the rules that apply to a done activity.

        :param mail.activity activity: the completed one
        :param list[mail.activity.outcome] history: see
            :meth:`mail.activity._get_histories`
        :param deal_state: see :meth:`mail.activity._get_deal_states`
        """
        rules = self.filtered(
            lambda rule: (
                rule.activity_type_id == activity.activity_type_id
                and rule.deal_state in (ANY, deal_state)
                and rule._fits_document(activity)
            )
        )
        conditions = {rule: rule._get_condition() for rule in rules}
        picked = pick(conditions.values(), history)
        return rules.filtered(lambda rule: conditions[rule] in picked)

    def _fits_document(self, activity):
        """Return whether the rule applies to an activity's document, if it has one."""
        named = self.model_ids.mapped("model")
        is_named = not named or activity.res_model in named
        return is_named and self._can_be_on(activity.res_model)

    def _get_condition(self):
        return Condition(
            outcome_ids=frozenset(self.outcome_ids._ids),
            sentiment=self.sentiment,
            min_attempts=self.min_attempts,
        )

    # ------------------------------------------------------------
    # Who gets what follows, and when
    # ------------------------------------------------------------

    def _get_follow_ups(self, activities):
        """Return the follow-ups by this rule, one for each done activity.

        :param mail.activity activities: the completed ones
        :return: the completed activity, this rule, the assignee and the deadline
        :rtype: list[tuple]
        """
        documents = activities._get_documents()
        # nothing follows if the document was deleted
        activities = activities.filtered(
            lambda activity: documents[activity] or not activity.res_model
        )
        users = self._get_responsibles(activities, documents)
        follow_ups = []
        for key, own in activities.grouped(
            lambda activity: self._get_base(
                activity, documents[activity], users[activity]
            )
        ).items():
            assignees = self.env.user.union(*(users[activity] for activity in own))
            days = self._get_due_days(*key, assignees)
            for activity in own:
                user = users[activity]
                follow_ups.append((activity, self, user, days[user or self.env.user]))
        return follow_ups

    def _get_base(self, activity, document, user):
        """Return the day that the delay starts, and whose public holidays apply.

        The completion has its day where the next assignee is, also if a colleague on
        the other side of the world completed it.
        """
        company = get_company(document) or self.env.company
        if self.delay_from == "deadline":
            return activity.date_deadline, company
        return self._get_day_of(user, activity.done_at), company

    def _get_due_days(self, base, company, users):
        """Return when the follow-up is due for each assignee: from today on.

        The deadline, or the completion, can be long ago. A completion never fails for
        lack of working days, or because the date is out of range: the delay is dropped
        instead.

        :rtype: dict[res.users, date]
        """
        try:
            due_dates = self._get_due_dates(base, users, company)
        except (OverflowError, ValueError):
            due_dates = {}
        return {
            user: max(due_dates.get((self, user)) or base, self._get_day_of(user))
            for user in users
        }

    def _get_responsibles(self, activities, documents):
        """Return the assignee of the follow-up to each activity.

        If the assignee can't open the document, the user who completed the activity
        gets it instead: that reveals nothing new, and nothing gets lost.

        :param dict documents: see :meth:`mail.activity._get_documents`
        :rtype: dict[mail.activity, res.users]
        """
        users = {
            activity: self._get_responsible(activity, documents[activity])
            for activity in activities
        }
        for user, own in activities.grouped(users.get).items():
            others = own.filtered(lambda act, user=user: act.user_id != user)
            for model, theirs in (
                others.filtered("res_model").grouped("res_model").items()
            ):
                records = self.env[model].browse(theirs.mapped("res_id"))
                readable = set(user._filter_openable(records).ids)
                for activity in theirs:
                    if activity.res_id not in readable:
                        completer = self._filter_active(activity.done_by_id)
                        users[activity] = completer or activity.user_id
        return users

    def _get_responsible(self, activity, document):
        """Hook: return the assignee of a follow-up, whatever their access."""
        if not activity.res_model:
            return activity.user_id  # not on a record, so it's private
        found = {
            "same": activity.user_id,
            "record_user": self._get_record_user(document),
            "team_leader": self._get_team_leader(document),
            "completer": activity.done_by_id,
            "user": self.responsible_id,
        }[self.responsible_type]
        for user in (found, activity.user_id, activity.done_by_id):
            if self._filter_active(user):
                return user
        return user.browse()

    def _filter_active(self, users):
        """Return the users who aren't archived; the system user is."""
        return users.filtered(lambda user: user.sudo().active)

    # ------------------------------------------------------------
    # Follow-ups as values
    # ------------------------------------------------------------

    def _prepare_activity_values(self, activity, user, deadline):
        """Hook: return the values of the follow-up to an activity.

        :param mail.activity activity: the completed one
        :param res.users user: the assignee
        :param date deadline: when it is due
        """
        self.ensure_one()
        followed_by = self.next_type_id
        return {
            "activity_type_id": followed_by.id,
            "date_deadline": deadline,
            "next_step_id": self._origin.id,
            "note": followed_by.default_note if is_html_empty(self.note) else self.note,
            "summary": self.summary or followed_by.summary,
            "user_id": user.id,
            **activity._prepare_following_values(),
            **self._prepare_time_values(user, deadline),
        }

    def _prepare_suggestion(self, activity, user, deadline):
        """Return what this rule suggests after an activity, as plain data.

        :param mail.activity activity: the completed one
        :param res.users user: the assignee
        :param date deadline: when it is due
        :return: see :meth:`mail.activity._get_suggestions`
        """
        kind, plan = self.next_type_id, self.plan_id
        time = self._prepare_time_values(user, deadline)
        return {
            "next_step_id": self._origin.id,
            "previous_activity_id": activity.id,
            "activity_type_id": kind.id,
            "activity_type_name": kind.name or "",
            "icon": kind.icon or False,
            "plan_id": plan.id,
            "plan_name": plan.name or "",
            "plan_steps": len(plan.template_ids),
            "summary": self.summary or kind.summary or "",
            "date_deadline": fields.Date.to_string(deadline),
            "planned_start": fields.Datetime.to_string(time.get("planned_start")),
            "planned_duration": time.get("planned_duration", 0),
            **activity._prepare_suggested_user(user),
            **activity._prepare_suggested_document(),
        }

    # ------------------------------------------------------------
    # Deleting what rules use
    # ------------------------------------------------------------

    @api.model
    def _sudo_all(self):
        """Return this model as the superuser, who also finds archived rules."""
        return self.sudo().with_context(active_test=False)

    def _archive_unchecked(self):
        """Archive rules that lose what they name, past the checks.

        Nothing may stop Odoo from uninstalling an app, not even a cycle of Odoo's own
        settings that apply again without a rule. The rules show what they are missing.
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity_next_step SET active = FALSE WHERE id IN %s",
                self._ids,
            )
        )
        self.invalidate_recordset()
        self._clear_modes()

    @api.model
    def _check_unnamed(self, field_name, records):
        """Refuse to delete records that rules use, archived rules included."""
        rule, record = find_reference(self, field_name, records)
        if rule:
            raise UserError(
                self.env._(
                    "“%(name)s” is used in the next step “%(rule)s”. Change the next "
                    "step first, or archive “%(name)s”.",
                    name=record.name,
                    rule=rule.display_name,
                )
            )
