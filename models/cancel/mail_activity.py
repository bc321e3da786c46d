import html
import time
from datetime import UTC, datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from ..activity.client_values import is_text
from ..activity.mail_activity import TRACE
from ..activity.records import check_named

ENDING_FIELDS = {
    "cancel_reason",
    "cancelled_at",
    "cancelled_by_id",
    "done_at",
    "done_by_id",
}
REASON_MAX = 1_000  # characters: it is also in one message for each record
STATES = [
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
# in the cache of the transaction
STATES_OF_DAYS = "crm_activity_flow.states_of_days"
QUARTER = 15 * 60  # seconds


def get_state_sql(alias, today):
    """Return the state of activities as SQL, the same as ``_compute_state``.

    :param str alias: alias of the table of activities
    :param SQL today: today's date where the assignee is
    """
    return SQL(
        """
        CASE
            WHEN %(cancelled_at)s IS NOT NULL THEN 'cancelled'
            WHEN %(active)s IS NOT TRUE THEN 'done'
            WHEN %(deadline)s < %(today)s THEN 'overdue'
            WHEN %(deadline)s = %(today)s THEN 'today'
            ELSE 'planned'
        END
        """,
        cancelled_at=SQL.identifier(alias, "cancelled_at"),
        active=SQL.identifier(alias, "active"),
        deadline=SQL.identifier(alias, "date_deadline"),
        today=today,
    )


def _as_body(text):
    """Return a text as it is in the body of a message, where quotes aren't escaped."""
    return html.escape(text, quote=False)


class MailActivity(models.Model):
    """Cancelling with a trace: the activity stays, and never counts as done.

    ``cancelled_at`` marks an activity as cancelled rather than done, not the status: it
    costs no query, and stays correct while Statuses is off. An activity is open, done
    or cancelled, and its data never contradict that, whatever imports and programs
    send; only cancelling and reopening bypass these checks.
    """

    _inherit = "mail.activity"

    cancelled_at = fields.Datetime("Cancelled On", readonly=True, copy=False)
    cancelled_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="set null", copy=False, prefetch=TRACE
    )
    cancel_reason = fields.Char("Reason for Cancelling", copy=False, prefetch=TRACE)
    state = fields.Selection(
        selection_add=STATES[-1:],  # Odoo has the others
        search="_search_state",
    )

    # These don't depend on cancelled_at, which changes only together with active. If
    # they did, uninstalling would delete the fields that users inherit from contacts.
    def _compute_state(self):
        others = self
        if any(activity.cancelled_at for activity in self):
            cancelled = self.filtered("cancelled_at")
            cancelled.state = "cancelled"
            others -= cancelled
        # Odoo reads the time zone of each assignee as the superuser, one by one
        return super(MailActivity, others.sudo())._compute_state()

    @api.model
    def _compute_state_from_date(self, date_deadline, tz=False):
        """Work it out once for each day and time zone: many activities have the same.

        A day begins at some quarter of an hour, wherever that is.
        """
        known = self._get_transaction_cache(STATES_OF_DAYS)
        key = (date_deadline, tz, int(time.time()) // QUARTER)
        if key not in known:
            known[key] = super()._compute_state_from_date(date_deadline, tz)
        return known[key]

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Fetch with the state what it is computed from, so that rows are read once."""
        if field_names and "state" in field_names:
            field_names = [*field_names, "cancelled_at", "user_id"]
        return super()._determine_fields_to_fetch(field_names, ignore_when_in_cache)

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = tuple(state for state in value if isinstance(state, str))
        return Domain.custom(
            to_sql=lambda model, alias, _query: (
                SQL("%s IN %s", model._get_state_sql(alias), states)
                if states
                else SQL("FALSE")
            )
        )

    def _compute_date_done(self):
        cancelled = self.filtered("cancelled_at")
        if not cancelled:
            return super()._compute_date_done()
        cancelled.date_done = False
        return super(MailActivity, self - cancelled)._compute_date_done()

    def copy_data(self, default=None):
        """Open the copy of a closed activity: no one has done it yet.

        With both switches off, the copy of a done activity is done, as in Odoo.
        """
        copies = super().copy_data(default)
        if "active" in (default or {}):
            return copies
        keeps_trace = self._flow_keeps_trace()
        for activity, vals in zip(self, copies, strict=True):
            if activity.cancelled_at or (keeps_trace and not activity.active):
                vals.update(active=True, feedback=False)
        return copies

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _flow_check_created(self):
        """Refuse new activities that are cancelled but also open or done."""
        super()._flow_check_created()
        names = ("cancelled_at", "cancelled_by_id", "cancel_reason")
        for activity in self._filter_filled(names):
            is_cancelled = bool(activity.cancelled_at)
            is_more = is_cancelled and (activity.active or activity.done_at)
            if is_more or (activity.cancelled_by_id and not is_cancelled):
                raise ValidationError(activity._get_contradiction_error())
            if activity.cancel_reason and not is_cancelled:
                raise ValidationError(activity._get_no_reason_error())

    @api.model
    def _flow_history_fields(self):
        return super()._flow_history_fields() | {"cancelled_at", "cancelled_by_id"}

    def _flow_check(self, vals):
        """Refuse values that turn cancelled activities into done ones, or back."""
        super()._flow_check(vals)
        if ENDING_FIELDS.isdisjoint(vals):
            return
        self._check_each(lambda activity: activity._check_ending(vals))

    def _check_ending(self, vals):
        """Refuse values that say something else about the end of this activity."""
        is_completion = vals.get("done_at") or vals.get("done_by_id")
        is_cancelled = bool(self.cancelled_at)
        stays_so = bool(vals.get("cancelled_at", is_cancelled)) == is_cancelled
        of_other_end = is_completion if is_cancelled else vals.get("cancelled_by_id")
        if not stays_so or of_other_end:
            raise ValidationError(self._get_contradiction_error())
        if vals.get("cancel_reason") and (not is_cancelled or vals.get("active")):
            raise ValidationError(self._get_no_reason_error())

    def _flow_edit(self, vals):
        """Add a reason to cancelled activities afterwards, and log it."""
        if not vals.get("cancel_reason"):
            return super()._flow_edit(vals)
        reason = self._get_reason(vals["cancel_reason"])
        changing = self.filtered(lambda activity: activity.cancel_reason != reason)
        lines = {
            activity: activity._get_cancelled_text()
            for activity in changing
            if not activity.cancel_reason and activity.cancelled_by_id == self.env.user
        }
        super()._flow_edit({**vals, "cancel_reason": reason})
        changing._log_reason(lines)
        return None

    @api.model
    def _flow_reopening_values(self, vals):
        return {
            **super()._flow_reopening_values(vals),
            "cancel_reason": False,
            "cancelled_at": False,
            "cancelled_by_id": False,
        }

    @api.model
    def _flow_cancellation_values(self, reason):
        return {
            **super()._flow_cancellation_values(reason),
            "cancel_reason": reason,
            "cancelled_at": fields.Datetime.now(),
            "cancelled_by_id": self.env.uid,
        }

    def _flow_check_done(self):
        """Refuse to complete cancelled activities, even while both switches are off."""
        super()._flow_check_done()
        self.filtered("cancelled_at")._check_open()

    @api.model
    def _flow_closing_fields(self):
        return super()._flow_closing_fields() | {"cancelled_at"}

    @api.model
    def _flow_narrow(self, domain):
        domain = super()._flow_narrow(domain)
        if self.env.context.get("leave_out_cancelled"):
            domain = Domain(domain) & Domain("cancelled_at", "=", False)
        return domain

    # ------------------------------------------------------------
    # Cancelling
    # ------------------------------------------------------------

    # *args, because the reason can be given by position, too: Odoo's method has no such
    # parameter, and an override has to keep its signature
    def action_cancel(self, *args, reason=False):
        """Cancel activities: with Statuses on, they stay, with who, when and why.

        While Statuses is off, they are deleted, as in Odoo. Done activities aren't
        changed.

        :param str reason: the reason, plain text
        :raise ValidationError: none of them is open
        """
        check_named(self, "action_cancel")
        if not self._keeps_cancelled():
            self._check_level("unlink")
            return super().action_cancel()
        self._action_cancel(args[0] if args else reason)
        return True

    def action_cancel_notify(self):
        """Cancel activities for a button, and offer to undo it or add a reason.

        :return: the client action that shows what was cancelled
        :rtype: dict, an action
        """
        check_named(self, "action_cancel_notify")
        if not self._keeps_cancelled():
            # the page was loaded before Statuses was switched off
            self.action_cancel()
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return self._action_cancel()._get_cancelled_action()

    def action_set_cancel_reason(self, reason):
        """Add a reason to cancelled activities afterwards.

        :param str reason: the reason, plain text
        :return: the chatter messages that have it now, for the web client's store
        :rtype: dict
        :raise ValidationError: one of them isn't cancelled
        """
        check_named(self, "action_set_cancel_reason")
        self._check_exist()
        self.write({"cancel_reason": reason})
        notes = self._find_own_notes(
            {activity: activity._get_cancelled_text() for activity in self}
        )
        messages = self.env["mail.message"].sudo().union(*notes.values())
        return Store().add(messages, ["body"]).get_result()

    def _action_cancel(self, reason=False):
        """Cancel the open ones of these activities, and return them."""
        self._check_exist()
        self._check_level("write")
        reason = self._get_reason(reason)
        still_open = self.filtered("active")
        if self and not still_open:
            raise ValidationError(self[0]._get_closed_error())
        still_open._cancel(reason)
        return still_open

    def _cancel(self, reason, notifies=True):
        """Record a cancellation, bypassing the rule for completions.

        :param str reason: the reason, or False
        :param bool notifies: whether the assignees are told
        """
        self._flow_write(self._flow_cancellation_values(reason))
        self._log_cancelled()
        if notifies:
            self._notify_cancelled()

    def _log_cancelled(self):
        self._log_on_documents(
            {activity: activity._get_cancelled_text() for activity in self},
            self.env._("An activity was cancelled."),
        )

    def _notify_cancelled(self):
        """Tell the assignees, each of them once."""
        self._notify_each_assignee(
            lambda activities: activities._get_cancelled_subject(),
            lambda activity: ": ".join(
                filter(None, [activity.res_name, activity._get_cancelled_text()])
            ),
        )

    def _get_cancelled_subject(self):
        if len(self) == 1:
            return self.env._(
                "“%(activity)s” was cancelled", activity=self.display_name
            )
        return self.env._(
            "%(count)s of your activities were cancelled", count=len(self)
        )

    def _log_reason(self, lines):
        """Log a reason given afterwards: in the line about the cancelling, if possible.

        Someone else's reason is a line of its own, because a line shows its author. The
        chatter doesn't know the reason of what is kept quiet.

        :param dict[mail.activity, str] lines: what the user has logged without a reason
        """
        told = self - self._flow_filter_quiet()
        texts = {activity: activity._get_cancelled_text() for activity in told}
        notes = self._find_own_notes(
            {activity: lines[activity] for activity in told if activity in lines}
        )
        for activity, message in notes.items():
            before, after = map(_as_body, (lines[activity], texts[activity]))
            message.body = Markup(str(message.body).replace(before, after, 1))
        told.filtered(lambda activity: activity not in notes)._log_cancelled()

    def _find_own_notes(self, lines):
        """Return the user's messages about these cancellations, as the superuser.

        :param dict[mail.activity, str] lines: a line of the message, plain text
        :return: the newest message with that line, where there is one
        :rtype: dict[mail.activity, mail.message]
        """
        notes = {}
        cancelled = self.browse().concat(*lines).filtered("res_model")
        for model, own in cancelled.grouped("res_model").items():
            messages = (
                self.env["mail.message"]
                .sudo()
                .search(
                    [
                        ("model", "=", model),
                        ("res_id", "in", own.mapped("res_id")),
                        ("create_uid", "=", self.env.uid),
                        ("date", ">=", min(own.mapped("cancelled_at"))),
                    ],
                    order="id desc",
                )
                .grouped("res_id")
            )
            for activity in own:
                for message in messages.get(activity.res_id, ()):
                    if _as_body(lines[activity]) in message.body:
                        notes[activity] = message
                        break
        return notes

    @api.model
    def _keeps_cancelled(self):
        """Hook: return whether cancelled activities stay instead of being deleted."""
        return False

    @api.model
    def _release_closed(self, domain):
        """Detach closed activities, to keep them when their meeting is deleted.

        While Outcomes or Statuses is on, this happens when a meeting is deleted; while
        both are off, deleting one costs no extra query. Without the caller's context,
        which could hide some of them.

        :param list domain: which of them
        """
        env = self.env(context={"active_test": False}, su=True)
        activities = self.with_env(env)
        activities.search(
            [
                ("active", "=", False),
                ("calendar_event_id", "!=", False),
                *domain,
            ]
        ).calendar_event_id = False

    @api.model
    def _get_reason(self, reason):
        """Return a client's reason for cancelling, or False.

        :raise ValidationError: the reason isn't plain text, or is too long
        """
        if reason and not is_text(reason):
            raise ValidationError(self.env._("The reason must be plain text."))
        if reason and len(reason) > REASON_MAX:
            raise ValidationError(
                self.env._(
                    "The reason has %(count)s characters. Use at most %(limit)s.",
                    count=len(reason),
                    limit=REASON_MAX,
                )
            )
        return (reason or "").strip() or False

    def _get_cancelled_text(self):
        if not self.cancel_reason:
            return self.env._(
                "“%(activity)s” was cancelled.", activity=self.display_name
            )
        return self.env._(
            "“%(activity)s” was cancelled: %(reason)s",
            activity=self.display_name,
            reason=self.cancel_reason,
        )

    def _get_cancelled_action(self):
        if len(self) == 1:
            message = self.env._(
                "“%(activity)s” is cancelled.", activity=self.display_name
            )
        else:
            message = self.env._("Activities cancelled: %(count)s", count=len(self))
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.cancelled",
            "params": {
                "activity_ids": self.ids,
                "message": message,
                "note": self._get_cancelled_note(),
            },
        }

    def _get_cancelled_note(self):
        """Return a note that the meeting stays: others were invited to it."""
        return bool(self.calendar_event_id) and self.env._(
            "The meeting stays in the calendar. Delete it there if it won't take place."
        )

    def _get_closed_error(self):
        """Return why a closed activity can't be closed another way."""
        if not self.cancelled_at:
            return super()._get_closed_error()
        return self.env._(
            "“%(activity)s” was cancelled by %(name)s. Reopen it first if it still "
            "needs to be done.",
            activity=self.display_name,
            name=self.cancelled_by_id.sudo().name or self.env._("someone"),
        )

    def _get_contradiction_error(self):
        return self.env._(
            "“%(activity)s” can't be both cancelled and open or done. Cancel, "
            "complete or reopen it instead of setting the dates.",
            activity=self.display_name,
        )

    def _get_no_reason_error(self):
        return self.env._(
            "“%(activity)s” isn't cancelled. Cancel it before you give a reason.",
            activity=self.display_name,
        )

    # ------------------------------------------------------------
    # State and figures
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_activity_data(
        self, res_model, domain, limit=None, offset=0, fetch_done=False
    ):
        """Leave cancelled activities out, and sort history without a day last.

        Odoo sorts records by the days of their activities, and would leave these out.
        """
        activities = self.with_context(leave_out_cancelled=True) if fetch_done else self
        data = super(MailActivity, activities).get_activity_data(
            res_model, domain, limit=limit, offset=offset, fetch_done=fetch_done
        )
        shown = {*data["activity_res_ids"]}
        grouped = data["grouped_activities"]
        data["activity_res_ids"] += [id_ for id_ in grouped if id_ not in shown]
        return data

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec == "state":
            return self._get_state_sql(alias)
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _get_state_sql(self, alias):
        """Return the state of activities, for domains and groups."""
        self.flush_model(["active", "cancelled_at", "date_deadline", "user_tz"])
        today = SQL(
            "(%s::timestamptz AT TIME ZONE COALESCE(%s, 'UTC'))::date",
            datetime.now(UTC),
            SQL.identifier(alias, "user_tz"),
        )
        return get_state_sql(alias, today)
