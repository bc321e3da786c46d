from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ..activity.client_values import (
    BadValueError,
    is_integer,
    is_text,
    parse_date,
    parse_datetime,
    parse_hours,
)
from ..activity.failures import try_each
from ..activity.records import browse_assignees
from .mail_activity_next_step import SUGGEST

HOURS_MAX = 24
# most next steps to add at once: each is checked on its own
SUGGESTIONS_MAX = 1_000


class MailActivity(models.Model):
    """Suggestions after a completion: sent to clients as plain data, and read back.

    In a class of its own because what clients send back can't be trusted.
    """

    _inherit = "mail.activity"

    # ------------------------------------------------------------
    # To clients
    # ------------------------------------------------------------

    def action_complete(
        self, outcome_id=False, feedback=False, attachment_ids=None, done_at=None
    ):
        """Complete these activities, and return what follows.

        :return: what ``super`` returns, plus ``created`` (those of the new activities
            that the user can read, as plain data) and ``suggestions``, see
            :meth:`_get_suggestions`
        """
        self._check_ids()
        self._check_level("write")
        suggesting = self.filtered(lambda act: act.activity_type_id._has_suggestions())
        result = super().action_complete(outcome_id, feedback, attachment_ids, done_at)
        # an administrator's rule created them, for whom and where the rule says
        created = self.browse(result["created_ids"])._filtered_access("read")
        return {
            **result,
            "created": [activity._prepare_created_data() for activity in created],
            "suggestions": suggesting._get_suggestions(),
        }

    def action_correct_outcome(self, outcome_id):
        """Correct outcomes, and return what follows.

        :return: what ``super`` returns, plus ``withdrawn_ids`` (activities that the
            wrong outcome brought, of those that the user could read),
            ``created_ids``, ``created`` and ``suggestions``, as in
            :meth:`action_complete`
        """
        self._check_named("action_correct_outcome")
        self._check_exist()
        self._check_level("write")
        before = {activity: activity.outcome_id for activity in self}
        followers = self._get_followers()
        known = followers.with_env(self.env)._filtered_access("read")
        result = super().action_correct_outcome(outcome_id)
        following = self._get_followers()
        created = (following - followers).with_env(self.env)
        return {
            **result,
            "withdrawn_ids": (known - following).ids,
            "created_ids": created.ids,
            "created": [
                activity._prepare_created_data()
                for activity in created._filtered_access("read")
            ],
            "suggestions": self.filtered(
                lambda act: act.activity_type_id._has_suggestions()
            )._get_suggestions(before),
        }

    def action_feedback_schedule_next(self, *args, **kwargs):
        """Show what the rules suggest; Odoo's form stays available for the rest."""
        self._check_ids()
        self._check_level("write")
        # before Odoo deletes activities whose document is gone
        ruled = self.filtered(
            lambda activity: activity.activity_type_id._get_next_modes()
        )
        action = super().action_feedback_schedule_next(*args, **kwargs)
        suggestions = ruled._get_suggestions()
        if not suggestions:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.next_steps",
            "params": {"suggestions": suggestions, "next": action},
        }

    def _get_suggestions(self, before=None):
        """Return what is suggested to the current user after these done activities.

        Leaves out what the user couldn't add unchanged. The completion doesn't fail,
        whatever goes wrong here.

        :param dict before: the outcomes that these had before a correction
        :return: one for each activity and rule, in order: ``next_step_id`` (int, or
            False for what Odoo's settings suggest), ``previous_activity_id`` (int),
            ``activity_type_id`` (int or False), ``activity_type_name`` (str), ``icon``
            (str or False), ``plan_id`` (int or False), ``plan_name`` (str),
            ``plan_steps`` (int), ``summary`` (str), ``date_deadline`` (str),
            ``planned_start`` (str in UTC, or False), ``planned_duration`` (hours),
            ``user_id`` (int or False), ``user_name`` (str), ``res_model`` (str or
            False), ``res_id`` (int) and ``res_name`` (str)
        :rtype: list[dict]
        """
        results, errors = try_each(
            self.env, self, lambda completed: completed._prepare_suggestions(before)
        )
        self._log_failures(
            errors,
            lambda activity, reason: self.env._(
                "What follows “%(activity)s” couldn't be suggested: %(reason)s",
                activity=activity.display_name,
                reason=reason,
            ),
            self.env._("What follows an activity couldn't be suggested."),
        )
        return [each for _completed, suggestions in results for each in suggestions]

    def _prepare_suggestions(self, before):
        # Odoo deletes activities whose document is gone
        continuable = self.exists()._filtered_continuable()
        settled = continuable._get_settled_sources(before) if before else frozenset()
        follow_ups = continuable._get_follow_ups(SUGGEST, settled)
        refused = continuable._get_refused_launches(follow_ups)
        return [
            rule._prepare_suggestion(activity, user, deadline)
            for activity, rule, user, deadline in follow_ups
            if (activity, rule) not in refused
        ]

    def _get_refused_launches(self, follow_ups):
        """Return the plans that can't be added, as pairs of activity and rule.

        Plans of another company, or with steps for a user who can't open the record.
        """
        refused = set()
        for plan, records, values, kwargs in self.sudo()._get_plan_launches(follow_ups):
            for res_id in plan._get_launch_refusals(
                records, kwargs["responsible"], kwargs["plan_date"]
            ):
                rule_id = values[res_id]["next_step_id"]
                activity_id = values[res_id]["previous_activity_id"]
                refused.add((activity_id, rule_id))
        return {
            follow_up[:2]
            for follow_up in follow_ups
            if (follow_up[0].id, follow_up[1]._origin.id) in refused
        }

    def _filtered_continuable(self):
        """Return the activities whose document the user can add another one to."""
        allowed = self.filtered(lambda activity: not activity.res_model)
        for model, own in self.filtered("res_model").grouped("res_model").items():
            documents = self.env["mail.message"]._filter_records_for_message_operation(
                model, own.mapped("res_id"), "create"
            )
            ids = set(documents.ids)
            allowed |= own.filtered(lambda activity, ids=ids: activity.res_id in ids)
        return self & allowed

    def _prepare_created_data(self):
        """Return what a completion created, as plain data."""
        kind = self.activity_type_id
        return {
            "id": self.id,
            "next_step_id": self.next_step_id.id,
            "previous_activity_id": self.previous_activity_id.id,
            "activity_type_id": kind.id,
            "activity_type_name": kind.name or "",
            "plan_id": self.plan_id.id,
            "summary": self.summary or "",
            "date_deadline": fields.Date.to_string(self.date_deadline),
            "planned_start": fields.Datetime.to_string(self.planned_start),
            "planned_duration": self.planned_duration,
            **self._prepare_suggested_user(self.user_id),
            **self._prepare_suggested_document(),
        }

    @api.model
    def _prepare_suggested_user(self, user):
        return {"user_id": user.id, "user_name": user.sudo().name or ""}

    def _prepare_suggested_document(self):
        return {
            "res_model": self.res_model or False,
            "res_id": self.res_id or False,
            "res_name": self.res_name or "",
        }

    # ------------------------------------------------------------
    # Adding what was suggested
    # ------------------------------------------------------------

    def add_next_steps(self, suggestions=None):
        """Create what was suggested after completed activities, all of it or nothing.

        As the current user, who needs access to create each activity. Clients may name
        the completed activities, or leave them out: what they send first, as the ids of
        any method, is the list of suggestions then.

        :param list[dict] suggestions: as :meth:`action_complete` returned them, at most
            1,000; the summary, the deadline, the planned time and duration, and the
            assignee can be changed; if the deadline and the planned time differ, the
            time wins
        :return: ``created_ids`` (activities)
        :rtype: dict[str, list[int]]
        :raise ValidationError: one of them was already added, isn't suggested (any
            more), or has an invalid value
        :raise AccessError: the user can't create one of them
        """
        if suggestions is None:
            suggestions = self._ids
        # without the view's defaults, which aren't meant for these activities
        own = self.browse().with_env(self.env(context=clean_context(self.env.context)))
        return own._add_next_steps(own._check_list(suggestions))

    def _add_next_steps(self, suggestions):
        offered = self._read_completed(suggestions)._get_next_steps(SUGGEST)
        browse_assignees(self.env, [each.get("user_id") for each in suggestions])
        accepted = [self._read_suggestion(each, offered) for each in suggestions]
        self._check_not_made(accepted)
        singles = [each for each in accepted if not each["rule"].plan_id]
        created = self._create_next_activities(
            [self._prepare_accepted_values(each) for each in singles]
        )
        follow_ups = [
            (each["previous"], each["rule"], each["user"], each["day"])
            for each in accepted
            if each["rule"].plan_id
        ]
        for plan, records, values, kwargs in self._get_plan_launches(follow_ups):
            created |= self._launch_accepted(plan, records, kwargs, values)
        edited = self._get_edited_sources(accepted, offered)
        created.filtered(lambda it: it._get_source() in edited)._mark_touched()
        return {"created_ids": created.ids}

    def _get_edited_sources(self, accepted, offered):
        """Return where the activities come from that the user edited before adding.

        :param list[dict] accepted: see :meth:`_read_suggestion`
        :param dict offered: the rules that apply, by completed activity
        :return: see :meth:`_get_pending_sources`
        :rtype: set[tuple]
        """
        by_rule = defaultdict(self.browse)
        for each in accepted:
            by_rule[each["rule"]] |= each["previous"]
        unchanged = {
            (activity, rule): self._read_suggestion(
                rule._prepare_suggestion(activity, user, deadline), offered
            )
            for rule, activities in by_rule.items()
            for activity, _rule, user, deadline in rule._get_follow_ups(activities)
        }
        return {
            (each["previous"], each["rule"]._get_source())
            for each in accepted
            if each != unchanged.get((each["previous"], each["rule"]))
        }

    def _check_not_made(self, accepted):
        """Refuse what was already added, even by another click at the same time.

        The UPDATE makes them collide, see ``models/activity/__init__.py``: on retry,
        the second one finds the activity of the first.
        """
        previous = self.browse().union(*(each["previous"] for each in accepted))
        if not previous:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET active = active WHERE id IN %s", previous._ids
            )
        )
        made = previous._get_pending_sources()
        for each in accepted:
            pair = (each["previous"], each["rule"]._get_source())
            if pair in made:
                raise ValidationError(
                    self.env._(
                        "“%(step)s” was already added after “%(activity)s”.",
                        step=each["rule"]._get_step_label(),
                        activity=each["previous"].display_name,
                    )
                )
            made.add(pair)

    def _prepare_accepted_values(self, accepted):
        """Return the values of an activity, as the user edited them."""
        values = accepted["rule"]._prepare_activity_values(
            accepted["previous"], accepted["user"], accepted["day"]
        )
        if accepted["start"]:
            values["planned_duration"] = accepted["hours"]
        return {
            **values,
            "planned_start": accepted["start"],
            "summary": accepted["summary"],
        }

    def _launch_accepted(self, plan, records, kwargs, values):
        """Launch a plan on all records, or refuse it: the user can fix the problem.

        :raise ValidationError: with the reasons
        """
        launched = plan._schedule_on(records, **kwargs, values=values)
        left = records - records.browse(launched.mapped("res_id"))
        if left:
            refusals = plan._get_launch_refusals(
                left, kwargs["responsible"], kwargs["plan_date"]
            )
            raise ValidationError("\n".join(refusals.values()))
        return launched

    # ------------------------------------------------------------
    # From clients
    # ------------------------------------------------------------

    @api.model
    def _check_suggestions(self, suggestions):
        """Refuse what isn't a list of suggestions, whatever is in these.

        :raise ValidationError: it isn't one
        """
        if not isinstance(suggestions, list | tuple) or not all(
            isinstance(each, dict) for each in suggestions
        ):
            raise ValidationError(
                self.env._(
                    "Next steps must be a list, as returned when the activity was "
                    "completed."
                )
            )

    @api.model
    def _check_list(self, suggestions):
        self._check_suggestions(suggestions)
        if len(suggestions) > SUGGESTIONS_MAX:
            raise ValidationError(
                self.env._(
                    "You can add at most %(limit)s next steps at once. Choose fewer.",
                    limit=SUGGESTIONS_MAX,
                )
            )
        return suggestions

    def _read_completed(self, suggestions):
        """Return the completed activities of suggestions, or refuse invalid ones."""
        ids = [suggestion.get("previous_activity_id") for suggestion in suggestions]
        if not all(id_ and is_integer(id_) for id_ in ids):
            raise ValidationError(self._get_gone_error())
        done = self.browse(dict.fromkeys(ids))
        done._check_exist()
        done.check_access("read")
        for activity in done:
            if activity.active or activity.cancelled_at:
                raise self._get_not_done_error(activity)
        return done

    def _get_not_done_error(self, activity):
        return ValidationError(
            self.env._(
                "“%(activity)s” is no longer done, so nothing follows it. Complete it "
                "first.",
                activity=activity.display_name,
            )
        )

    def _read_suggestion(self, suggestion, offered):
        """Return a suggestion as records, dates and other values.

        What was suggested on an earlier day is due today, not overdue.

        :param dict suggestion: what the client sent
        :param dict offered: the rules that apply, by completed activity
        :rtype: dict
        """
        previous = self.browse(suggestion["previous_activity_id"])
        rule = self._find_rule(suggestion, offered.get(previous, ()))
        user = self.env["res.users"].browse(suggestion.get("user_id") or False)
        today = rule._get_day_of(user)
        day = self._read_moment(parse_date, suggestion, "date_deadline")
        start = self._read_moment(parse_datetime, suggestion, "planned_start")
        if start and rule._get_day_of(user, start) < today:
            start = self._get_moment_on(today, start, rule._get_zone_of(user))
        return {
            "previous": previous,
            "rule": rule,
            "user": user,
            "day": max(day or today, today),
            "start": start,
            "hours": self._read_hours(suggestion, "planned_duration"),
            "summary": self._read_summary(suggestion.get("summary")),
        }

    def _find_rule(self, suggestion, rules):
        """Return the rule of a suggestion, or Odoo's setting expressed as one."""
        rule_id = suggestion.get("next_step_id") or False
        type_id = suggestion.get("activity_type_id")
        for rule in rules:
            is_target = rule_id or rule.next_type_id.id == type_id
            if rule._origin.id == rule_id and is_target:
                return rule
        raise ValidationError(self._get_gone_error())

    def _get_gone_error(self):
        return self.env._(
            "This next step is no longer suggested. Close the dialog, and schedule an "
            "activity instead."
        )

    def _read_moment(self, parse, suggestion, name):
        """Return a date, or a moment in UTC, written as the server writes them.

        :param callable parse: ``parse_date`` or ``parse_datetime``
        """
        try:
            return parse(name, suggestion.get(name) or None)
        except BadValueError as error:
            raise ValidationError(
                self.env._(
                    "“%(value)s” isn't a valid date. Use 2026-12-31, or 2026-12-31 "
                    "14:30:00 (UTC) for a time.",
                    value=error.value,
                )
            ) from error

    def _read_hours(self, suggestion, name):
        try:
            return parse_hours(name, suggestion.get(name) or None, HOURS_MAX)
        except BadValueError as error:
            raise ValidationError(
                self.env._(
                    "The duration must be between 0 and %(limit)s hours.",
                    limit=HOURS_MAX,
                )
            ) from error

    def _read_summary(self, summary):
        if summary and not is_text(summary):
            raise ValidationError(self.env._("The summary must be plain text."))
        return summary or False
