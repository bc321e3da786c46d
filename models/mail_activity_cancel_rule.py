from odoo import api, models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """The rule: an activity is open, done or cancelled, and its data say only that.

    A class of its own: it overrides ``create`` and ``write``, for what imports and
    programs send; cancelling and reopening themselves write past it.
    """

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        # the records, not the values: a client's context brings defaults, too
        activities._check_cancellation()
        return activities

    def write(self, vals):
        """Hold the rule; a reason is given to what is cancelled, and is told."""
        if not vals.keys() & {"cancel_reason", "cancelled_at", "done_at", "done_by_id"}:
            return super().write(vals)
        self._check_cancellation_kept(vals)
        if not vals.get("cancel_reason"):
            return super().write(vals)
        vals = {**vals, "cancel_reason": self._get_reason(vals["cancel_reason"])}
        changing = self.filtered(
            lambda activity: activity.cancel_reason != vals["cancel_reason"]
        )
        result = super().write(vals)
        changing._log_on_documents(
            {activity: activity._get_cancelled_text() for activity in changing}
        )
        return result

    def _check_cancellation(self):
        """Refuse to create what is cancelled and something else at once."""
        for activity in self:
            is_cancelled = bool(activity.cancelled_at)
            is_more = is_cancelled and (activity.active or activity.done_at)
            if is_more or (activity.cancelled_by_id and not is_cancelled):
                raise ValidationError(activity._get_contradiction_error())
            if activity.cancel_reason and not is_cancelled:
                raise ValidationError(activity._get_no_reason_error())

    def _check_cancellation_kept(self, vals):
        """Refuse to write what would make cancelled ones done, or the other way."""
        is_completion = vals.get("done_at") or vals.get("done_by_id")
        for activity in self:
            is_cancelled = bool(activity.cancelled_at)
            stays_so = bool(vals.get("cancelled_at", is_cancelled)) == is_cancelled
            if not stays_so or (is_completion and is_cancelled):
                raise ValidationError(activity._get_contradiction_error())
            if vals.get("cancel_reason") and (not is_cancelled or vals.get("active")):
                raise ValidationError(activity._get_no_reason_error())

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
