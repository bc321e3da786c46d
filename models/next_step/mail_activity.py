from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query
from odoo.tools.misc import clean_context

from odoo.addons.mail.tools.discuss import Store

from ..activity.client_values import is_integer
from ..activity.failures import try_completely, try_each
from ..activity.mail_activity import TRACE
from ..activity.records import check_single
from ..activity.source import FETCHING, SOURCE, is_fetching, is_triggering
from ..outcome.mail_activity import OUTCOMES
from .mail_activity_next_step import (
    ANY,
    CREATE,
    DEAL_STATE_OF,
    DEALS,
    SUGGEST,
    TRIGGER,
)

# completions within this time have the same moment, see ``fields.Datetime.now``
MOMENT = timedelta(seconds=1)
PREVIOUS = "previous_activity"  # alias in queries


class AboutPrevious(fields.Many2one):
    """A link that says something of the activity that another one follows.

    For users whom the other activity is hidden from, there is no link at all, neither
    in values nor in queries. The cache has it: it is the superuser's, too.
    """

    def _is_hidden(self, record, value):
        """Return whether the user isn't to know a value of the cache."""
        return not record.env.su and record.sudo().has_hidden_previous

    def convert_to_record(self, value, record):
        if value is not None and len(record) == 1 and self._is_hidden(record, value):
            value = None
        return super().convert_to_record(value, record)

    def convert_to_record_multi(self, values, records):
        values = [
            None if value is not None and self._is_hidden(record, value) else value
            for value, record in zip(values, records, strict=True)
        ]
        return super().convert_to_record_multi(values, records)

    def to_sql(self, model, alias):
        link = super().to_sql(model, alias)
        if model._get_level_domain().is_true() or is_fetching(model.env.context):
            return link
        previous_id = SQL.identifier(alias, "previous_activity_id")
        query = Query(model.env, PREVIOUS, SQL.identifier(model._table))
        query.add_where(SQL("%s = %s", SQL.identifier(PREVIOUS, "id"), previous_id))
        query.add_where(model._get_level_condition(PREVIOUS))
        return SQL(
            "(CASE WHEN %s IS NULL OR EXISTS %s THEN %s END)",
            previous_id,
            query.subselect(),
            link,
            to_flush=model._fields["previous_activity_id"],
        )


class NamedIfReadable(AboutPrevious):
    """The other activity itself, named only to users who can read it.

    Odoo names linked records to everyone who can read the link. For lists and forms,
    groups and orders, see ``_web_read_group_groupby_formatter`` and its neighbors.
    """

    def _is_hidden(self, record, value):
        return record._hides_previous(value)

    def convert_to_read(self, value, record, use_display_name=True):
        if not value or not use_display_name or record.env.su:
            return super().convert_to_read(value, record, use_display_name)
        # computed for all records that are read together
        if record.follows_label or not value.sudo().display_name:
            return super().convert_to_read(value, record, use_display_name)
        return value.id, record._get_hidden_name()


class ChainingType(fields.Selection):
    """Odoo's related field, except where Odoo must not trigger an activity by itself.

    That is after a type with rules, and where this addon does it. It stays related, so
    that grouping, searching and clients work as before.
    """

    def _compute_related(self, records):
        result = super()._compute_related(records)
        triggers_itself = is_triggering(records.env.context)
        for record in records:
            if triggers_itself or record.activity_type_id._get_next_modes():
                record[self.name] = SUGGEST
        return result


class MailActivity(models.Model):
    """What follows a completion: from the rules of its type, or Odoo's settings.

    Automatic follow-ups are created with the completion, as the system. Suggestions
    are in ``mail_activity_suggestion.py``.
    """

    _inherit = "mail.activity"

    previous_activity_id = NamedIfReadable(
        "mail.activity",
        "Follows",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        prefetch=TRACE,
        help="The activity whose completion created this one.",
    )
    chaining_type = ChainingType(depends_context=(SOURCE,))
    previous_activity_type_id = AboutPrevious(
        copy=False, export_string_translation=False
    )
    next_step_id = AboutPrevious(
        "mail.activity.next.step",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        prefetch=TRACE,
        help="The rule that suggested or created the activity.",
    )
    follows_label = fields.Char("Follows Activity", compute="_compute_follows_label")
    # for the link above: to users, it would say that there is something
    has_hidden_previous = fields.Boolean(
        compute="_compute_has_hidden_previous", groups=fields.NO_ACCESS
    )

    @api.depends_context("lang", "uid")
    @api.depends("previous_activity_id")
    def _compute_follows_label(self):
        """Name the activity that this one follows, if the user can read it."""
        readable = self.previous_activity_id._filtered_access("read")
        for activity in self:
            previous = activity.previous_activity_id & readable
            names = (previous.display_name, previous.outcome_id.name)
            activity.follows_label = ", ".join(filter(None, names)) if previous else ""

    @api.depends_context("uid")
    @api.depends("previous_activity_id")
    def _compute_has_hidden_previous(self):
        """Ask the database: reading the link would ask this."""
        activities = self.sudo(False)._origin
        hidden = ()
        if activities and not activities._get_level_domain().is_true():
            hidden = activities._find_with_hidden_previous()
        for activity in self:
            activity.has_hidden_previous = activity._origin.id in hidden

    def _hides_previous(self, previous_id):
        """Return whether the user isn't to know that this follows another one.

        In a form, it can be any id that a client sends.

        :param int previous_id: the other one
        """
        if self.env.su:
            return False
        if self.id or not is_integer(previous_id):
            return self.sudo().has_hidden_previous
        limited = not self._get_level_domain().is_true()
        return limited and not self.browse(previous_id).exists()

    def _find_with_hidden_previous(self):
        """Return the ids of those of these that follow a hidden activity."""
        self.flush_model(["previous_activity_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT activity.id
                  FROM mail_activity activity
                  JOIN mail_activity %(previous)s
                    ON %(previous)s.id = activity.previous_activity_id
                 WHERE activity.id IN %(ids)s AND %(is_known)s IS NOT TRUE
                """,
                ids=self._ids,
                is_known=self._get_level_condition(PREVIOUS),
                previous=SQL.identifier(PREVIOUS),
            )
        )
        return [id_ for (id_,) in rows]

    def _fetch_query(self, query, fields):
        """Fetch links as they are, for everyone; reading and searching hide some."""
        if self._get_level_domain().is_true():
            return super()._fetch_query(query, fields)
        raw = self.with_context(**{SOURCE: FETCHING})
        fetched = super(MailActivity, raw)._fetch_query(query, fields)
        return fetched.with_env(self.env)

    # ------------------------------------------------------------
    # Naming what an activity follows
    # ------------------------------------------------------------

    @api.model
    def _get_hidden_name(self):
        """Return what is shown for an activity that the user can't read."""
        return self.env._("An activity you don't have access to")

    @api.readonly
    def web_read(self, specification):
        """Name what these follow only if the user can read it."""
        values_list = super().web_read(specification)
        named = (specification.get("previous_activity_id") or {}).get("fields") or {}
        if "display_name" in named and not self.env.su:
            hidden = self.previous_activity_id._origin._filter_hidden()
            for values in values_list:
                previous = values["previous_activity_id"]
                if previous and previous["id"] in hidden._ids:
                    previous["display_name"] = self._get_hidden_name()
        return values_list

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Label groups by what activities follow only if the user can read it."""
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != "previous_activity_id" or self.env.su:
            return formatter
        hidden = self.union(*filter(None, values))._filter_hidden()

        def format_if_readable(value):
            label, domain = formatter(value)
            if value and value in hidden:
                label = (value.id, self._get_hidden_name())
            return label, domain

        return format_if_readable

    @api.model
    def _read_group_format_result(self, rows_dict, lazy_groupby):
        """Do the same for Odoo's older method, which clients can still call."""
        super()._read_group_format_result(rows_dict, lazy_groupby)
        if "previous_activity_id" not in lazy_groupby or self.env.su:
            return
        rows = [row for row in rows_dict if row["previous_activity_id"]]
        ids = [row["previous_activity_id"][0] for row in rows]
        hidden = self.browse(ids)._filter_hidden()
        for row in rows:
            if row["previous_activity_id"][0] in hidden._ids:
                name = self._get_hidden_name()
                row["previous_activity_id"] = (row["previous_activity_id"][0], name)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort by the id of what activities follow: its deadline might be hidden."""
        if field_name == "previous_activity_id" and not self.env.su:
            field_name = "previous_activity_id.id"
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _filter_hidden(self):
        """Return those of these activities that the user can't read."""
        return self - self._filtered_access("read")

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    @api.model
    def _flow_prepare_create(self, vals_list):
        """Refuse to follow an activity the user can't read: its name would show.

        Before the database refuses one that doesn't exist, in other words.
        """
        ids = [vals.get("previous_activity_id") for vals in vals_list]
        self.browse(filter(None, ids)).check_access("read")
        return super()._flow_prepare_create(vals_list)

    def _flow_check_created(self):
        for activity in self.filtered(lambda activity: activity.origin == "next_step"):
            if activity.previous_activity_id.active and not self.env.su:
                raise activity._get_not_done_error(activity.previous_activity_id)
        super()._flow_check_created()

    def _flow_check_rights(self, vals):
        """Refuse to follow an activity the user can't read: its name would show."""
        super()._flow_check_rights(vals)
        if vals.get("previous_activity_id"):
            self.browse(vals["previous_activity_id"]).check_access("read")

    @api.model
    def _flow_source_fields(self):
        return super()._flow_source_fields() | {"next_step_id", "previous_activity_id"}

    def _flow_completion_values(self):
        """Record a moment after all earlier attempts, even those of the same second.

        What is completed together has the same moment.
        """
        values = super()._flow_completion_values()
        counted = self.filtered(
            lambda activity: activity.activity_type_id._counts_attempts()
        )
        if counted:
            counted._touch_attempts()
            values["done_at"] = counted._get_next_moment(values["done_at"])
        return values

    def _flow_after_close(self):
        """Create what follows; every way to complete ends here."""
        super()._flow_after_close()
        if not self.env.context.get("mail_activity_automation_skip"):
            self._create_next_steps()

    def _flow_after_reopen(self):
        """Delete the untouched activities that the completion created.

        As the superuser: a user who can undo a completion undoes all of it, no matter
        who the follow-ups are assigned to. With Outcomes off, only those from next
        steps are withdrawn: Odoo keeps the activities that it triggers.
        """
        super()._flow_after_reopen()
        domain = Domain("previous_activity_id", "in", self.ids)
        if not self._has_outcomes():
            if not self._expects_suggestions():
                return
            domain &= Domain("origin", "=", "next_step")
        domain &= Domain("is_untouched", "=", True)
        self._sudo_open().search(domain)._filtered_untouched().unlink()

    def _flow_after_correct(self, before):
        """Withdraw what only the wrong outcomes brought, and create what is missing.

        As if the right one had been chosen at first: what both bring stays as it is,
        and nothing comes back that someone completed, cancelled or deleted since.
        """
        super()._flow_after_correct(before)
        ruled = self.filtered(
            lambda activity: activity.activity_type_id._get_next_modes()
        )
        if not ruled:
            return
        counted = ruled.filtered(lambda act: act.activity_type_id._counts_attempts())
        if counted:
            counted._touch_attempts()
        applying = ruled._get_rules()
        settled = ruled._get_settled_sources(before)
        followers = ruled._get_followers()
        wrong = followers.filtered(
            lambda follower: (
                follower.next_step_id
                and follower.next_step_id not in applying[follower.previous_activity_id]
            )
        )
        wrong._filtered_untouched().unlink()
        ruled._create_next_steps(settled)

    def _get_settled_sources(self, before):
        """Return where follow-ups come from that a correction doesn't bring again.

        :param dict before: the outcomes that these had
        :return: see :meth:`_get_pending_sources`
        :rtype: set[tuple]
        """
        settled = {
            (activity, rule._get_source())
            for activity, rules in self._get_rules(before).items()
            for rule in rules
        }
        closed = self.sudo().with_context(active_test=False)
        closed = closed.search(
            self._get_known_followers_domain() & Domain("active", "=", False)
        )
        return settled | {follower._get_source() for follower in closed}

    def _flow_filter_creating(self):
        return super()._flow_filter_creating() | self.filtered(
            lambda activity: CREATE in activity.activity_type_id._get_next_modes()
        )

    def _flow_get_created(self):
        """Return the open activities that rules created after these."""
        created = super()._flow_get_created()
        if not self:
            return created
        followers = self._get_followers().sorted("id")
        return created | followers.filtered(
            lambda activity: activity.next_step_id.mode == CREATE
        )

    def _flow_filter_triggering(self):
        """Take over from Odoo, which would let its failure block the completion."""
        triggering = super()._flow_filter_triggering()
        if not self._flow_keeps_trace():
            return triggering
        return triggering | self.filtered(
            lambda activity: activity.chaining_type == TRIGGER
        )

    def _flow_trigger(self):
        """Create what Odoo would, as the user who completed these."""
        triggered = super()._flow_trigger()
        results, errors = try_each(
            self.env, self, lambda completed: completed._create_triggered()
        )
        self._log_not_created(errors)
        return triggered.union(*(created for _completed, created in results))

    def _flow_store_fields(self):
        """Let the web client show what an activity follows."""
        store_fields = super()._flow_store_fields()
        if self._expects_suggestions():
            store_fields.append(
                Store.Attr("follows", lambda activity: activity._get_follows())
            )
        return store_fields

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        """Clear the cached modes: without Outcomes, fewer rules are in force."""
        super()._flow_on_switch(switch, switched_on)
        if switch == OUTCOMES:
            self.env["mail.activity.next.step"]._clear_modes()

    @api.model
    def _flow_session_info(self):
        expects = self._expects_suggestions()
        return {**super()._flow_session_info(), "activity_next_steps": expects}

    @api.model
    def _expects_suggestions(self):
        """Return whether the web client has to expect suggestions at all.

        With every switch off and no rules, it behaves like Odoo's own.
        """
        rules = self.env["mail.activity.next.step"]
        return self._flow_keeps_trace() or bool(rules._get_modes_by_type())

    # ------------------------------------------------------------
    # What an activity follows
    # ------------------------------------------------------------

    @api.readonly
    def action_open_previous(self):
        """Open the activity that this one follows.

        :rtype: dict, an action; False if there is none
        """
        check_single(self)
        previous = self.previous_activity_id
        return bool(previous) and previous.action_open_activity()

    def _get_follows(self):
        name = self.follows_label
        return bool(name) and {"id": self.previous_activity_id.id, "name": name}

    def _prepare_next_activity_values(self):
        """Link what Odoo triggers, and say so: who completes creates none by hand."""
        values = super()._prepare_next_activity_values()
        return {**values, "origin": "triggered", "previous_activity_id": self.id}

    def _prepare_following_values(self):
        """Return the values that a follow-up takes over from this activity."""
        return {
            "automated": False,
            "origin": "next_step",
            "previous_activity_id": self.id,
            "previous_activity_type_id": self.activity_type_id.id,
            "res_id": self.res_id,
            "res_model_id": self.res_model_id.id,
        }

    # ------------------------------------------------------------
    # Creating what follows
    # ------------------------------------------------------------

    def _create_next_steps(self, settled=frozenset()):
        """Create what the rules say, as the system: an administrator decided on it.

        Without the view's defaults, which aren't meant for these activities. A
        completion never fails because of what follows, whatever goes wrong: it may
        depend on other addons, and on what was changed since.

        :param settled: see :meth:`_get_follow_ups`
        """
        creating = self._flow_filter_creating()
        if not creating:
            return
        system_env = self.env(context=clean_context(self.env.context), su=True)
        results, errors = try_each(
            self.env,
            creating,
            lambda completed: completed._create_each(
                completed.with_env(system_env), settled
            ),
        )
        for _completed, failed in results:
            errors += failed
        self._log_not_created(errors)

    def _create_triggered(self):
        """Create and return what Odoo's settings of the types say."""
        return self.create([activity._prepare_triggered_values() for activity in self])

    def _prepare_triggered_values(self):
        """Return Odoo's values, except that nothing is overdue from the start.

        Odoo counts from today; that is wrong if the completion is dated back.
        """
        values = self.with_context(
            activity_previous_deadline=self.date_deadline
        )._prepare_next_activity_values()
        user = self.env["res.users"].browse(values.get("user_id") or False)
        rules = self.env["mail.activity.next.step"]
        today, done = rules._get_day_of(user), rules._get_day_of(user, self.done_at)
        kind = self.env["mail.activity.type"].browse(values.get("activity_type_id"))
        deadline = fields.Date.to_date(values["date_deadline"])
        if done < today and kind.delay_from != "previous_activity":
            deadline = done + relativedelta(**{kind.delay_unit: kind.delay_count})
        return {**values, "date_deadline": max(deadline, today)}

    def _create_each(self, system, settled):
        """Create as much of what follows as possible.

        :param mail.activity system: these activities, as the system
        :param settled: see :meth:`_get_follow_ups`
        :return: why something wasn't created, with the activities that it would follow
        :rtype: list[tuple]
        """
        follow_ups = self._get_follow_ups(CREATE, settled)
        singles = [each for each in follow_ups if not each[1].plan_id]
        _created, failed = try_each(self.env, singles, system._create_single_steps)
        errors = [(each[0], error) for each, error in failed]
        for launch in system._get_plan_launches(follow_ups):
            errors += system._launch_next_plan(*launch)
        return errors

    def _create_single_steps(self, follow_ups):
        """Create single follow-ups, not plans, as the user of ``self``."""
        return self._create_next_activities(
            [
                rule._prepare_activity_values(activity, user, day)
                for activity, rule, user, day in follow_ups
            ]
        )

    @api.model
    def _create_next_activities(self, vals_list):
        """Create activities, and notify each assignee once, as a plan does.

        For a single activity, Odoo sends its own notification.
        """
        own = self._by_code()
        if len(vals_list) <= 1:
            return own.create(vals_list).with_env(self.env)
        quiet = own.with_context(mail_activity_quick_update=True)
        activities = quiet.create(vals_list).with_env(self.env)
        if not self.env.context.get("mail_activity_quick_update"):
            activities._notify_assignees(self.env._("Next steps"))
        return activities

    def _get_plan_launches(self, follow_ups):
        """Return the plans to launch, with the arguments to launch them with.

        As few launches as possible; a record that occurs twice takes two.

        :return: plan, records, values by record id, and the other arguments of
            ``_schedule_on``
        :rtype: list[tuple]
        """
        turns = Counter()
        launches = defaultdict(dict)
        for activity, rule, user, day in follow_ups:
            if rule.plan_id:
                turns[rule, activity.res_model, activity.res_id] += 1
                turn = turns[rule, activity.res_model, activity.res_id]
                key = (rule, user, day, activity.res_model, turn)
                launches[key][activity.res_id] = {
                    "next_step_id": rule.id,
                    "previous_activity_id": activity.id,
                    "previous_activity_type_id": activity.activity_type_id.id,
                }
        return [
            (
                rule.plan_id.with_env(self.env),
                self.env[model].browse(values),
                values,
                {"plan_date": day, "responsible": user, "origin": "next_step"},
            )
            for (rule, user, day, model, _turn), values in launches.items()
        ]

    def _launch_next_plan(self, plan, records, values, kwargs):
        """Launch a plan on as many records as possible.

        :return: why it couldn't be launched, with the activities that it would follow
        :rtype: list[tuple]
        """

        def launch(part):
            refusals = plan._get_launch_refusals(
                part, kwargs["responsible"], kwargs["plan_date"]
            )
            served = part.filtered(lambda record: record.id not in refusals)
            if served:
                plan._schedule_on(served, **kwargs, values=values)
            return refusals

        results, errors = try_each(self.env, records, launch)
        reasons = {record.id: error for record, error in errors}
        for _part, refusals in results:
            reasons.update(refusals)
        return [
            (self.browse(values[res_id]["previous_activity_id"]), reason)
            for res_id, reason in reasons.items()
        ]

    def _log_not_created(self, errors):
        """Log in the chatter which follow-ups couldn't be created, and why.

        :param list[tuple] errors: completed activities with the reasons
        """
        self._log_failures(
            errors,
            lambda activity, reason: self.env._(
                "What follows “%(activity)s” couldn't be created: %(reason)s",
                activity=activity.display_name,
                reason=reason,
            ),
            self.env._("What follows an activity couldn't be created."),
        )

    def _log_failures(self, errors, get_text, quiet_text):
        """Log in the chatter what completions couldn't lead to; that never fails.

        :param list[tuple] errors: completed activities with the reasons
        :param callable get_text: returns the line for an activity and a reason
        :param str quiet_text: the line for those that are kept quiet
        """
        if not errors:
            return
        reasons = defaultdict(dict)
        for activity, reason in errors:
            reasons[activity.sudo()][reason] = True
        activities = self.sudo().browse().concat(*reasons)
        try_completely(
            self.env,
            lambda: activities._log_on_documents(
                {
                    activity: get_text(activity, " ".join(texts))
                    for activity, texts in reasons.items()
                },
                quiet_text,
            ),
        )

    # ------------------------------------------------------------
    # Follow-ups, and which of them are still open
    # ------------------------------------------------------------

    def _get_follow_ups(self, mode, settled=frozenset()):
        """Return the follow-ups that rules give these done activities, in order.

        A follow-up that is still open isn't made again: the activity was reopened and
        its follow-up kept.

        :param str mode: ``suggest`` or ``create``
        :param settled: which others to leave out, see :meth:`_get_settled_sources`
        :return: see :meth:`mail.activity.next.step._get_follow_ups`
        :rtype: list[tuple]
        """
        order = {}
        by_rule = {}
        for activity, rules in self._get_next_steps(mode).items():
            for rule in rules:
                order[activity, rule] = len(order)
                by_rule[rule] = by_rule.get(rule, self.browse()) | activity
        if not order:
            return []
        made = self._get_pending_sources() | settled
        found = [
            follow_up
            for rule, activities in by_rule.items()
            for follow_up in rule._get_follow_ups(activities)
            if (follow_up[0], follow_up[1]._get_source()) not in made
        ]
        return sorted(found, key=lambda follow_up: order[follow_up[:2]])

    def _get_pending_sources(self):
        """Return where the open follow-ups of these activities come from.

        Those that the user isn't to know of don't count: what is suggested, or created,
        would tell of them.

        :return: pairs of the completed activity and the source of its follow-up, see
            :meth:`mail.activity.next.step._get_source`
        :rtype: set[tuple]
        """
        followers = self._sudo_open().search(self._get_known_followers_domain())
        return {follower._get_source() for follower in followers}

    def _get_known_followers_domain(self):
        """Return the follow-ups that the user knows, wherever that is searched."""
        known = self.sudo(False)._get_level_domain()
        return self._get_followers_domain() & known

    def _get_source(self):
        """Return what this follows, and the rule or Odoo's suggestion it comes from."""
        return self.previous_activity_id, self.next_step_id or self.activity_type_id

    def _get_followers(self):
        """Return the open follow-ups that next steps led to, as the superuser."""
        return self._sudo_open().search(self._get_followers_domain())

    def _get_followers_domain(self):
        return Domain("previous_activity_id", "in", self.ids) & Domain(
            "origin", "=", "next_step"
        )

    # ------------------------------------------------------------
    # Which rules apply
    # ------------------------------------------------------------

    def _get_next_steps(self, mode):
        """Return the rules of a mode that apply to each of these, in order.

        :param str mode: ``suggest`` or ``create``
        :rtype: dict[mail.activity, mail.activity.next.step]
        """
        followed = self.filtered(
            lambda activity: (
                activity.activity_type_id._has_suggestions()
                if mode == SUGGEST
                else mode in activity.activity_type_id._get_next_modes()
            )
        )
        return {
            activity: rules.filtered(lambda rule: rule.mode == mode)
            for activity, rules in followed._get_rules().items()
        }

    def _get_rules(self, outcomes=None):
        """Return the rules that apply to each of these done activities, in order.

        Only the rules with the most specific condition that is met. Of conditions of
        the same kind, the one that waits for more attempts is more specific.

        :param dict outcomes: how they ended; by default, as is recorded
        :rtype: dict[mail.activity, mail.activity.next.step]
        """
        if not self:
            return {}
        rules = self.activity_type_id._get_next_step_rules()
        histories = self._get_histories(
            max(rules.mapped("min_attempts"), default=1), outcomes or {}
        )
        deal_states = {}
        if any(rule.deal_state != ANY for rule in rules):
            deal_states = self._get_deal_states()
        return {
            activity: rules._filtered_matching(
                activity, histories[activity], deal_states.get(activity)
            )
            for activity in self
        }

    def _get_deal_states(self):
        """Return how the deals of these stand, by activity; none for other records.

        As the superuser, as the assignee of an activity might not see the deal.

        :rtype: dict[mail.activity, str]
        """
        on_deals = self.filtered(lambda activity: activity.res_model == DEALS)
        deals = self.env[DEALS].sudo().browse(on_deals.mapped("res_id")).exists()
        states = {deal.id: DEAL_STATE_OF[deal.won_status] for deal in deals}
        return {activity: states.get(activity.res_id) for activity in on_deals}

    def _get_histories(self, length, outcomes):
        """Return how the last activities of the same type on the document ended.

        Every completion counts that others let the user know of: the number of the
        others would show in what follows. Whether the user can read them doesn't
        matter.

        :param int length: how many, at most
        :param dict outcomes: how these ended, where that isn't what is recorded
        :return: outcomes by activity, newest first, starting with the activity's own
        :rtype: dict[mail.activity, list[mail.activity.outcome]]
        """
        histories = {
            activity: [outcomes.get(activity, activity.outcome_id).sudo()]
            for activity in self
        }
        if length > 1:
            self.env["mail.activity"].flush_model()
            for id_, outcome_id in self.env.execute_query(
                self._get_history_sql(length)
            ):
                outcome = self.env["mail.activity.outcome"].sudo().browse(outcome_id)
                histories[self.browse(id_)].append(outcome)
        return histories

    def _get_history_sql(self, length):
        """Return a query of the attempts before each, the latest first.

        By the moment of completion; of those completed together, by deadline.
        """
        return SQL(
            """
            SELECT activity.id, earlier.outcome_id
              FROM mail_activity activity
             CROSS JOIN LATERAL (
                SELECT id, done_at, date_deadline, outcome_id
                  FROM mail_activity
                 WHERE res_model = activity.res_model
                   AND res_id = activity.res_id
                   AND activity_type_id = activity.activity_type_id
                   AND NOT active
                   AND cancelled_at IS NULL
                   AND %(known)s
                   AND (COALESCE(done_at, '-infinity'), date_deadline, id) < (
                       COALESCE(activity.done_at, '-infinity'),
                       activity.date_deadline,
                       activity.id)
                 ORDER BY done_at DESC NULLS LAST, date_deadline DESC, id DESC
                 LIMIT %(length)s
             ) earlier
             WHERE activity.id IN %(ids)s
             ORDER BY activity.id,
                   earlier.done_at DESC NULLS LAST,
                   earlier.date_deadline DESC,
                   earlier.id DESC
            """,
            length=length - 1,
            ids=self._ids,
            # also where code completes as the superuser: the user sees what follows
            known=self.sudo(False)._get_level_condition(self._table),
        )

    # ------------------------------------------------------------
    # One attempt after the other
    # ------------------------------------------------------------

    def _touch_attempts(self):
        """Make completions of the same type on the same document collide.

        At the same moment, each would count only what it sees, see
        ``models/activity/__init__.py``. They collide on the first activity of the type
        there. If it is new, others don't see it yet, and they collide on the document.
        """
        self.env["mail.activity"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE mail_activity
                   SET active = active
                 WHERE id IN (
                       SELECT MIN(attempt.id)
                         FROM mail_activity activity
                         JOIN mail_activity attempt
                        USING (res_model, res_id, activity_type_id)
                        WHERE activity.id IN %s
                        GROUP BY res_model, res_id, activity_type_id)
                RETURNING res_model, res_id, create_date
                """,
                self._ids,
            )
        )
        documents = defaultdict(list)
        for model, res_id, created_at in rows:
            if created_at == self.env.cr.now():
                documents[model].append(res_id)
        for model, ids in documents.items():
            self._touch_documents(model, ids)

    @api.model
    def _touch_documents(self, model_name, ids):
        model = self.env.get(model_name)
        if model is not None and model._auto and not model._abstract:
            table = SQL.identifier(model._table)
            ids = tuple(ids)
            self.env.cr.execute(SQL("UPDATE %s SET id = id WHERE id IN %s", table, ids))

    def _get_next_moment(self, now):
        """Return when these are completed: now, but after all attempts before.

        Dates have no fractions of a second elsewhere, so microseconds give the order.

        :param datetime now: without microseconds
        """
        [(latest,)] = self.env.execute_query(
            SQL(
                """
                SELECT MAX(earlier.done_at)
                  FROM mail_activity activity
                  JOIN mail_activity earlier
                 USING (res_model, res_id, activity_type_id)
                 WHERE activity.id IN %(ids)s
                   AND NOT earlier.active
                   AND earlier.done_at >= %(now)s
                   AND earlier.done_at < %(end)s
                   AND %(is_known)s
                """,
                ids=self._ids,
                # the order of what the user sees would tell of others
                is_known=self.sudo(False)._get_level_condition("earlier"),
                now=now,
                end=now + MOMENT,
            )
        )
        return latest + timedelta.resolution if latest else now
