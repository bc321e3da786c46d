from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.client_values import is_text

CANCELLATION_FIELDS = {"cancel_reason", "cancelled_at", "done_at", "done_by_id"}
STATES = [
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


def get_state_sql(alias, today):
    """Return the state of activities, as ``_compute_state`` finds it.

    :param str alias: alias of the table of activities
    :param SQL today: what day it is where the assignee is
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


class MailActivity(models.Model):
    """Cancelling with a trace: the activity stays, and never counts as done.

    ``cancelled_at`` is what tells a cancelled activity from a done one, not the status:
    it costs no query, and it stays true while Statuses is switched off. An activity is
    open, done or cancelled, and its data say only that, whatever imports and programs
    send; cancelling and reopening themselves write past these checks.
    """

    _inherit = "mail.activity"

    cancelled_at = fields.Datetime("Cancelled On", readonly=True, copy=False)
    cancelled_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="set null", copy=False
    )
    cancel_reason = fields.Char("Reason for Cancelling", copy=False)
    state = fields.Selection(
        selection_add=STATES[-1:],  # Odoo has the others
        search="_search_state",
    )

    # These don't depend on cancelled_at: it moves only together with active. When the
    # addon is uninstalled, Odoo would delete what users inherit of it from contacts.
    def _compute_state(self):
        cancelled = self.filtered("cancelled_at")
        cancelled.state = "cancelled"
        return super(MailActivity, self - cancelled)._compute_state()

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
        cancelled.date_done = False
        return super(MailActivity, self - cancelled)._compute_date_done()

    def copy_data(self, default=None):
        """A copy of a cancelled activity is open: inactive, it would count as done."""
        copies = super().copy_data(default)
        for activity, vals in zip(self, copies, strict=True):
            if activity.cancelled_at and "active" not in (default or {}):
                vals["active"] = True
        return copies

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _flow_check_created(self):
        """Refuse to create what is cancelled and something else at once."""
        super()._flow_check_created()
        for activity in self:
            is_cancelled = bool(activity.cancelled_at)
            is_more = is_cancelled and (activity.active or activity.done_at)
            if is_more or (activity.cancelled_by_id and not is_cancelled):
                raise ValidationError(activity._get_contradiction_error())
            if activity.cancel_reason and not is_cancelled:
                raise ValidationError(activity._get_no_reason_error())

    @api.model
    def _flow_history_fields(self):
        return super()._flow_history_fields() | {"cancelled_at", "cancelled_by_id"}

    @api.model
    def _flow_system_fields(self):
        return super()._flow_system_fields() | {"cancelled_at", "cancelled_by_id"}

    def _flow_check(self, vals):
        """Refuse to write what would make cancelled ones done, or the other way."""
        super()._flow_check(vals)
        if CANCELLATION_FIELDS.isdisjoint(vals):
            return
        is_completion = vals.get("done_at") or vals.get("done_by_id")
        for activity in self:
            is_cancelled = bool(activity.cancelled_at)
            stays_so = bool(vals.get("cancelled_at", is_cancelled)) == is_cancelled
            if not stays_so or (is_completion and is_cancelled):
                raise ValidationError(activity._get_contradiction_error())
            if vals.get("cancel_reason") and (not is_cancelled or vals.get("active")):
                raise ValidationError(activity._get_no_reason_error())

    def _flow_edit(self, vals):
        """Give a reason afterwards to what is cancelled, and tell it."""
        if not vals.get("cancel_reason"):
            return super()._flow_edit(vals)
        reason = self._get_reason(vals["cancel_reason"])
        changing = self.filtered(lambda activity: activity.cancel_reason != reason)
        super()._flow_edit({**vals, "cancel_reason": reason})
        changing._log_on_documents(
            {activity: activity._get_cancelled_text() for activity in changing}
        )
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
        """Refuse to complete what is cancelled, while both switches are off, too."""
        super()._flow_check_done()
        self.filtered("cancelled_at")._check_open()

    @api.model
    def _flow_narrow(self, domain):
        domain = super()._flow_narrow(domain)
        if self.env.context.get("leave_out_cancelled"):
            domain = Domain(domain) & Domain("cancelled_at", "=", False)
        return domain

    # ------------------------------------------------------------
    # Cancelling
    # ------------------------------------------------------------

    # the reason may be given by position, too; Odoo's method has no such parameter, so
    # that an override which names it would not be one
    def action_cancel(self, *args, reason=False):
        """Cancel activities: with Statuses on, they stay, with who, when and why.

        While Statuses is off, they are deleted, as in Odoo. Done activities are left
        alone.

        :param str reason: why, plain text
        :raise ValidationError: none of them is open
        """
        if not self._keeps_cancelled():
            return super().action_cancel()
        self._action_cancel(args[0] if args else reason)
        return True

    def action_cancel_notify(self):
        """Cancel activities, for a button: tell it, and offer to undo or to say why.

        :return: the client action that tells what was cancelled
        :rtype: dict, an action
        """
        if not self._keeps_cancelled():
            # the page was loaded before Statuses was switched off
            self.action_cancel()
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return self._action_cancel()._get_cancelled_action()

    def action_set_cancel_reason(self, reason):
        """Say why activities were cancelled, afterwards.

        :param str reason: why, plain text
        :raise ValidationError: one of them isn't cancelled
        """
        self._check_exist()
        self.write({"cancel_reason": reason})
        return True

    def _action_cancel(self, reason=False):
        """Cancel those of these activities that are open, and return them."""
        self._check_exist()
        reason = self._get_reason(reason)
        moving = self.filtered("active")
        if self and not moving:
            raise ValidationError(self[0]._get_closed_error())
        moving._cancel(reason)
        return moving

    def _cancel(self, reason):
        """Record that open activities are cancelled, past the rule for completions."""
        self._flow_write(self._flow_cancellation_values(reason))
        self._log_on_documents(
            {activity: activity._get_cancelled_text() for activity in self}
        )

    @api.model
    def _keeps_cancelled(self):
        """Hook: return whether what is cancelled stays, instead of being deleted."""
        return False

    @api.model
    def _release_cancelled(self, domain=()):
        """Keep the trace of cancelled activities: others go with their meeting.

        While Statuses is on, that is done when a meeting is deleted; while it is off,
        deleting one costs no query more.
        """
        activities = self.sudo().with_context(active_test=False)
        activities.search(
            [
                ("cancelled_at", "!=", False),
                ("calendar_event_id", "!=", False),
                *domain,
            ]
        ).calendar_event_id = False

    @api.model
    def _get_reason(self, reason):
        """Return a reason for cancelling that came from outside, or False.

        :raise ValidationError: it is no plain text
        """
        if reason and not is_text(reason):
            raise ValidationError(self.env._("The reason has to be plain text."))
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
        """Say that a meeting stays in the calendar: others were invited to it."""
        return bool(self.calendar_event_id) and self.env._(
            "The meeting stays in the calendar. Delete it there if it won't take place."
        )

    def _get_closed_error(self):
        """Say why an activity that isn't open can't be closed another way."""
        if not self.cancelled_at:
            return super()._get_closed_error()
        return self.env._(
            "“%(activity)s” was cancelled by %(name)s. Reopen it first, if it is "
            "still to be done.",
            activity=self.display_name,
            name=self.cancelled_by_id.sudo().name or self.env._("somebody"),
        )

    def _get_contradiction_error(self):
        return self.env._(
            "“%(activity)s” can't be cancelled and something else at once. Cancel, "
            "complete or reopen it, instead of giving the dates.",
            activity=self.display_name,
        )

    def _get_no_reason_error(self):
        return self.env._(
            "“%(activity)s” isn't cancelled, so there is no reason to give. Cancel it "
            "first.",
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
        """Leave cancelled activities out."""
        activities = self.with_context(leave_out_cancelled=True) if fetch_done else self
        return super(MailActivity, activities).get_activity_data(
            res_model, domain, limit=limit, offset=offset, fetch_done=fetch_done
        )

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
