from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class MailActivity(models.Model):
    """What can be done about a completion afterwards: correct it, or take it back."""

    _inherit = "mail.activity"

    def _filtered_recorded(self):
        """Return the done activities on which an outcome is recorded."""
        return self.filtered(
            lambda activity: activity.outcome_id and not activity.active
        )

    def _check_recorded_outcomes(self):
        """A type changed afterwards has to allow the outcome that was recorded."""
        if not self.env["mail.activity.type"]._has_outcomes():
            return  # no type allows any
        if self._is_activity_manager():
            return
        automatic = self.env["mail.activity.outcome"]._get_automatic()
        for activity in self._filtered_recorded():
            recorded = activity.outcome_id - automatic
            activity._check_outcome(recorded)

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
            activity._check_outcome(outcome, required=not activity.active)
        before = {activity: activity.outcome_id for activity in done}
        result = self._write_checked({**vals, "outcome_id": outcome.id})
        done._log_on_documents(
            {
                activity: activity._get_correction_text(before[activity])
                for activity in done
            }
        )
        return result

    def _check_may_correct(self):
        """Only assignee, completer and managers correct a recorded outcome."""
        if self._is_activity_manager():
            return
        for activity in self:
            if self.env.user not in activity.user_id | activity.done_by_id:
                raise AccessError(
                    self.env._(
                        "Only the assignee of “%(activity)s”, who completed it, or a "
                        "manager of activities can correct what was recorded. Ask one "
                        "of them.",
                        activity=activity.display_name,
                    )
                )

    def _get_correction_text(self, before):
        none = self.env._("no outcome")
        return self.env._(
            "The outcome of “%(activity)s” was corrected: %(before)s → %(after)s.",
            activity=self.display_name,
            before=before.name or none,
            after=self.outcome_id.name or none,
        )

    def action_reopen(self):
        """Reopen done activities: they are as if they had not been completed.

        Their outcome and completion data are cleared, and next steps that nobody
        touched since are withdrawn. While Outcomes is on, so is what Odoo triggered,
        and the feedback is cleared; while it is off, Odoo's way of reopening goes on.

        :raise AccessError: the user may not write one of them
        """
        self._check_ids()
        self.filtered(lambda activity: not activity.active).action_unarchive()
        return True

    def _reopen(self, moving, vals):
        """Write what makes done activities open again.

        In one write for all, as Odoo does: it counts them to tell the web client.

        :param mail.activity moving: those of them that are done until now
        """
        vals = dict(vals)
        vals.pop("outcome_id", None)
        given = {name: vals[name] for name in ("status_id",) if name in vals}
        result = self._write_checked(vals)
        moving._write_checked({**moving._prepare_reopening_values(), **given})
        moving._withdraw_follow_ups()
        if self._keeps_trace():
            moving._log_reopened()
        return result

    def _prepare_reopening_values(self):
        """Hook: what is cleared when activities are open again."""
        cleared = {"outcome_id": False, "done_at": False, "done_by_id": False}
        if self.env["mail.activity.type"]._has_outcomes():
            cleared["feedback"] = False
        return cleared

    @api.model
    def _keeps_trace(self):
        """Return whether the chatter tells what Odoo doesn't: with a switch on."""
        return (
            self.env["mail.activity.type"]._has_outcomes()
            or self.env["mail.activity.status"]._is_enabled()
        )

    def _log_reopened(self):
        self._log_on_documents(
            {
                activity: self.env._(
                    "“%(activity)s” was reopened.", activity=activity.display_name
                )
                for activity in self
            }
        )

    def _withdraw_follow_ups(self):
        """Delete what the completion created, unless somebody touched it since.

        As the superuser: whoever may undo a completion undoes all of it, whoever the
        follow-up was assigned to. With Outcomes off, only what came of next steps is
        withdrawn: Odoo leaves what it triggered.
        """
        domain = Domain("previous_activity_id", "in", self.ids)
        if not self.env["mail.activity.type"]._has_outcomes():
            if not self.env["mail.activity.next.step"]._are_offered():
                return
            domain &= Domain("origin", "=", "next_step")
        domain &= Domain("is_untouched", "=", True)
        self._with_open().search(domain).unlink()

    def _log_on_documents(self, texts):
        """Log one line for each activity in the chatter of its document.

        One message for each document, as the superuser: an assignee without access to
        the document may complete, and so correct and reopen, the activity.

        :param dict[mail.activity, str] texts: the line for each activity, plain text
        """
        for model, activities in (
            self.filtered("res_model").grouped("res_model").items()
        ):
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
