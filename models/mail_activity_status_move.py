from odoo import models
from odoo.exceptions import ValidationError

from .mail_activity_status import DONE, OPEN


class MailActivity(models.Model):
    """Moving activities from status to status, as people do with cards and dots.

    Nothing in here decides whether an activity may be moved; that is
    ``mail_activity_status_rule.py``.
    """

    _inherit = "mail.activity"

    def action_move(self, status_id, previous_status_id=False):
        """Move activities to a status, as by dragging a card or choosing a dot.

        :param int status_id: where to
        :param int previous_status_id: where the user saw them; nothing is overwritten
            that somebody else changed since
        :raise ValidationError: one of them is elsewhere by now, or may not go there
        """
        self._check_status_enabled(status_id)
        self._check_still_in(previous_status_id)
        return self.write({"status_id": status_id})

    def action_drop(self, status_id, previous_status_id=False):
        """Move activities as by dropping a card on a column: closing ones may ask.

        :param int status_id: where to
        :param int previous_status_id: where the user saw them
        :return: the action that asks, or tells what was closed, if there is one
        :rtype: dict or bool
        :raise ValidationError: as for :meth:`action_move`
        """
        self._check_status_enabled(status_id)
        kind = self._check_choosable(self._get_status(status_id))
        if kind == OPEN:
            return self.action_move(status_id, previous_status_id)
        self._check_still_in(previous_status_id)
        self._check_open()
        return (
            self.action_open_complete() if kind == DONE else self.action_cancel_notify()
        )

    def _check_still_in(self, previous_status_id):
        """Refuse to move what is gone, or isn't any more where the user saw it."""
        self._check_exist()
        for activity in self:
            if previous_status_id and activity.status_id.id != previous_status_id:
                raise ValidationError(activity._get_moved_error())

    def _get_moved_error(self):
        """Say where an activity is by now, and who moved it there."""
        if not self.active:
            return self._get_closed_error()
        change = self.sudo().status_change_ids[:1]
        return self.env._(
            "“%(activity)s” was moved to “%(status)s” by %(name)s meanwhile. Move it "
            "on from there if needed.",
            activity=self.display_name,
            status=self.status_id.name,
            name=change.changed_by_id.name or self.env._("somebody"),
        )
