from odoo import api, models
from odoo.exceptions import ValidationError

from .mail_activity_status import OPEN


class MailActivity(models.Model):
    """Which statuses an activity may be moved to, whoever asks.

    Asked by the rule in ``mail_activity_status_rule.py``, which alone enforces it.
    """

    _inherit = "mail.activity"

    @api.model
    def _check_status_enabled(self, status_id):
        if status_id and not self._has_statuses():
            raise ValidationError(
                self.env._(
                    "Statuses are switched off, so none can be set. Leave the status "
                    "out, or switch them on first, in Settings > CRM > Activities."
                )
            )

    @api.model
    def _get_status(self, status_id):
        """Return the status of an id that came from outside.

        :raise ValidationError: there is none
        """
        Status = self.env["mail.activity.status"]
        ids = {id_ for id_, _kind, _active in Status._get_catalogue()}
        if type(status_id) is not int or status_id not in ids:
            raise ValidationError(self._get_status_error(Status))
        return Status.browse(status_id)

    @api.model
    def _check_choosable(self, status):
        """Return the kind of a status to which activities can be moved.

        :raise ValidationError: it is archived
        """
        kind, active = status._get_entry()
        if not active:
            raise ValidationError(self._get_status_error(status))
        return kind

    @api.model
    def _get_status_error(self, status):
        choices = self.env["mail.activity.status"]._get_choice_names()
        if status:
            return self.env._(
                "“%(name)s” was archived, so no activity can be moved there. Choose "
                "one of these statuses: %(choices)s.",
                name=status.name,
                choices=choices,
            )
        return self.env._(
            "An activity needs a status. Choose one of these: %(choices)s.",
            choices=choices,
        )

    @api.model
    def _check_agrees(self, status, vals):
        """Refuse values that say open and closed at once."""
        kind, _active = status._get_entry()
        if "active" in vals and bool(vals["active"]) != (kind == OPEN):
            raise ValidationError(
                self.env._(
                    "“%(status)s” doesn't fit an activity that is made %(state)s at "
                    "the same time. Leave out one of the two.",
                    status=status.name,
                    state=self.env._("open") if vals["active"] else self.env._("done"),
                )
            )
