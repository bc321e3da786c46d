from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from .mail_activity_status import CANCELLED, DONE, OPEN

STATUSES = "crm_activity_flow.group_activity_status"
# what is written with a closing status, and belongs to the closing
VALUES_OF_CLOSING = {DONE: ("outcome_id", "feedback"), CANCELLED: ("cancel_reason",)}


class MailActivity(models.Model):
    """The rule: a status and ``active`` never disagree.

    Setting a closing status *is* completing or cancelling, and is handed to these; what
    completes, cancels or reopens takes its status along from here.
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

    @api.model
    def _flow_prepare_create(self, vals_list):
        """Create activities in their status; a closing one completes or cancels them.

        What is created inactive is history, and only gets the status that fits.
        """
        if not self._has_statuses():
            for vals in vals_list:
                self._check_status_enabled(vals.get("status_id"))
            return super()._flow_prepare_create(vals_list)
        defaults = {
            # not a default of the field: it would be written while Statuses is off, too
            "status_id": self.env["mail.activity.status"]._get_first_id(),
            **self.default_get(["active", "cancelled_at", "status_id"]),
        }
        own = [self._prepare_created_status(vals, defaults) for vals in vals_list]
        prepared = super()._flow_prepare_create([vals for vals, _closing in own])
        return [
            (vals, {**later, **closing})
            for (vals, later), (_vals, closing) in zip(prepared, own, strict=True)
        ]

    def _flow_close_created(self, closings):
        """Close what was created with a closing status; history is only dated."""
        super()._flow_close_created(closings)
        groups = defaultdict(self.browse)
        for activity, closing in zip(self, closings, strict=True):
            if closing:
                groups[frozenset(closing.items())] += activity
        for items, activities in groups.items():
            closing = dict(items)
            if "cancelled_at" in closing:
                activities._flow_write(closing)
            else:
                activities.write(closing)

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
        super()._flow_on_switch(switch, switched_on)
        if switch == STATUSES:
            self._on_statuses_switched(switched_on)

    @api.model
    @ormcache(cache="groups")
    def _has_statuses(self):
        """Return whether Statuses is switched on, whoever asks."""
        return self.env["res.groups"]._is_feature_enabled(STATUSES)

    @api.model
    def _get_status_values(self, kind):
        """Return the status that goes with completing, cancelling or reopening.

        Nothing while Statuses is off: what was left behind then is settled by one
        statement when it is switched on again.
        """
        if not self._has_statuses():
            return {}
        Status = self.env["mail.activity.status"]
        if kind == OPEN:
            return {"status_id": Status._get_first_id()}
        return {"status_id": Status._get_closing_id(kind)}

    @api.model
    def _prepare_created_status(self, vals, defaults):
        """Return how an activity is created in its status.

        :param dict vals: what is given
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
        """Complete or cancel what is open, as if its button had been used.

        :raise ValidationError: one of them was closed in the other way
        """
        kind, _active = status._get_entry()
        moving = self.filtered("active")
        for activity in self - moving:
            if activity.status_id != status:
                raise ValidationError(activity._get_closed_error())
        vals = self._without_status(vals)
        vals.pop("active", None)
        closing = {
            name: vals.pop(name) for name in VALUES_OF_CLOSING[kind] if name in vals
        }
        if vals:
            self.write(vals)
        if closing and self != moving:
            # for these it is no completion, but a correction
            (self - moving).write(closing)
        if kind == DONE and moving:
            moving.action_complete(closing.get("outcome_id"), closing.get("feedback"))
        elif moving:
            moving.action_cancel(reason=closing.get("cancel_reason"))

    @api.model
    def _without_status(self, vals):
        return {name: value for name, value in vals.items() if name != "status_id"}
