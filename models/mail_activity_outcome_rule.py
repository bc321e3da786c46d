from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """The rule: no completion without an outcome.

    A class of its own: it overrides ``create`` and ``write``, the one place through
    which everything passes, and every way to complete stands above it.
    """

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        """Check what is created open; what is created done is history, and is kept."""
        activities = super().create(vals_list)
        # the records, not the values: a client's context brings defaults, too
        for activity in activities.filtered(lambda act: act.active and act.outcome_id):
            chosen = activity._get_outcome(activity.outcome_id.id)
            activity._check_outcome(chosen, required=False)
        activities._check_created_fields()
        return activities

    # super() is called in _write_checked, which several methods share
    def write(self, vals):  # pylint: disable=method-required-super
        """Complete, reopen or correct: every door to these leads through here.

        Odoo's completion, an archive button, an import and the API all end in a write
        of ``active``. An open activity that becomes inactive is being completed.
        """
        if vals.keys() == {"feedback"} and all(
            activity.feedback == vals["feedback"] for activity in self
        ):
            return True  # Odoo writes it at the end; it was recorded with the outcome
        self._check_system_fields(vals)
        if "activity_type_id" not in vals:
            return self._write_completion(vals)
        self._check_type_kept(vals["activity_type_id"])
        result = self._write_completion(vals)
        self._check_recorded_outcomes()
        return result

    def _write_completion(self, vals):
        """Write values, and close, reopen or correct as they say."""
        if "activity_type_id" in vals and vals.keys() & {"active", "outcome_id"}:
            vals = self._write_type_ahead(vals)
        if "active" in vals:
            active = bool(vals["active"])
            moving = self.filtered(lambda activity: activity.active != active)
            if moving and moving != self and "outcome_id" in vals:
                # for the others it is not a completion, but a correction
                (self - moving)._write_completion(vals)
                return moving._write_completion(vals)
            if moving:
                return (self._reopen if active else self._close)(moving, vals)
        if "outcome_id" in vals:
            return self._choose_outcome(vals)
        return self._write_checked(vals)

    def _write_type_ahead(self, vals):
        """Write a new type before the rest, because the outcome has to fit it.

        :return: the values that are left to write
        :raise ValidationError: one write goes to done through a type that needs none
        """
        vals = dict(vals)
        required = self.filtered(
            lambda activity: activity.active and activity._requires_outcome()
        )
        self._write_checked({"activity_type_id": vals.pop("activity_type_id")})
        without = required.filtered(lambda activity: not activity.outcome_id)
        if without and not vals.get("active", True) and not vals.get("outcome_id"):
            raise ValidationError(without[0]._get_outcome_error())
        return vals

    def _write_checked(self, vals):
        """Write values that the rule allows, past it."""
        # pylint: disable-next=super-method-mismatch  # this is the end of write()
        return super().write(vals)

    def _close(self, moving, vals):
        """Write what makes open activities done, with who did it and when.

        In one write for all, as Odoo does: it counts them to tell the web client.

        :param mail.activity moving: those of them that are open until now
        """
        vals = dict(vals)
        moving._settle_outcome(vals.pop("outcome_id", False))
        completion = self._prepare_completion_values()
        if moving == self:
            return self._write_checked({**completion, **vals})
        result = self._write_checked(vals)
        moving._write_checked({**completion, **vals})
        return result

    def _prepare_completion_values(self):
        """Hook: what is recorded of a completion."""
        return {"done_at": fields.Datetime.now(), "done_by_id": self.env.uid}

    def _settle_outcome(self, outcome_id=False, feedback=False):
        """Record how open activities end, or refuse to let them end. The only rule.

        It stands below every way to complete. What business code created, and the
        upload of a document, is never asked: *Completed automatically* is recorded.

        :param int outcome_id: the outcome chosen; without, the one recorded before
        :param str feedback: what to record with the outcome chosen
        :raise ValidationError: one is required and missing, or it is not allowed
        """
        chosen = self._get_outcome(outcome_id)
        self._forget_stale_outcomes()
        has_outcomes = self.env["mail.activity.type"]._has_outcomes()
        if chosen or has_outcomes:
            for activity in self:
                activity._check_outcome(chosen or activity.outcome_id)
        if chosen:
            self._record_outcome(chosen, **({"feedback": feedback} if feedback else {}))
        elif has_outcomes:
            self._record_automatic_outcome()

    def _forget_stale_outcomes(self):
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
            changing._write_checked({"outcome_id": outcome.id, **values})

    def _record_automatic_outcome(self):
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
