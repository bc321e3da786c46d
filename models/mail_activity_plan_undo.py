from odoo import models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """Taking a launch back, as long as nobody has worked on what it created."""

    _inherit = "mail.activity"

    def action_undo_launch(self):
        """Delete those of these activities that are as the user's launch made them.

        :return: the client action that reloads, and tells what stays
        :rtype: dict, an action
        :raise ValidationError: none of them is
        """
        self._check_ids()
        existing = self.exists()
        undone = existing.filtered(lambda activity: activity._is_just_launched())
        if not undone:
            raise ValidationError(
                self.env._(
                    "There is nothing to undo: these activities were changed, "
                    "completed or deleted meanwhile."
                )
            )
        undone._log_undone()
        kept = existing - undone
        undone.unlink()
        return kept._get_undone_action()

    def _is_just_launched(self):
        """Return whether the user launched this, and nothing happened to it since."""
        return (
            self.active
            and self.origin == "plan"
            and self.create_uid == self.env.user
            and self.is_untouched
        )

    def _log_undone(self):
        """Log in the chatter of each document that its plan was taken back."""
        for res_model, activities in self.grouped("res_model").items():
            documents = self.env[res_model].browse(set(activities.mapped("res_id")))
            if not hasattr(documents, "_message_log_batch"):
                continue
            bodies = {
                res_id: self.env._(
                    "The launch of “%(plan)s” was undone.", plan=own.plan_id[:1].name
                )
                for res_id, own in activities.grouped("res_id").items()
            }
            documents._message_log_batch(bodies=bodies)

    def _get_undone_action(self):
        """Return what the web client does after undoing; these activities stay."""
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        if not self:
            return reload
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Not undone, as they were changed meanwhile: %(names)s.",
                    names=", ".join(self.mapped("display_name")),
                ),
                "next": reload,
            },
        }
