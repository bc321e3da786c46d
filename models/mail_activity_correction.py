from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError


class MailActivity(models.Model):
    """What can be done about a completion afterwards: correct it, or take it back."""

    _inherit = "mail.activity"

    def _filtered_recorded(self):
        """Return the done activities on which an outcome is recorded."""
        return self.filtered(
            lambda activity: activity.outcome_id and not activity.active
        )

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

    def _log_reopened(self):
        self._log_on_documents(
            {
                activity: self.env._(
                    "“%(activity)s” was reopened.", activity=activity.display_name
                )
                for activity in self
            }
        )

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
