from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..models.activity.records import check_single
from .dialog import get_dialog_action


class MailActivityComplete(models.TransientModel):
    """Complete several activities, with one question for those that share outcomes."""

    _name = "mail.activity.complete"
    _description = "Complete Activities"

    line_ids = fields.One2many(
        "mail.activity.complete.line", "wizard_id", string="Outcomes"
    )
    feedback = fields.Text()
    done_at = fields.Datetime("When was it?")
    can_date = fields.Boolean(readonly=True)
    refused_text = fields.Text(
        readonly=True, help="Skipped activities, with the reason."
    )
    is_ready = fields.Boolean(compute="_compute_is_ready")

    @api.depends("line_ids.is_required", "line_ids.outcome_id")
    def _compute_is_ready(self):
        for wizard in self:
            wizard.is_ready = bool(wizard.line_ids) and all(
                line.outcome_id or not line.is_required for line in wizard.line_ids
            )

    @api.model
    def _create_for(self, activities):
        """Return a dialog that asks what is needed to complete these activities.

        :param mail.activity activities: any; those that the user can't complete are
            listed in the dialog and skipped
        """
        questions = activities.get_outcome_choices()
        return self.create(
            {
                "line_ids": [
                    Command.create(self._prepare_line_values(group))
                    for group in questions["groups"]
                ],
                "can_date": questions["can_date"],
                "refused_text": "\n".join(
                    self._get_refused_line(refused) for refused in questions["refused"]
                ),
            }
        )

    @api.model
    def _prepare_line_values(self, group):
        return {
            "label": group["label"],
            "activity_ids": [Command.set(group["activity_ids"])],
            "choices": group["choices"],
            "is_required": group["required"],
            "outcome_id": group["preselected_id"],
        }

    @api.model
    def _get_refused_line(self, refused):
        return self.env._(
            "%(activity)s: %(reason)s",
            activity=refused["name"] or self.env._("An activity"),
            reason=refused["reason"],
        )

    def _has_questions(self):
        return bool(self.refused_text) or any(line.choices for line in self.line_ids)

    def _get_action(self):
        """Return the action that opens this dialog."""
        return get_dialog_action(
            self, self.env._("Mark Done"), context=self.env.context
        )

    def action_apply(self):
        """Complete the activities of all lines, or none.

        :return: the client action that shows what was completed, with *Undo*
        :raise ValidationError: an outcome is missing, or nothing can be completed
        """
        check_single(self)
        # including activities completed since: they are reported, not dropped
        lines = self.line_ids.with_context(active_test=False)
        activities = lines.activity_ids
        if not activities:
            raise ValidationError(
                self.env._("You can't complete any of these activities.")
            )
        for line in lines:
            line.activity_ids._prepare_completion(line.outcome_id.id, self.feedback)
        # together, so that the order of the lines doesn't matter to what follows
        result = activities.action_complete(
            feedback=self.feedback, done_at=self.done_at
        )
        return activities._get_completed_action(
            self._get_next_action(), result["suggestions"]
        )

    def _get_next_action(self):
        """Return where to go from the form of an activity that is now done."""
        if not self.env.context.get("activity_redirect_to_other"):
            return False
        return self.env["mail.activity"].action_done_redirect_to_other()


class MailActivityCompleteLine(models.TransientModel):
    _name = "mail.activity.complete.line"
    _description = "Outcome for Activities"

    wizard_id = fields.Many2one(
        "mail.activity.complete", required=True, ondelete="cascade"
    )
    label = fields.Char("Activity Types", readonly=True)
    activity_ids = fields.Many2many("mail.activity", readonly=True)
    activity_count = fields.Integer(compute="_compute_activity_count")
    choices = fields.Json(readonly=True)
    is_required = fields.Boolean(readonly=True)
    outcome_id = fields.Many2one("mail.activity.outcome", ondelete="cascade")

    @api.depends("activity_ids")
    def _compute_activity_count(self):
        for line in self:
            line.activity_count = len(line.activity_ids)
