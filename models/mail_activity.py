from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import clean_context


class MailActivity(models.Model):
    """What is recorded of a completion, and the ways to complete.

    The rule that stands below all of them is in ``mail_activity_outcome_rule.py``;
    correcting and reopening are in ``mail_activity_correction.py``.
    """

    _inherit = "mail.activity"

    outcome_id = fields.Many2one(
        "mail.activity.outcome",
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
        "(res_model, res_id, done_at DESC NULLS LAST, id DESC)"
        " WHERE outcome_id IS NOT NULL"
    )
    # what a user chose last for a type, and what a user completed
    _done_by_idx = models.Index(
        "(done_by_id, activity_type_id, done_at DESC) WHERE done_by_id IS NOT NULL"
    )

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
        self._check_feedback(feedback, attachment_ids)
        self._prepare_completion(outcome_id, feedback)
        self._check_open()
        # without the defaults of the view, which are not meant for what is created
        env = self.env(context=clean_context(self.env.context))
        messages, created = self.with_env(env)._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        return {
            "done_ids": self.ids,
            "message_ids": messages.ids,
            "created_ids": created.ids,
        }

    def action_done(self, *, outcome_id=False):
        """Complete with an outcome, see :meth:`action_complete`."""
        self._check_ids()
        self.filtered("active")._prepare_completion(outcome_id)
        return super().action_done()

    def action_feedback(self, feedback=False, attachment_ids=None, *, outcome_id=False):
        """Complete with an outcome, see :meth:`action_complete`."""
        self._prepare_completion(outcome_id)
        return super().action_feedback(feedback=feedback, attachment_ids=attachment_ids)

    def action_feedback_schedule_next(
        self, feedback=False, attachment_ids=None, *, outcome_id=False
    ):
        """Complete with an outcome, and ask what follows."""
        self._prepare_completion(outcome_id)
        return super().action_feedback_schedule_next(
            feedback=feedback, attachment_ids=attachment_ids
        )

    def _prepare_completion(self, outcome_id, feedback=False):
        """Choose an outcome given by the caller, for a completion that follows."""
        self._check_ids()
        if outcome_id:
            self._check_open()
            self._settle_outcome(outcome_id, feedback)

    def _check_ids(self):
        """Refuse what can't be an id, before PostgreSQL does in words of its own."""
        wrong = [id_ for id_ in self._ids if id_ and type(id_) is not int]
        if wrong:
            raise ValidationError(
                self.env._(
                    "Activities are given by their ids, whole numbers, and these are "
                    "none: %(ids)s.",
                    ids=", ".join(map(repr, wrong[:5])),
                )
            )

    def _check_exist(self):
        """Refuse ids that are none, and those of activities that are gone."""
        self._check_ids()
        if self.exists() != self:
            raise ValidationError(
                self.env._("The activity was deleted meanwhile. Reload the page.")
            )

    def _check_feedback(self, feedback, attachment_ids):
        """Refuse feedback that can't be posted, and files that aren't the user's.

        The message is posted as the superuser, who may attach any file.
        """
        if feedback and (not isinstance(feedback, str) or "\0" in feedback):
            raise ValidationError(self.env._("The feedback has to be plain text."))
        attachment_ids = attachment_ids or []
        if not isinstance(attachment_ids, list | tuple) or any(
            type(id_) is not int for id_ in attachment_ids
        ):
            raise ValidationError(
                self.env._("Attachments are given by their ids, as a list of numbers.")
            )
        if attachment_ids:
            self.env["ir.attachment"].browse(attachment_ids).check_access("read")

    def _check_open(self):
        """Refuse to complete twice: two people may look at the same activity."""
        for activity in self:
            if not activity.active:
                raise ValidationError(activity._get_closed_error())

    def _get_done_error(self):
        """Say who was first; of activities done before the addon came, nobody knows."""
        completer = self.done_by_id.sudo()
        if not completer:
            return self.env._(
                "“%(activity)s” was already completed. Reload the page to see it; it "
                "can be reopened there.",
                activity=self.display_name,
            )
        return self.env._(
            "“%(activity)s” was already completed by %(name)s. Reload the page to see "
            "how it ended; it can be reopened there.",
            activity=self.display_name,
            name=completer.name,
        )

    def _prepare_next_activity_values(self):
        return {
            **super()._prepare_next_activity_values(),
            "previous_activity_id": self.id,
        }
