from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mail_activity_status import CANCELLED, DONE, OPEN


class MailActivity(models.Model):
    """The rule: a status and ``active`` never disagree.

    A class of its own, above ``mail_activity_outcome_rule.py``: setting a closing
    status *is* completing or cancelling, and is handed to these; what completes,
    cancels or reopens takes its status along from here.
    """

    _inherit = "mail.activity"

    status_id = fields.Many2one(
        "mail.activity.status",
        default=lambda self: self._default_status_id(),
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        group_expand="_group_expand_status_id",
        groups="crm_activity_flow.group_activity_status",
    )

    @api.model
    def _default_status_id(self):
        """Return what a new activity starts with; it is settled in ``create``."""
        Status = self.env["mail.activity.status"]
        return Status._is_enabled() and Status._get_first_id()

    @api.model_create_multi
    def create(self, vals_list):
        """Create activities in their status; a closing one completes or cancels them.

        What is created inactive is history, and only gets the status that fits.
        """
        if not self.env["mail.activity.status"]._is_enabled():
            for vals in vals_list:
                self._check_status_enabled(vals.get("status_id"))
            return super().create(vals_list)
        defaults = self.default_get(["active", "status_id"])
        prepared = [self._prepare_created_status(vals, defaults) for vals in vals_list]
        activities = super().create([vals for vals, _closing in prepared])
        for activity, (_vals, closing) in zip(activities, prepared, strict=True):
            if closing:
                activity.write(closing)
        return activities

    @api.model
    def _prepare_created_status(self, vals, defaults):
        """Return how an activity is created in its status.

        :param dict vals: what is given
        :param dict defaults: ``active`` and ``status_id`` where they aren't given
        :return: the values to create it with, and those to write afterwards, if any
        :rtype: tuple[dict, dict]
        """
        Status = self.env["mail.activity.status"]
        status = self._get_status(vals.get("status_id", defaults["status_id"]))
        if vals.get("active", defaults["active"]):
            if status.kind == OPEN:
                return {**vals, "status_id": status.id}, {}
            closing = {"status_id": status.id, "cancel_reason": False}
            closing.update((name, vals[name]) for name in closing if vals.get(name))
            return {**vals, "status_id": Status._get_first_id(), "cancel_reason": False}, closing
        if "status_id" in vals:
            self._check_agrees(status, vals)
        is_cancelled = vals.get("cancelled_at") or status.kind == CANCELLED
        kind = CANCELLED if is_cancelled else DONE
        return {**vals, "status_id": Status._get_closing_id(kind)}, {}

    # super() is called in the methods for each kind, too
    def write(self, vals):
        """Translate a status into what it means, and leave the rest to the rule below."""
        if "status_id" not in vals:
            return super().write(vals)
        self._check_status_enabled(vals["status_id"])
        if all(activity.status_id.id == vals["status_id"] for activity in self):
            return super().write(self._without_status(vals))
        status = self._get_status(vals["status_id"])
        self._check_agrees(status, vals)
        if status.kind != OPEN:
            return self._write_closing(status, vals)
        if all(activity.active for activity in self):
            return super().write(vals)
        return super().write({**vals, "active": True})

    def _write_closing(self, status, vals):
        """Complete or cancel what is open, as if its button had been used.

        :raise ValidationError: one of them was closed in the other way
        """
        vals = self._without_status(vals)
        vals.pop("active", None)
        reason = vals.pop("cancel_reason", False) if status.kind == CANCELLED else False
        moving = self.filtered("active")
        for activity in self - moving:
            if activity.status_id != status:
                raise ValidationError(activity._get_closed_error())
        outcome_id = moving and vals.pop("outcome_id", False)
        feedback = moving and vals.pop("feedback", False)
        if vals:
            self.write(vals)
        if status.kind == DONE and moving:
            moving.action_complete(outcome_id, feedback)
        elif moving:
            moving.action_cancel(reason)
        return True

    @api.model
    def _without_status(self, vals):
        return {name: value for name, value in vals.items() if name != "status_id"}

    @api.model
    def _check_status_enabled(self, status_id):
        if status_id and not self.env["mail.activity.status"]._is_enabled():
            raise ValidationError(
                self.env._(
                    "Statuses are switched off, so none can be set. Leave the status "
                    "out, or switch them on first, in Settings > CRM > Activities."
                )
            )

    @api.model
    def _get_status(self, status_id):
        """Return the status of an id that came from outside.

        :raise ValidationError: it is none, or it is archived
        """
        catalogue = self.env["mail.activity.status"]._get_catalogue()
        status = self.env["mail.activity.status"].browse(
            id_ for id_, _kind, _active in catalogue if id_ == status_id
        )
        if not status or not status.active:
            raise ValidationError(self._get_status_error(status))
        return status

    @api.model
    def _get_status_error(self, status):
        choices = ", ".join(
            choice["name"] for choice in self.env["mail.activity.status"].get_choices()
        )
        if status:
            return self.env._(
                "“%(name)s” was archived, so no activity can be moved there. Choose "
                "one of these statuses: %(choices)s.",
                name=status.name,
                choices=choices,
            )
        return self.env._(
            "An activity needs a status. Choose one of these: %(choices)s.",
            choices=choices,
        )

    @api.model
    def _check_agrees(self, status, vals):
        """Refuse values that say open and closed at once."""
        if "active" in vals and bool(vals["active"]) != (status.kind == OPEN):
            raise ValidationError(
                self.env._(
                    "“%(status)s” doesn't fit an activity that is made %(state)s at "
                    "the same time. Leave one of the two out.",
                    status=status.name,
                    state=self.env._("open") if vals["active"] else self.env._("done"),
                )
            )

    def _prepare_completion_values(self):
        return {**super()._prepare_completion_values(), **self._get_status_values(DONE)}

    def _prepare_reopening_values(self):
        return {
            **super()._prepare_reopening_values(),
            "cancel_reason": False,
            "cancelled_at": False,
            "cancelled_by_id": False,
            **self._get_status_values(OPEN),
        }

    @api.model
    def _get_status_values(self, kind):
        """Return the status that goes with completing, cancelling or reopening.

        Nothing while Statuses is off: what was left behind then is settled by one
        statement when it is switched on again.
        """
        Status = self.env["mail.activity.status"]
        if not Status._is_enabled():
            return {}
        if kind == OPEN:
            return {"status_id": Status._get_first_id()}
        return {"status_id": Status._get_closing_id(kind)}
