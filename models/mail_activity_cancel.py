from odoo import fields, models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """Cancelling with a trace: the activity stays.

    ``cancelled_at`` is what tells a cancelled activity from a done one, not the status:
    it costs no query, and it stays true while Statuses is switched off.
    """

    _inherit = "mail.activity"

    cancelled_at = fields.Datetime("Cancelled On", readonly=True, copy=False)
    cancelled_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="set null", copy=False
    )
    cancel_reason = fields.Char("Reason for Cancelling", copy=False)

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

    def copy_data(self, default=None):
        """A copy of a cancelled activity is open: inactive, it would count as done."""
        copies = super().copy_data(default)
        for activity, vals in zip(self, copies, strict=True):
            if activity.cancelled_at and "active" not in (default or {}):
                vals["active"] = True
        return copies

    def _get_closed_error(self):
        """Say why an activity that isn't open can't be closed another way."""
        if not self.cancelled_at:
            return self._get_done_error()
        return self.env._(
            "“%(activity)s” was cancelled by %(name)s. Reopen it first, if it is "
            "still to be done.",
            activity=self.display_name,
            name=self.cancelled_by_id.sudo().name or self.env._("somebody"),
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
