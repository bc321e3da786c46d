from datetime import datetime, time, timedelta
from textwrap import shorten

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import ormcache
from odoo.tools.misc import clean_context

from odoo.addons.mail.tools.discuss import Store

from ..activity.client_values import (
    BadValueError,
    is_id,
    is_integer,
    is_text,
    parse_datetime,
)
from ..activity.records import check_named, check_single
from ..activity.remote_call import is_named
from ..planned_time.zones import get_moment_at

# the figures of documents depend on these
RECORDED_FIELDS = {"active", "cancelled_at", "done_at", "outcome_id", "res_id"}
OUTCOMES = "crm_activity_flow.group_activity_outcome"


class MailActivity(models.Model):
    """How an activity ended: the outcome, and the ways to complete with one.

    The rule is :meth:`_settle_outcome`, which the pipeline calls whenever an activity
    is closed. The ways to complete, for people and for programs, only lead there.
    """

    _inherit = "mail.activity"

    outcome_id = fields.Many2one(
        "mail.activity.outcome",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('activity_type_ids', '=', activity_type_id)]",
    )
    outcome_sentiment = fields.Selection(
        related="outcome_id.sentiment", string="Sentiment"
    )

    # the last outcomes of a document, newest first
    _document_outcome_idx = models.Index(
        "(res_model, res_id, done_at DESC NULLS LAST, id DESC)"
        " WHERE outcome_id IS NOT NULL"
    )
    # what a user chose last for a type, and what a user completed
    _done_by_idx = models.Index(
        "(done_by_id, activity_type_id, done_at DESC) WHERE done_by_id IS NOT NULL"
    )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def copy_data(self, default=None):
        """Don't copy that code created an activity: it didn't create the copy."""
        copies = super().copy_data(default)
        if self._has_outcomes() and "automated" not in (default or {}):
            for vals in copies:
                vals["automated"] = False
        return copies

    @api.model
    def _flow_prepare_create(self, vals_list):
        """Ignore defaults of ``automated``: they come from clients and users."""
        if self._has_outcomes():
            vals_list = [{"automated": False, **vals} for vals in vals_list]
        return super()._flow_prepare_create(vals_list)

    def _flow_check_created(self):
        """Check new open activities; those created as done are history, kept as is.

        Other apps create automated activities as the current user. Only a client that
        names the field itself forges it, see ``remote_call.py``.
        """
        super()._flow_check_created()
        for activity in self._filter_filled(["outcome_id"]):
            if activity.active:
                chosen = activity._get_outcome(activity.outcome_id.id)
                activity._check_outcome(chosen, required=False)
            elif activity.cancelled_at:
                raise ValidationError(activity._get_no_outcome_error())
        if self._has_outcomes() and self._is_automated_by_client():
            self._check_may_write_system_fields()

    def _is_automated_by_client(self):
        """Return whether a client claims that code created one of these."""
        automated = self.filtered("automated")
        return automated and not self._is_activity_manager() and is_named("automated")

    def _flow_check(self, vals):
        """Refuse an outcome for what didn't take place."""
        super()._flow_check(vals)
        if not vals.get("outcome_id") or vals.get("active"):
            return
        cancelled = self.filtered("cancelled_at")
        if cancelled:
            raise ValidationError(cancelled[0]._get_no_outcome_error())

    def _flow_check_rights(self, vals):
        """Protect what a recorded outcome relies on: the type and the assignee.

        Others can't change whose a done activity is, or its type: next, they could
        correct its outcome.
        """
        super()._flow_check_rights(vals)
        if "activity_type_id" not in vals and "user_id" not in vals:
            return
        if self._has_outcomes():
            self._filtered_recorded()._check_may_correct()
        if "activity_type_id" in vals:
            self._check_type_kept(vals["activity_type_id"])

    @api.model
    def _flow_system_fields(self):
        """Protect ``automated``, which would exempt an activity from the rule."""
        system_fields = super()._flow_system_fields()
        return system_fields | {"automated"} if self._has_outcomes() else system_fields

    def _flow_write_ahead(self, vals):
        """Write a new type first, because the outcome has to fit it.

        :raise ValidationError: the write would avoid a required outcome by a new type
        """
        vals = super()._flow_write_ahead(vals)
        if "activity_type_id" not in vals or vals.keys().isdisjoint(
            {"active", "outcome_id"}
        ):
            return vals
        vals = dict(vals)
        required = self.filtered(
            lambda activity: activity.active and activity._must_have_outcome()
        )
        self._flow_write({"activity_type_id": vals.pop("activity_type_id")})
        without = required.filtered(lambda activity: not activity.outcome_id)
        if without and not vals.get("active", True) and not vals.get("outcome_id"):
            raise ValidationError(without[0]._get_outcome_error())
        return vals

    def _flow_edit(self, vals):
        """Choose the outcome of open activities, or correct that of done ones.

        :raise ValidationError: the outcome isn't allowed
        :raise AccessError: the user can't correct what others recorded
        """
        if "outcome_id" not in vals:
            return super()._flow_edit(vals)
        outcome = self._get_outcome(vals["outcome_id"])
        changing = self.filtered(lambda activity: activity.outcome_id != outcome)
        done = changing.filtered(lambda activity: not activity.active)
        done._check_may_correct()
        changing._check_each(
            lambda activity: activity._check_outcome(
                outcome, required=not activity.active
            )
        )
        before = {activity: activity.outcome_id for activity in done}
        # history was created as done: its outcome has never brought anything
        corrected = done.filtered(lambda act: act.outcome_id and not act.is_untouched)
        super()._flow_edit({**vals, "outcome_id": outcome.id})
        done._log_on_documents(
            {
                activity: activity._get_correction_text(before[activity])
                for activity in done
            },
            self.env._("An activity was corrected."),
        )
        if corrected:
            corrected._flow_after_correct(before)
        return None

    @api.model
    def _flow_edited_fields(self):
        """Edit outcomes separately: on done activities, they are corrections."""
        return super()._flow_edited_fields() | {"outcome_id"}

    def _flow_write(self, vals):
        super()._flow_write(vals)
        if not RECORDED_FIELDS.isdisjoint(vals):
            self.env["res.partner"]._forget_outcomes()

    def _flow_check_written(self, vals):
        """Refuse a new type that doesn't allow the recorded outcome."""
        super()._flow_check_written(vals)
        if "activity_type_id" not in vals or not self._has_outcomes():
            return  # while Outcomes is off, no type allows any
        if self._is_activity_manager():
            return
        automatic = self.env["mail.activity.outcome"]._get_automatic()
        for activity in self._filtered_recorded():
            required = activity._must_have_outcome()
            activity._check_outcome(activity.outcome_id - automatic, required)

    def _flow_settle(self, vals):
        vals = dict(super()._flow_settle(vals))
        self._settle_outcome(vals.pop("outcome_id", False))
        return vals

    @api.model
    def _flow_reopening_values(self, vals):
        cleared = {**super()._flow_reopening_values(vals), "outcome_id": False}
        if self._has_outcomes():
            cleared["feedback"] = False
        return cleared

    @api.model
    def _flow_cancellation_values(self, reason):
        return {**super()._flow_cancellation_values(reason), "outcome_id": False}

    @api.model
    def _flow_keeps_trace(self):
        return self._has_outcomes() or super()._flow_keeps_trace()

    def _flow_prepare_done(self):
        """Settle the outcome before the messages that show it are posted."""
        super()._flow_prepare_done()
        if self._has_outcomes():
            self._settle_outcome()

    def _flow_store_fields(self):
        """Let the web client show how done activities ended."""
        store_fields = super()._flow_store_fields()
        if self._has_outcomes():
            store_fields += [
                Store.Attr("outcome_name", lambda activity: activity.outcome_id.name),
                "outcome_sentiment",
            ]
        return store_fields

    @api.model
    def _flow_switches(self):
        return {**super()._flow_switches(), "activity_outcome": OUTCOMES}

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        super()._flow_on_switch(switch, switched_on)
        if switch == OUTCOMES:
            self.env["mail.activity.type"]._reset_outcomes(switched_on)

    # ------------------------------------------------------------
    # Completing
    # ------------------------------------------------------------

    def action_complete(
        self, outcome_id=False, feedback=False, attachment_ids=None, done_at=None
    ):
        """Complete these activities, all of them or none.

        :param int outcome_id: how they ended; required where their types have outcomes
        :param str feedback: what to post about it, plain text
        :param list[int] attachment_ids: ids of ``ir.attachment`` to post with it
        :param done_at: when they were completed, in UTC, like ``2026-12-31 14:30:00``
            or as a datetime; now by default. For assignees, not longer ago than the
            settings allow, and for managers
        :return: ``done_ids`` (activities), ``message_ids`` (posted in the chatter),
            ``created_ids`` (next activities) and ``gone``: activities that Odoo has
            deleted instead, as a list of dicts with ``id`` (int) and ``reason`` (str)
        :rtype: dict[str, list]
        :raise ValidationError: the outcome is missing or not allowed (the text names
            the allowed ones), an activity is already completed, or the moment isn't
            allowed
        :raise AccessError: the user can't complete one of them, or say when
        """
        check_named(self, "action_complete")
        self._check_feedback(feedback, attachment_ids)
        self._prepare_completion(outcome_id, feedback, done_at)
        self._check_open()
        # without the view's defaults, which aren't meant for next activities
        env = self.env(context=clean_context(self.env.context))
        messages, created = self.with_env(env)._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        gone = self._filter_gone(messages)
        return {
            "done_ids": (self - gone).ids,
            "message_ids": messages.ids,
            "created_ids": created.ids,
            "gone": gone._get_gone_list(),
        }

    def _filter_gone(self, messages):
        """Return those that Odoo has deleted, because their document doesn't exist.

        Others have left a message on their document, so that there is mostly nothing
        to look up.
        """
        if len(messages) >= len(self):
            return self.browse()
        return self - self.exists()

    def _get_gone_list(self):
        reason = self.env._(
            "The record of this activity no longer exists, so the activity was deleted."
        )
        return [{"id": activity.id, "reason": reason} for activity in self]

    @api.model
    def log_done(
        self,
        res_model,
        res_id,
        activity_type_id,
        outcome_id=False,
        done_at=None,
        feedback=False,
    ):
        """Log an activity of the current user that took place without being planned.

        It is created, due on the day it was done, and completed like any other, but its
        assignee gets no notice.

        :param str res_model: the model of the record that it is on, or False
        :param int res_id: the id of that record, or False
        :param int activity_type_id: the id of its type
        :param outcome_id: see :meth:`action_complete`, as for the others
        :return: the same as :meth:`action_complete`
        :rtype: dict[str, list]
        :raise ValidationError: one of the values isn't valid, and what
            :meth:`action_complete` refuses
        :raise AccessError: the user can't add activities to the record
        """
        moment = self._parse_done_at(done_at)
        vals = self._prepare_logged_values(res_model, res_id, activity_type_id, moment)
        env = self.env(context=clean_context(self.env.context))
        quiet = self.with_env(env).with_context(mail_activity_quick_update=True)
        activity = quiet.create(vals)
        return activity.with_env(self.env).action_complete(
            outcome_id, feedback, done_at=moment
        )

    def action_done(self, *, outcome_id=False, done_at=None):
        """Complete with an outcome, see :meth:`action_complete`."""
        self._check_ids()
        self._check_level("write")
        self._read_ahead()
        self.filtered("active")._prepare_completion(outcome_id, done_at=done_at)
        return super().action_done()

    def action_feedback(
        self, feedback=False, attachment_ids=None, *, outcome_id=False, done_at=None
    ):
        """Complete with an outcome, see :meth:`action_complete`."""
        self._prepare_completion(outcome_id, done_at=done_at)
        return super().action_feedback(feedback=feedback, attachment_ids=attachment_ids)

    def action_feedback_schedule_next(
        self, feedback=False, attachment_ids=None, *, outcome_id=False, done_at=None
    ):
        """Complete with an outcome, and open the dialog for the next activity."""
        self._prepare_completion(outcome_id, done_at=done_at)
        return super().action_feedback_schedule_next(
            feedback=feedback, attachment_ids=attachment_ids
        )

    def _check_feedback(self, feedback, attachment_ids):
        """Refuse feedback that can't be posted, and files that aren't the user's.

        The message is posted as the superuser, who can attach any file.
        """
        if feedback and not is_text(feedback):
            raise ValidationError(self.env._("The feedback must be plain text."))
        attachment_ids = attachment_ids or []
        if not isinstance(attachment_ids, list | tuple) or not all(
            map(is_integer, attachment_ids)
        ):
            raise ValidationError(self.env._("Attachments must be a list of IDs."))
        if attachment_ids:
            self.env["ir.attachment"].browse(attachment_ids).check_access("read")

    def _prepare_completion(self, outcome_id, feedback=False, done_at=None):
        """Record the caller's outcome and moment ahead of the completion."""
        self._check_ids()
        self._check_level("write")
        self._read_ahead()
        moment = self._parse_done_at(done_at)
        if outcome_id or moment:
            self._check_open()
        if moment:
            self._check_may_date(moment)
            self._flow_write({"done_at": moment})
        if outcome_id:
            self._settle_outcome(outcome_id, feedback)

    @api.model
    def _prepare_logged_values(self, res_model, res_id, activity_type_id, moment):
        """Return the values of an activity to log, or refuse what a client sent.

        :param datetime moment: when it was completed; None for now
        """
        kind = self.env["mail.activity.type"]
        if is_id(activity_type_id):
            kind = kind.browse(activity_type_id).exists().filtered("active")
        if not kind:
            raise ValidationError(
                self.env._(
                    "This activity type doesn't exist or is archived. Choose another "
                    "one."
                )
            )
        if res_model or res_id:
            self._check_logged_on(res_model, res_id, kind)
        user = self.env.user
        return {
            "activity_type_id": kind.id,
            "date_deadline": self._get_local_day(
                moment or fields.Datetime.now(), self._get_zone(user.tz)
            ),
            "res_id": res_id or False,
            "res_model_id": bool(res_model) and self.env["ir.model"]._get_id(res_model),
            "summary": kind.summary,
            "user_id": user.id,
        }

    @api.model
    def _check_logged_on(self, res_model, res_id, kind):
        """Refuse a record that can't have an activity of this type."""
        model = self.env.get(res_model) if is_text(res_model) else None
        if model is None or "activity_ids" not in model._fields or not model._auto:
            raise ValidationError(
                self.env._(
                    "“%(model)s” isn't a kind of record with activities. Use a "
                    "technical name, such as crm.lead.",
                    model=res_model,
                )
            )
        if not is_id(res_id) or not model.browse(res_id).exists():
            raise ValidationError(
                self.env._("This record no longer exists. Choose another one.")
            )
        if kind.res_model and kind.res_model != res_model:
            raise ValidationError(
                self.env._(
                    "“%(type)s” is limited to another kind of record. Choose another "
                    "type.",
                    type=kind.name,
                )
            )

    # ------------------------------------------------------------
    # When it was completed
    # ------------------------------------------------------------

    @api.model
    def _parse_done_at(self, done_at):
        """Return an untrusted moment of completion; None if there is none.

        :raise ValidationError: it isn't a moment
        """
        if isinstance(done_at, datetime) and not done_at.tzinfo:
            return done_at.replace(microsecond=0)
        try:
            return parse_datetime("done_at", done_at)
        except BadValueError:
            raise ValidationError(
                self.env._(
                    "“%(value)s” isn't a valid time. Use UTC, such as 2026-12-31 "
                    "14:30:00.",
                    value=done_at,
                )
            ) from None

    def _check_may_date(self, moment):
        """Refuse a moment of completion that the current user can't give for these.

        :raise ValidationError: it is in the future, or too long ago
        :raise AccessError: only the assignee and managers can say when
        """
        self._check_done_at(moment)
        zone = self._get_zone(self.env.user.tz)
        day = self._get_local_day(moment, zone)
        if self._is_activity_manager():
            return

        def check(activity):
            if activity.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only the assignee or an activity manager can say when "
                        "“%(activity)s” was completed. Complete it without a time.",
                        activity=activity.display_name,
                    )
                )

        self._check_each(check)
        limit = self._get_days_back()
        if not limit:
            raise ValidationError(
                self.env._(
                    "You can't say when activities were completed. Complete them "
                    "without a time, or ask an activity manager."
                )
            )
        if day < self._get_local_day(fields.Datetime.now(), zone) - timedelta(limit):
            raise ValidationError(
                self.env._(
                    "Activities can be completed at most %(limit)s days afterwards. "
                    "Choose a later time, or ask an activity manager.",
                    limit=limit,
                )
            )

    @api.model
    def _get_days_back(self):
        """Return how many days back assignees can complete activities.

        By their main company: a client chooses which of a user's companies are active.
        """
        return self.env.user.sudo().company_id.activity_days_back

    def _get_earliest_done_at(self):
        """Return since when the current user can say these were completed.

        :return: a moment; None without a limit, and False if the user can't say
        :rtype: datetime | None | bool
        """
        if self._is_activity_manager():
            return None
        user, limit = self.env.user, self._get_days_back()
        if not limit or any(activity.user_id != user for activity in self):
            return False
        zone = self._get_zone(user.tz)
        today = self._get_local_day(fields.Datetime.now(), zone)
        return get_moment_at(today - timedelta(limit), time.min, zone)

    # ------------------------------------------------------------
    # The rule
    # ------------------------------------------------------------

    def _settle_outcome(self, outcome_id=False, feedback=False):
        """Record how open activities end, or refuse to end them: the only rule.

        Every way to complete leads here. Activities that business code created, and
        document uploads, need no outcome, nor does what runs as the superuser: that is
        code, and clients can't become it. *Completed automatically* is recorded.

        :param int outcome_id: the chosen outcome; if missing, the one recorded before
        :param str feedback: what to record with the chosen outcome
        :raise ValidationError: an outcome is required and missing, or isn't allowed
        """
        chosen = self._get_outcome(outcome_id)
        self._drop_disallowed_outcomes()
        has_outcomes = self._has_outcomes()
        if chosen or has_outcomes:
            self._check_each(
                lambda activity: activity._check_outcome(
                    chosen or activity.outcome_id, activity._must_have_outcome()
                )
            )
        if chosen:
            self._record_outcome(chosen, **({"feedback": feedback} if feedback else {}))
        elif has_outcomes:
            self._record_automatic()

    def _drop_disallowed_outcomes(self):
        """Clear outcomes chosen ahead that are no longer allowed.

        Business code could not choose another one, and neither could users while
        Outcomes is off.
        """
        stale = self.filtered(
            lambda activity: (
                activity.outcome_id
                and not activity._allows_outcome(activity.outcome_id)
            )
        )
        stale._record_outcome(self.env["mail.activity.outcome"])

    def _record_outcome(self, outcome, **values):
        """Write an outcome without checks: the callers know that it is allowed.

        :param values: what to write with it
        """
        changing = self.filtered(lambda activity: activity.outcome_id != outcome)
        if changing:
            changing._flow_write({"outcome_id": outcome.id, **values})

    def _record_automatic(self):
        """Record *Completed automatically* where no outcome was chosen.

        Only code can call this, so this outcome on an open activity proves that no one
        picked it. A context key wouldn't: API clients send their own context.
        """
        pending = self.filtered(
            lambda activity: activity.activity_type_id and not activity.outcome_id
        )
        if pending:
            pending._record_outcome(self.env["mail.activity.outcome"]._get_automatic())

    def _check_type_kept(self, type_id):
        """Refuse to remove the type of activities that require an outcome."""
        if type_id or self.env.su:
            return

        def check(activity):
            if activity.active and activity._requires_outcome():
                raise ValidationError(
                    self.env._(
                        "“%(activity)s” needs a type, because its outcome depends on "
                        "it. Choose another type, or cancel the activity.",
                        activity=activity.display_name,
                    )
                )

        self._check_each(check)

    # ------------------------------------------------------------
    # Which outcomes are allowed
    # ------------------------------------------------------------

    def _get_outcome(self, outcome_id):
        """Return the outcome for an untrusted id; an empty one for False.

        Doesn't check that it exists: callers look for it among the allowed ones.

        :raise ValidationError: the id is invalid, or that of the automatic outcome
        """
        outcome = self.env["mail.activity.outcome"]
        if not outcome_id:
            return outcome
        if not is_id(outcome_id):
            raise ValidationError(self[:1]._get_unknown_outcome_error(outcome_id))
        if outcome_id == outcome._get_automatic().id:
            raise ValidationError(self[:1]._get_outcome_error())
        return outcome.browse(outcome_id)

    def _check_outcome(self, outcome, required):
        """Refuse an outcome that the activity's type doesn't allow, or a missing one.

        :param mail.activity.outcome outcome: the outcome to record, or an empty one
        :param bool required: whether one is needed
        """
        self.ensure_one()
        allowed = self._allows_outcome(outcome) if outcome else not required
        if allowed:
            return
        if outcome and not outcome.sudo().exists():
            raise ValidationError(self._get_unknown_outcome_error(outcome.id))
        raise ValidationError(self._get_outcome_error())

    def _must_have_outcome(self):
        """Return whether an outcome is missing here if the caller gives none."""
        return not self.env.su and self._requires_outcome()

    def _requires_outcome(self):
        """Return whether a person has to say how this activity ended."""
        self.ensure_one()
        return bool(
            self.activity_type_id
            and not self.automated
            # not activity_category: a write to that related field stays in the cache
            and self.activity_type_id.category != "upload_file"
            and self._has_outcomes()
            and self._get_outcomes()
        )

    def _allows_outcome(self, outcome):
        """Return whether this activity can have an outcome, whoever recorded it."""
        return outcome in self._get_outcomes() or outcome == outcome._get_automatic()

    def _get_outcomes(self):
        """Return the outcomes with which these activities can be completed."""
        get_ids = self.env["mail.activity.type"]._get_outcome_ids
        ids = [id_ for type_id in self.activity_type_id.ids for id_ in get_ids(type_id)]
        return self.env["mail.activity.outcome"].browse(dict.fromkeys(ids))

    def _get_outcome_error(self):
        """Return an error that names the allowed outcomes, for programs, too."""
        if not self._has_outcomes():
            return self.env._(
                "Outcomes are switched off. Complete the activity without an outcome."
            )
        outcomes = self._get_outcomes()
        if not outcomes:
            return self.env._(
                "“%(activity)s” can't have an outcome, because its type has none. "
                "Complete it without one, or choose a type with outcomes.",
                activity=self.display_name or self.env._("Activity"),
            )
        return self.env._(
            "“%(activity)s” needs one of these outcomes to be completed: %(outcomes)s.",
            activity=self.display_name,
            outcomes=", ".join(outcomes.mapped("name")),
        )

    def _get_unknown_outcome_error(self, value):
        """Return an error for what isn't the id of an outcome, such as its name."""
        outcomes = self._get_outcomes() if self._has_outcomes() else None
        if not outcomes:
            return self._get_outcome_error()
        choices = ", ".join(f"{outcome.id} ({outcome.name})" for outcome in outcomes)
        if is_integer(value):
            return self.env._(
                "There is no outcome with the ID %(value)s. Use one of these IDs: "
                "%(outcomes)s.",
                value=value,
                outcomes=choices,
            )
        return self.env._(
            "“%(value)s” isn't the ID of an outcome. Use one of these IDs: "
            "%(outcomes)s.",
            value=shorten(str(value), 50),
            outcomes=choices,
        )

    def _get_no_outcome_error(self):
        return self.env._(
            "“%(activity)s” is cancelled, so it can't have an outcome. Reopen it and "
            "complete it if it took place.",
            activity=self.display_name,
        )

    # ------------------------------------------------------------
    # What the web client asks before it completes
    # ------------------------------------------------------------

    @api.readonly
    def get_outcome_choices(self):
        """Return what to ask before these activities are completed.

        Activities with the same choices form one group, so that a large selection takes
        one question wherever possible.

        :return: ``groups``, each with ``activity_ids`` (list of int), ``label`` (str),
            ``required`` (bool), ``choices`` (list, see
            :meth:`mail.activity.outcome._get_choice`; in the catalog's order) and
            ``preselected_id`` (int or False); ``refused``, the activities left alone,
            each with ``id``, ``name`` (str or False) and ``reason`` (str); ``can_date``
            (bool), whether the user can say when they were completed, and
            ``earliest`` (str in UTC, or False), since when
        :rtype: dict
        """
        self._check_named("get_outcome_choices")
        refused = self._get_refused_reasons()
        completable = self.browse(id_ for id_ in self.ids if id_ not in refused)
        groups = completable.grouped(
            lambda activity: (activity._get_outcomes(), activity._requires_outcome())
        )
        choices = completable.activity_type_id._get_outcome_choices()
        earliest = completable._get_earliest_done_at()
        return {
            "can_date": bool(completable) and earliest is not False,
            "earliest": fields.Datetime.to_string(earliest),
            "groups": [
                activities._prepare_choice_group(required, choices)
                for (_outcomes, required), activities in groups.items()
            ],
            "refused": list(refused.values()),
        }

    def _prepare_choice_group(self, required, choices):
        """Return one question, see :meth:`get_outcome_choices`."""
        types = self.activity_type_id
        options = choices[types[0]] if types else []
        return {
            "activity_ids": self.ids,
            "label": ", ".join(types.mapped("name")),
            "required": required,
            "choices": options,
            "preselected_id": len(options) == 1 and required and options[0]["id"],
        }

    def _get_refused_reasons(self):
        """Return why activities can't be completed by this user, by id.

        The name of an activity that the user can't read is False.
        """
        readable = self.exists()._filtered_access("read")
        writable = readable._filtered_access("write")
        readable_ids = set(readable.ids)
        reasons = {
            id_: self.env._("it was deleted, or you don't have access")
            for id_ in self.ids
            if id_ not in readable_ids
        }
        for activity in readable - writable:
            reasons[activity.id] = self.env._("you can't change it")
        for activity in writable.filtered(lambda activity: not activity.active):
            reasons[activity.id] = (
                self.env._("it's cancelled")
                if activity.cancelled_at
                else self.env._("it's already done")
            )
        names = {activity.id: activity.display_name for activity in readable}
        return {
            id_: {"id": id_, "name": names.get(id_, False), "reason": reason}
            for id_, reason in reasons.items()
        }

    def action_open_complete(self):
        """Complete these activities, after asking what is needed.

        :return: the dialog that asks, or, when there is nothing to ask, the client
            action that shows what was completed
        :rtype: dict, an action
        """
        self._check_named("action_open_complete")
        wizard = self.env["mail.activity.complete"]._create_for(self)
        if wizard._has_questions():
            return wizard._get_action()
        return wizard.action_apply()

    def _get_completed_action(self, next_action=False, suggestions=()):
        """Return the client action that shows what was completed and offers *Undo*.

        :param dict next_action: what to open afterwards
        :param list[dict] suggestions: suggested next steps, see
            :meth:`_get_suggestions`
        """
        if len(self) == 1:
            message = self.env._("“%(activity)s” is done.", activity=self.display_name)
        else:
            message = self.env._("Activities done: %(count)s", count=len(self))
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.completed",
            "params": {
                "activity_ids": self.ids,
                "message": message,
                "next": next_action,
                "suggestions": list(suggestions),
            },
        }

    # ------------------------------------------------------------
    # Correcting
    # ------------------------------------------------------------

    def action_correct_outcome(self, outcome_id):
        """Correct how these done activities ended, all of them or none.

        The chatter says so. What the wrong outcome brought is withdrawn if no one has
        touched it, and what the right one brings is created.

        :param int outcome_id: how they really ended
        :return: ``corrected_ids`` (activities)
        :rtype: dict[str, list]
        :raise ValidationError: the outcome isn't allowed, or one of them isn't done
        :raise AccessError: the user is neither the assignee, nor who completed one of
            them, nor a manager
        """
        self._check_named("action_correct_outcome")
        self._check_exist()
        self._check_level("write")

        def check(activity):
            if activity.active:
                raise ValidationError(
                    self.env._(
                        "“%(activity)s” is open. Complete it with the outcome instead.",
                        activity=activity.display_name,
                    )
                )

        self._check_each(check)
        self.write({"outcome_id": outcome_id})
        return {"corrected_ids": self.ids}

    def action_open_correct(self):
        """Open the dialog that corrects the outcome of this activity.

        :rtype: dict, an action
        """
        check_single(self)
        return self.env["mail.activity.correct"]._create_for(self)._get_action()

    def _filtered_recorded(self):
        """Return the done activities on which an outcome is recorded."""
        return self.filtered(
            lambda activity: activity.outcome_id and not activity.active
        )

    def _check_may_correct(self):
        """Refuse corrections except by the assignee, the completer and managers."""
        if self._is_activity_manager():
            return

        def check(activity):
            if self.env.user not in activity.user_id | activity.done_by_id:
                raise AccessError(
                    self.env._(
                        "Only the assignee, the person who completed “%(activity)s” "
                        "or an activity manager can correct it. Ask one of them.",
                        activity=activity.display_name,
                    )
                )

        self._check_each(check)

    def _get_correction_text(self, before):
        none = self.env._("no outcome")
        return self.env._(
            "The outcome of “%(activity)s” was corrected: %(before)s → %(after)s.",
            activity=self.display_name,
            before=before.name or none,
            after=self.outcome_id.name or none,
        )

    # ------------------------------------------------------------
    # The switch
    # ------------------------------------------------------------

    @api.model
    @ormcache(cache="groups")
    def _has_outcomes(self):
        """Return whether Outcomes is switched on, whoever asks."""
        return self.env["res.groups"]._is_feature_enabled(OUTCOMES)
