from odoo import api, fields, models
from odoo.exceptions import ValidationError

CANCELLATION_FIELDS = {"cancel_reason", "cancelled_at", "done_at", "done_by_id"}


class MailActivity(models.Model):
    """The rule: an activity is open, done or cancelled, and its data say only that.

    For what imports and programs send; cancelling and reopening themselves write past
    it.
    """

    _inherit = "mail.activity"

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
    def _keeps_cancelled(self):
        """Hook: return whether what is cancelled stays, instead of being deleted."""
        return False

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

    @api.model
    def _get_reason(self, reason):
        """Return a reason for cancelling that came from outside, or False.

        :raise ValidationError: it is no plain text
        """
        if reason and (not isinstance(reason, str) or "\0" in reason):
            raise ValidationError(self.env._("The reason has to be plain text."))
        return (reason or "").strip() or False
