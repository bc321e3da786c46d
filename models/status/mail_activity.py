from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..activity.mail_activity_access import get_named
from .mail_activity_status import CANCELLED, DONE, OPEN
from .mail_activity_status_change import SECONDS_PER_HOUR

STATUSES = "crm_activity_flow.group_activity_status"
COMPLETION_FIELDS = ("done_at", "done_by_id")
# written with a closing status, these belong to the closing
VALUES_OF_CLOSING = {
    DONE: ("outcome_id", "feedback", *COMPLETION_FIELDS),
    CANCELLED: ("cancel_reason",),
}
SECOND_LOOK = timedelta(minutes=1)


class MailActivity(models.Model):
    """The rule: a status and ``active`` never disagree.

    Setting a closing status *is* completing or cancelling, and is passed on to these;
    completing, cancelling and reopening get their status from here.
    """

    _inherit = "mail.activity"

    status_id = fields.Many2one(
        "mail.activity.status",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        group_expand="_group_expand_status_id",
        groups="crm_activity_flow.group_activity_status",
    )
    status_since = fields.Datetime(
        "In Status Since",
        readonly=True,
        copy=False,
        groups="crm_activity_flow.group_activity_status",
    )
    status_change_ids = fields.One2many(
        "mail.activity.status.change",
        "activity_id",
        "Status Changes",
        readonly=True,
        groups="crm_activity_flow.group_activity_status",
    )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    @api.model
    def _flow_prepare_create(self, vals_list):
        """Create activities in their status; a closing one completes or cancels them.

        Activities created as inactive are history, and only get the matching status.
        """
        if not self._has_statuses():
            for vals in vals_list:
                self._check_status_enabled(vals.get("status_id"))
            return super()._flow_prepare_create(vals_list)
        defaults = {
            # not a field default, which would be written while Statuses is off, too
            "status_id": self.env["mail.activity.status"]._get_first_id(),
            **self.default_get(["active", "cancelled_at", "status_id"]),
        }
        if any(vals.get("status_since") for vals in vals_list):
            self._check_may_write_system_fields()
        own = [self._prepare_created_status(vals, defaults) for vals in vals_list]
        since = {"status_since": fields.Datetime.now()}
        prepared = super()._flow_prepare_create(
            [{**since, **vals} for vals, _closing in own]
        )
        return [
            (vals, {**later, **closing})
            for (vals, later), (_vals, closing) in zip(prepared, own, strict=True)
        ]

    def _flow_close_created(self, closings):
        """Close activities created with a closing status; history only gets dates."""
        super()._flow_close_created(closings)
        groups = defaultdict(self.browse)
        for activity, closing in zip(self, closings, strict=True):
            if closing:
                activity._check_created_closing(closing)
                groups[frozenset(closing.items())] += activity
        for items, activities in groups.items():
            closing = dict(items)
            if "cancelled_at" in closing:
                activities._flow_write(closing)
            else:
                activities.write(closing)

    def _check_created_closing(self, closing):
        """Refuse a new activity that is cancelled, and has an outcome.

        :param dict closing: the values to close it with
        """
        status = self.env["mail.activity.status"].browse(closing.get("status_id"))
        is_cancelled = status and status._get_kind_and_active()[0] == CANCELLED
        if self.outcome_id and (is_cancelled or closing.get("cancelled_at")):
            raise ValidationError(self._get_no_outcome_error())

    def _flow_translate(self, vals):
        """Translate a status into what it means, and leave the rest to other rooms."""
        if "status_id" not in vals:
            return super()._flow_translate(vals)
        self._check_status_enabled(vals["status_id"])
        status = self._get_status(vals["status_id"])
        self._check_agrees(status, vals)
        if all(activity.status_id == status for activity in self):
            return super()._flow_translate(self._without_status(vals))
        kind = self._check_choosable(status)
        if kind != OPEN:
            self._write_closing(status, vals)
            return None
        if not all(activity.active for activity in self):
            vals = {**vals, "active": True}
        return super()._flow_translate(vals)

    @api.model
    def _flow_system_fields(self):
        return super()._flow_system_fields() | {"status_since"}

    def _flow_write(self, vals):
        """Track every status change: all pass through here, whatever caused them."""
        if "status_id" not in vals:
            return super()._flow_write(vals)
        changing = self.filtered(
            lambda activity: activity.status_id.id != vals["status_id"]
        )
        now = fields.Datetime.now()
        changes = [
            activity._prepare_status_change_values(vals["status_id"], now)
            for activity in changing
        ]
        super()._flow_write(vals)
        if changing:
            # goes into the same UPDATE as the columns above
            super(MailActivity, changing)._flow_write({"status_since": now})
            self.env["mail.activity.status.change"].sudo().create(changes)
        return None

    @api.model
    def _flow_narrow(self, domain):
        """Let a column of the board ask for open or closed activities alone.

        It asks for all in a status. The same ones are found, but through an index.
        """
        domain = Domain(super()._flow_narrow(domain))
        names = {condition.field_expr for condition in domain.iter_conditions()}
        if not {"active", "status_id"} <= names or not self._has_statuses():
            return domain
        asked = get_named(domain, ("status_id",))
        if not asked:
            return domain
        statuses = self.env["mail.activity.status"]._get_cached_statuses()
        kinds = {kind == OPEN for id_, kind, _active in statuses if id_ in asked}
        if len(kinds) != 1:
            return domain
        return domain & Domain("active", "=", kinds.pop())

    def _flow_completion_values(self):
        return {**super()._flow_completion_values(), **self._get_status_values(DONE)}

    @api.model
    def _flow_reopening_values(self, vals):
        cleared = super()._flow_reopening_values(vals)
        if "status_id" in vals:
            return cleared
        return {**cleared, **self._get_status_values(OPEN)}

    @api.model
    def _flow_cancellation_values(self, reason):
        values = super()._flow_cancellation_values(reason)
        return {**values, **self._get_status_values(CANCELLED)}

    @api.model
    def _flow_keeps_trace(self):
        return self._has_statuses() or super()._flow_keeps_trace()

    @api.model
    def _keeps_cancelled(self):
        return self._has_statuses() or super()._keeps_cancelled()

    @api.model
    def _flow_switches(self):
        return {**super()._flow_switches(), "activity_status": STATUSES}

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        """Give every activity its status, and check again a minute later.

        A transaction that began earlier sees Statuses off until it ends, retries
        included: activities that it creates or completes get no status.
        """
        super()._flow_on_switch(switch, switched_on)
        if switch != STATUSES:
            return
        if not switched_on:
            self._release_closed([("cancelled_at", "!=", False)])
            return
        self._assign_statuses()
        vacuum = self.env.ref("base.autovacuum_job").sudo()
        vacuum._trigger(fields.Datetime.now() + SECOND_LOOK)

    # ------------------------------------------------------------
    # Status and active
    # ------------------------------------------------------------

    @api.model
    def _prepare_created_status(self, vals, defaults):
        """Prepare the values to create an activity in its status.

        :param dict vals: the given values
        :param dict defaults: ``active`` and ``status_id`` where they aren't given
        :return: the values to create it with, and those to write afterwards, if any
        :rtype: tuple[dict, dict]
        """
        Status = self.env["mail.activity.status"]
        # a form without the field's value sends an empty one
        status = self._get_status(vals.get("status_id") or defaults["status_id"])
        kind = self._check_choosable(status)
        if vals.get("active", defaults["active"]):
            if kind == OPEN:
                return {**vals, "status_id": status.id}, {}
            reason = self._get_reason(vals.get("cancel_reason"))
            closing = {"status_id": status.id, "cancel_reason": reason}
            first = {"status_id": Status._get_first_id(), "cancel_reason": False}
            return {**vals, **first}, closing
        if vals.get("status_id"):
            self._check_agrees(status, vals)
        cancelled_at = vals.get("cancelled_at", defaults.get("cancelled_at"))
        if not cancelled_at and kind != CANCELLED:
            return {**vals, "status_id": Status._get_closing_id(DONE)}, {}
        dated = {
            "cancelled_at": fields.Datetime.now(),
            "cancelled_by_id": self.env.uid,
            "cancel_reason": self._get_reason(vals.get("cancel_reason")),
        }
        cancelled = {"status_id": Status._get_closing_id(CANCELLED)}
        if cancelled_at:
            return {**vals, **cancelled}, {}
        return {**vals, **cancelled, "cancel_reason": False}, dated

    def _write_closing(self, status, vals):
        """Complete or cancel open activities, as the buttons do.

        :raise ValidationError: one of them was closed the other way
        """
        kind, _active = status._get_kind_and_active()
        still_open = self.filtered("active")

        def check(activity):
            if not activity.active and activity.status_id != status:
                raise ValidationError(activity._get_closed_error())

        self._check_each(check)
        vals = self._without_status(vals)
        vals.pop("active", None)
        if kind == CANCELLED and vals.get("outcome_id") and still_open:
            raise ValidationError(still_open[0]._get_no_outcome_error())
        closing = {
            name: vals.pop(name) for name in VALUES_OF_CLOSING[kind] if name in vals
        }
        if vals:
            self.write(vals)
        if closing and self != still_open:
            # for these, it is a correction, not a completion
            (self - still_open).write(closing)
        if kind == DONE and still_open:
            dates = {
                name: closing[name] for name in COMPLETION_FIELDS if name in closing
            }
            if dates:
                self._check_may_write_system_fields()
            still_open.action_complete(
                closing.get("outcome_id"),
                closing.get("feedback"),
                # what follows depends on it
                done_at=fields.Datetime.to_datetime(dates.get("done_at")),
            )
            if dates:
                still_open.exists().write(dates)
        elif still_open:
            still_open.action_cancel(reason=closing.get("cancel_reason"))

    @api.model
    def _without_status(self, vals):
        return {name: value for name, value in vals.items() if name != "status_id"}

    @api.model
    def _get_status_values(self, kind):
        """Return the status that goes with completing, cancelling or reopening.

        Empty while Statuses is off: when it is switched on again, one statement updates
        what is out of date.
        """
        if not self._has_statuses():
            return {}
        Status = self.env["mail.activity.status"]
        if kind == OPEN:
            return {"status_id": Status._get_first_id()}
        return {"status_id": Status._get_closing_id(kind)}

    def _prepare_status_change_values(self, status_id, now):
        since = self.status_since or self.create_date
        return {
            "activity_id": self.id,
            "changed_at": now,
            "changed_by_id": self.env.uid,
            "previous_status_id": self.status_id.id,
            "status_id": status_id,
            "hours": (now - since).total_seconds() / SECONDS_PER_HOUR,
        }

    # ------------------------------------------------------------
    # Which statuses are allowed
    # ------------------------------------------------------------

    @api.model
    def _check_status_enabled(self, status_id):
        if status_id and not self._has_statuses():
            raise ValidationError(
                self.env._(
                    "Statuses are switched off. Leave the status out, or switch them "
                    "on first, in Settings > CRM > Activities."
                )
            )

    @api.model
    def _get_status(self, status_id):
        """Return the status for an untrusted id.

        :raise ValidationError: there is no such status
        """
        Status = self.env["mail.activity.status"]
        ids = {id_ for id_, _kind, _active in Status._get_cached_statuses()}
        if type(status_id) is not int or status_id not in ids:
            raise ValidationError(self._get_status_error(Status))
        return Status.browse(status_id)

    @api.model
    def _check_choosable(self, status):
        """Return the kind of a status to which activities can be moved.

        :raise ValidationError: the status is archived
        """
        kind, active = status._get_kind_and_active()
        if not active:
            raise ValidationError(self._get_status_error(status))
        return kind

    @api.model
    def _check_agrees(self, status, vals):
        """Refuse values that mean both open and closed."""
        kind, _active = status._get_kind_and_active()
        if "active" in vals and bool(vals["active"]) != (kind == OPEN):
            raise ValidationError(
                self.env._(
                    "“%(status)s” doesn't match an activity marked as %(state)s. "
                    "Leave out one of the two.",
                    status=status.name,
                    state=self.env._("open") if vals["active"] else self.env._("done"),
                )
            )

    @api.model
    def _get_status_error(self, status):
        choices = self.env["mail.activity.status"]._get_choice_names()
        if status:
            return self.env._(
                "“%(name)s” is archived. Choose one of these statuses: %(choices)s.",
                name=status.name,
                choices=choices,
            )
        return self.env._(
            "An activity needs a status. Choose one of these: %(choices)s.",
            choices=choices,
        )

    # ------------------------------------------------------------
    # Switching
    # ------------------------------------------------------------

    @api.model
    @ormcache(cache="groups")
    def _has_statuses(self):
        """Return whether Statuses is switched on, whoever asks."""
        return self.env["res.groups"]._is_feature_enabled(STATUSES)

    @api.model
    def _assign_statuses(self):
        """Give every activity the matching status, in one statement.

        The first time Statuses is switched on, this updates all of them; later, those
        that were created, completed or reopened while it was off.
        """
        Status = self.env["mail.activity.status"]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity activity
                   SET status_id = fitting.status_id,
                       status_since = %(now)s
                  FROM (VALUES
                        (%(open)s, %(first)s),
                        (%(done)s, %(done_id)s),
                        (%(cancelled)s, %(cancelled_id)s)
                       ) fitting (kind, status_id)
                 WHERE fitting.kind = CASE
                            WHEN activity.active THEN %(open)s
                            WHEN activity.cancelled_at IS NULL THEN %(done)s
                            ELSE %(cancelled)s
                       END
                   AND NOT EXISTS (
                        SELECT FROM mail_activity_status status
                         WHERE status.id = activity.status_id
                           AND status.kind = fitting.kind
                       )
                """,
                now=self.env.cr.now(),
                open=OPEN,
                done=DONE,
                cancelled=CANCELLED,
                first=Status._get_first_id(),
                done_id=Status._get_closing_id(DONE),
                cancelled_id=Status._get_closing_id(CANCELLED),
            )
        )
        self.invalidate_model(["status_id", "status_since"])

    @api.autovacuum
    def _gc_unsettled_statuses(self):
        if self._has_statuses():
            self._assign_statuses()
