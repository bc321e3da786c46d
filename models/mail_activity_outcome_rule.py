from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

OUTCOMES = "crm_activity_flow.group_activity_outcome"


class MailActivity(models.Model):
    """The rule: no completion without an outcome.

    It is asked by :meth:`_flow_settle`, through which everything passes, and every way
    to complete stands above it.
    """

    _inherit = "mail.activity"

    def _flow_check_created(self):
        """Check what is created open; what is created done is history, and is kept."""
        super()._flow_check_created()
        for activity in self.filtered(lambda act: act.active and act.outcome_id):
            chosen = activity._get_outcome(activity.outcome_id.id)
            activity._check_outcome(chosen, required=False)

    def _flow_check_rights(self, vals):
        """Hold what a recorded outcome rests on: type, assignee, and who asked.

        It is not for others to say whose a done activity is, or of which type: the
        next thing they could do is correct its outcome.
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
        """Nobody takes an activity out of the rule by calling it automated."""
        system_fields = super()._flow_system_fields()
        return system_fields | {"automated"} if self._has_outcomes() else system_fields

    def _flow_write_ahead(self, vals):
        """Write a new type first, because the outcome has to fit it.

        :raise ValidationError: one write goes to done through a type that needs none
        """
        vals = super()._flow_write_ahead(vals)
        if "activity_type_id" not in vals or vals.keys().isdisjoint(
            {"active", "outcome_id"}
        ):
            return vals
        vals = dict(vals)
        required = self.filtered(
            lambda activity: activity.active and activity._requires_outcome()
        )
        self._flow_write({"activity_type_id": vals.pop("activity_type_id")})
        without = required.filtered(lambda activity: not activity.outcome_id)
        if without and not vals.get("active", True) and not vals.get("outcome_id"):
            raise ValidationError(without[0]._get_outcome_error())
        return vals

    def _flow_edit(self, vals):
        """Choose the outcome of open activities, or correct that of done ones.

        :raise ValidationError: the outcome is not allowed
        :raise AccessError: the user may not correct what others recorded
        """
        if "outcome_id" not in vals:
            return super()._flow_edit(vals)
        outcome = self._get_outcome(vals["outcome_id"])
        changing = self.filtered(lambda activity: activity.outcome_id != outcome)
        done = changing.filtered(lambda activity: not activity.active)
        done._check_may_correct()
        for activity in changing:
            activity._check_outcome(outcome, required=not activity.active)
        before = {activity: activity.outcome_id for activity in done}
        super()._flow_edit({**vals, "outcome_id": outcome.id})
        done._log_on_documents(
            {
                activity: activity._get_correction_text(before[activity])
                for activity in done
            }
        )
        return None

    def _flow_check_written(self, vals):
        """A type changed afterwards has to allow the outcome that was recorded."""
        super()._flow_check_written(vals)
        if "activity_type_id" not in vals or not self._has_outcomes():
            return  # while it is off, no type allows any
        if self._is_activity_manager():
            return
        automatic = self.env["mail.activity.outcome"]._get_automatic()
        for activity in self._filtered_recorded():
            activity._check_outcome(activity.outcome_id - automatic)

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
        """Settle the outcome before the messages are posted: they show it."""
        super()._flow_prepare_done()
        if self._has_outcomes():
            self._settle_outcome()

    @api.model
    def _flow_switches(self):
        return {**super()._flow_switches(), "activity_outcome": OUTCOMES}

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        super()._flow_on_switch(switch, switched_on)
        if switch == OUTCOMES:
            self.env["mail.activity.type"]._reset_outcomes(switched_on)

    @api.model
    @ormcache(cache="groups")
    def _has_outcomes(self):
        """Return whether Outcomes is switched on, whoever asks."""
        return self.env["res.groups"]._is_feature_enabled(OUTCOMES)

    def _settle_outcome(self, outcome_id=False, feedback=False):
        """Record how open activities end, or refuse to let them end. The only rule.

        It stands below every way to complete. What business code created, and the
        upload of a document, is never asked: *Completed automatically* is recorded.

        :param int outcome_id: the outcome chosen; without, the one recorded before
        :param str feedback: what to record with the outcome chosen
        :raise ValidationError: one is required and missing, or it is not allowed
        """
        chosen = self._get_outcome(outcome_id)
        self._drop_disallowed_outcomes()
        has_outcomes = self._has_outcomes()
        if chosen or has_outcomes:
            for activity in self:
                activity._check_outcome(chosen or activity.outcome_id)
        if chosen:
            self._record_outcome(chosen, **({"feedback": feedback} if feedback else {}))
        elif has_outcomes:
            self._record_automatic()

    def _drop_disallowed_outcomes(self):
        """An outcome chosen ahead that is not allowed any more counts as none.

        Business code, and everybody while Outcomes is switched off, could not choose
        another one.
        """
        stale = self.filtered(
            lambda activity: (
                activity.outcome_id
                and not activity._allows_outcome(activity.outcome_id)
            )
        )
        stale._record_outcome(self.env["mail.activity.outcome"])

    def _check_type_kept(self, type_id):
        """Nobody takes an activity out of the rule by taking its type away."""
        if type_id or self.env.su:
            return
        for activity in self.filtered("active"):
            if activity._requires_outcome():
                raise ValidationError(
                    self.env._(
                        "“%(activity)s” needs a type, because its outcome depends on "
                        "it. Choose another type, or cancel the activity.",
                        activity=activity.display_name,
                    )
                )

    def _record_outcome(self, outcome, **values):
        """Write an outcome, unchecked: the callers know that it is allowed.

        :param values: what to write with it
        """
        changing = self.filtered(lambda activity: activity.outcome_id != outcome)
        if changing:
            changing._flow_write({"outcome_id": outcome.id, **values})

    def _record_automatic(self):
        """Record *Completed automatically* where no outcome was chosen.

        Only code can call this, so that finding this outcome on an open activity
        proves that nobody picked it. A key in the context would not: the clients of
        the API send their own context.
        """
        pending = self.filtered(
            lambda activity: activity.activity_type_id and not activity.outcome_id
        )
        if pending:
            pending._record_outcome(self.env["mail.activity.outcome"]._get_automatic())
