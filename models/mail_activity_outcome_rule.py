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
            # the outcome has to fit the new type
            vals = dict(vals)
            self._write_checked({"activity_type_id": vals.pop("activity_type_id")})
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
        result = self._write_checked(vals)
        moving._write_checked(
            {"done_at": fields.Datetime.now(), "done_by_id": self.env.uid}
        )
        return result

    def _settle_outcome(self, outcome_id=False):
        """Record how open activities end, or refuse to let them end. The only rule.

        It stands below every way to complete. What business code created, and the
        upload of a document, is never asked: *Completed automatically* is recorded.

        :param int outcome_id: the outcome chosen; without, the one recorded before
        :raise ValidationError: one is required and missing, or it is not allowed
        """
        chosen = self._get_outcome(outcome_id)
        for activity in self:
            activity._check_outcome(chosen or activity.outcome_id)
        if chosen:
            self._record_outcome(chosen)
        elif self.activity_type_id._has_outcomes():
            self._record_automatic_outcome()

    def _check_outcome(self, outcome, required=None):
        """Refuse an outcome that the activity's type doesn't allow, or a missing one.

        :param mail.activity.outcome outcome: the outcome to record, or none
        :param bool required: whether one is needed; by default, as the activity says
        """
        self.ensure_one()
        if not outcome:
            if required is None:
                required = self._requires_outcome()
            allowed = not required
        else:
            automatic = self.env["mail.activity.outcome"]._get_automatic()
            allowed = outcome in self._get_outcomes() | automatic
        if not allowed:
            raise ValidationError(self._get_outcome_error())

    def _requires_outcome(self):
        """Return whether a person has to say how this activity ended."""
        self.ensure_one()
        return bool(
            self.activity_type_id
            and not self.automated
            # not activity_category: a write to that related field stays in the cache
            and self.activity_type_id.category != "upload_file"
            and self.activity_type_id._has_outcomes()
            and self._get_outcomes()
        )

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

    def _get_outcomes(self):
        """Return the outcomes with which these activities can be completed."""
        get_ids = self.env["mail.activity.type"]._get_outcome_ids
        ids = [id_ for type_id in self.activity_type_id.ids for id_ in get_ids(type_id)]
        return self.env["mail.activity.outcome"].browse(dict.fromkeys(ids))

    def _get_outcome(self, outcome_id):
        """Return the outcome of an id that came from outside; none for False.

        Whether it exists shows when it is looked for among the allowed ones.

        :raise ValidationError: it is not an id, or the one that nobody picks by hand
        """
        outcome = self.env["mail.activity.outcome"]
        if not outcome_id:
            return outcome
        if type(outcome_id) is not int or outcome_id == outcome._get_automatic().id:
            raise ValidationError(self[:1]._get_outcome_error())
        return outcome.browse(outcome_id)

    def _get_outcome_error(self):
        """Say which outcomes are allowed, so that a program can answer, too."""
        if not self.activity_type_id._has_outcomes():
            return self.env._(
                "Outcomes are switched off, so none can be recorded. Complete the "
                "activity without an outcome."
            )
        outcomes = self._get_outcomes()
        if not outcomes:
            return self.env._(
                "“%(activity)s” can't have an outcome, because its type has none. "
                "Complete it without one, or give it a type that has outcomes.",
                activity=self.display_name or self.env._("Activity"),
            )
        return self.env._(
            "“%(activity)s” needs one of these outcomes to be completed: %(outcomes)s. "
            "Choose one of them.",
            activity=self.display_name,
            outcomes=", ".join(outcomes.mapped("name")),
        )

    def _record_outcome(self, outcome):
        """Write an outcome, unchecked: the callers know that it is allowed."""
        changing = self.filtered(lambda activity: activity.outcome_id != outcome)
        changing._write_checked({"outcome_id": outcome.id})

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
