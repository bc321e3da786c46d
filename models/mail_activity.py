from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import clean_context


class MailActivity(models.Model):
    _inherit = "mail.activity"

    outcome_id = fields.Many2one(
        "mail.activity.outcome",
        "Outcome",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('activity_type_ids', '=', activity_type_id)]",
    )
    outcome_sentiment = fields.Selection(
        related="outcome_id.sentiment", string="Sentiment"
    )
    done_at = fields.Datetime("Completed On", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Completed By", readonly=True, ondelete="set null", copy=False
    )
    previous_activity_id = fields.Many2one(
        "mail.activity",
        "Follows",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        help="The activity whose completion created this one.",
    )

    # the last outcomes of a document, newest first
    _document_outcome_idx = models.Index(
        "(res_model, res_id, done_at DESC, id DESC) WHERE outcome_id IS NOT NULL"
    )
    # what a user chose last for a type, and what a user completed
    _done_by_idx = models.Index(
        "(done_by_id, activity_type_id, done_at DESC) WHERE done_by_id IS NOT NULL"
    )

    # ------------------------------------------------------
    # The rule: no completion without an outcome
    # ------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Check outcomes chosen ahead; what is created done is history, and is kept."""
        activities = super().create(vals_list)
        if any(vals.get("outcome_id") for vals in vals_list):
            for activity in activities.filtered("active"):
                activity._check_outcome(activity.outcome_id, required=False)
        return activities

    def write(self, vals):
        """Complete, reopen or correct: every door to these leads through here.

        Odoo's completion, an archive button, an import and the API all end in a write
        of ``active``. An open activity that becomes inactive is being completed.
        """
        self._check_system_fields(vals)
        if "activity_type_id" in vals and vals.keys() & {"active", "outcome_id"}:
            # the outcome has to fit the new type
            vals = dict(vals)
            self.write({"activity_type_id": vals.pop("activity_type_id")})
        if "active" in vals:
            active = bool(vals["active"])
            moving = self.filtered(lambda activity: activity.active != active)
            if moving and moving != self:
                (self - moving).write(vals)
            if moving:
                return moving._reopen(vals) if active else moving._close(vals)
        if "outcome_id" in vals:
            return self._choose_outcome(vals)
        return super().write(vals)

    def _close(self, vals):
        """Write what makes open activities done, with who did it and when."""
        vals = dict(vals)
        self._settle_outcome(vals.pop("outcome_id", False))
        vals["done_at"] = fields.Datetime.now()
        vals["done_by_id"] = self.env.uid
        return super().write(vals)

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
            allowed = outcome.is_automatic or outcome in self._get_outcomes()
        if not allowed:
            raise ValidationError(self._get_outcome_error())

    def _requires_outcome(self):
        """Return whether a person has to say how this activity ended."""
        self.ensure_one()
        return bool(
            self.activity_type_id
            and not self.automated
            and self.activity_category != "upload_file"
            and self.activity_type_id._has_outcomes()
        )

    def _get_outcomes(self):
        """Return the outcomes with which these activities can be completed."""
        return self.activity_type_id.with_context(active_test=True).outcome_ids

    def _get_outcome(self, outcome_id):
        """Return the outcome of an id that came from outside; none for False.

        :raise ValidationError: it is not the id of an outcome that can be chosen
        """
        outcome = self.env["mail.activity.outcome"]
        if not outcome_id:
            return outcome
        # PostgreSQL refuses larger integers with an error that helps nobody
        if type(outcome_id) is int and 0 < outcome_id < 2**31:
            outcome = outcome.browse(outcome_id).exists()
        if not outcome or outcome.is_automatic:
            raise ValidationError(self[:1]._get_outcome_error())
        return outcome

    def _get_outcome_error(self):
        """Say which outcomes are allowed, so that a program can answer, too."""
        if not self.activity_type_id._has_outcomes():
            return self.env._(
                "Outcomes is switched off, so none can be recorded. Complete the "
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
            "Choose one, and complete it again.",
            activity=self.display_name,
            outcomes=", ".join(outcomes.mapped("name")),
        )

    def _record_outcome(self, outcome):
        """Write an outcome, unchecked: the callers know that it is allowed."""
        changing = self.filtered(lambda activity: activity.outcome_id != outcome)
        super(MailActivity, changing).write({"outcome_id": outcome.id})

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

    # ------------------------------------------------------
    # Completing
    # ------------------------------------------------------

    def action_complete(self, outcome_id=False, feedback=False, attachment_ids=None):
        """Complete these activities, all of them or none.

        :param int outcome_id: how they ended; required where their types have outcomes
        :param str feedback: what to tell about it, plain text
        :param list[int] attachment_ids: ids of ``ir.attachment`` to post with it
        :return: ``done_ids`` (activities), ``message_ids`` (posted in the chatter) and
            ``created_ids`` (activities that follow)
        :rtype: dict[str, list[int]]
        :raise ValidationError: the outcome is missing or not allowed (the text names
            the allowed ones), or an activity was completed before
        :raise AccessError: the user may not complete one of them
        """
        self._prepare_completion(outcome_id)
        messages, created = self.with_context(
            clean_context(self.env.context)
        )._action_done(feedback=feedback, attachment_ids=attachment_ids)
        return {
            "done_ids": self.ids,
            "message_ids": messages.ids,
            "created_ids": created.ids,
        }

    def action_done(self, outcome_id=False):
        self.filtered("active")._prepare_completion(outcome_id)
        return super().action_done()

    def action_feedback(self, feedback=False, attachment_ids=None, outcome_id=False):
        self._prepare_completion(outcome_id)
        return super().action_feedback(
            feedback=feedback, attachment_ids=attachment_ids
        )

    def action_feedback_schedule_next(
        self, feedback=False, attachment_ids=None, outcome_id=False
    ):
        self._prepare_completion(outcome_id)
        return super().action_feedback_schedule_next(
            feedback=feedback, attachment_ids=attachment_ids
        )

    def _prepare_completion(self, outcome_id):
        """Choose an outcome given by the caller, for a completion that follows."""
        if outcome_id:
            self.check_access("write")
            self._check_open()
            self._settle_outcome(outcome_id)

    def _action_done(self, feedback=False, attachment_ids=None):
        """Settle the outcome before the messages are posted: they show it."""
        if self.activity_type_id._has_outcomes():
            self._check_open()
            self._settle_outcome()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _check_open(self):
        """Refuse to complete twice: two people may look at the same activity."""
        done = self.filtered(lambda activity: not activity.active)[:1]
        if not done:
            return
        raise ValidationError(
            self.env._(
                "“%(activity)s” was already completed%(by)s. Reload the page to see "
                "how it ended; it can be reopened there.",
                activity=done.display_name,
                by=done._get_completer_suffix(),
            )
        )

    def _get_completer_suffix(self):
        """Return “ by Name”, or nothing for activities done before the addon came."""
        completer = self.done_by_id.sudo()
        return self.env._(" by %(name)s", name=completer.name) if completer else ""

    def _prepare_next_activity_values(self):
        return {
            **super()._prepare_next_activity_values(),
            "previous_activity_id": self.id,
        }

    # ------------------------------------------------------
    # Correcting
    # ------------------------------------------------------

    def _check_system_fields(self, vals):
        """Who completed an activity, and who created it, is not for users to say.

        Managers may: an import of history corrects what an earlier one got wrong.
        """
        system_fields = {"automated", "done_at", "done_by_id"}
        if (
            vals.keys() & system_fields
            and not self.env.su
            and self.activity_type_id._has_outcomes()
            and not self.env.user.has_group("crm_activity_flow.group_activity_manager")
        ):
            raise AccessError(
                self.env._(
                    "Who completed an activity and when, and whether a person created "
                    "it, is recorded by the system. Ask a manager of activities to "
                    "correct it."
                )
            )

    def _choose_outcome(self, vals):
        """Write the outcome of activities that stay open, or correct that of done ones.

        :raise ValidationError: the outcome is not allowed
        :raise AccessError: the user may not correct what others recorded
        """
        outcome = self._get_outcome(vals["outcome_id"])
        changing = self.filtered(lambda activity: activity.outcome_id != outcome)
        done = changing.filtered(lambda activity: not activity.active)
        done._check_may_correct()
        for activity in changing:
            required = False if activity.active else None
            activity._check_outcome(outcome, required=required)
        before = {activity: activity.outcome_id for activity in done}
        result = super().write({**vals, "outcome_id": outcome.id})
        done._log_on_documents(
            {activity: activity._get_correction_text(before[activity]) for activity in done}
        )
        return result

    def _check_may_correct(self):
        """Only assignee, completer and managers correct an outcome that was recorded."""
        if self.env.su or self.env.user.has_group(
            "crm_activity_flow.group_activity_manager"
        ):
            return
        for activity in self:
            if self.env.user not in activity.user_id | activity.done_by_id:
                raise AccessError(
                    self.env._(
                        "Only the assignee of “%(activity)s”, who completed it, or a "
                        "manager of activities can correct its outcome. Ask one of "
                        "them.",
                        activity=activity.display_name,
                    )
                )

    def _get_correction_text(self, before):
        none = self.env._("none")
        return self.env._(
            "The outcome of “%(activity)s” was corrected from %(before)s to %(after)s.",
            activity=self.display_name,
            before=before.name or none,
            after=self.outcome_id.name or none,
        )

    # ------------------------------------------------------
    # Reopening
    # ------------------------------------------------------

    def action_reopen(self):
        """Reopen done activities: they are as if they had not been completed.

        Their outcome, feedback and completion data are cleared; follow-ups that the
        completion created and that nobody touched since are withdrawn.

        :raise AccessError: the user may not write one of them
        """
        self.filtered(lambda activity: not activity.active).action_unarchive()
        return True

    def _reopen(self, vals):
        """Write what makes done activities open again."""
        cleared = {"outcome_id": False, "done_at": False, "done_by_id": False}
        if not self.activity_type_id._has_outcomes():
            return super().write({**vals, **cleared})
        result = super().write({**vals, **cleared, "feedback": False})
        self._withdraw_follow_ups()
        self._log_on_documents(
            {
                activity: self.env._(
                    "“%(activity)s” was reopened.", activity=activity.display_name
                )
                for activity in self
            }
        )
        return result

    def _withdraw_follow_ups(self):
        """Delete what the completion created, unless somebody touched it since.

        As the superuser: whoever may undo a completion undoes all of it, whoever the
        follow-up was assigned to.
        """
        follow_ups = self.sudo().search([("previous_activity_id", "in", self.ids)])
        follow_ups.filtered(
            lambda activity: activity.write_date == activity.create_date
        ).unlink()

    def _log_on_documents(self, texts):
        """Log one line for each activity in the chatter of its document.

        One message for each document, as the superuser: an assignee without access to
        the document may complete, and so correct and reopen, the activity.

        :param dict[mail.activity, str] texts: the line for each activity, plain text
        """
        for model, activities in self.filtered("res_model").grouped("res_model").items():
            by_document = activities.grouped("res_id")
            documents = self.env[model].sudo().browse(by_document).exists()
            if hasattr(documents, "_message_log_batch"):
                documents._message_log_batch(
                    bodies={
                        document.id: Markup("<br/>").join(
                            texts[activity] for activity in by_document[document.id]
                        )
                        for document in documents
                    }
                )
