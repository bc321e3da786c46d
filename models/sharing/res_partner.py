from odoo import api, models
from odoo.exceptions import AccessError

from ..activity.client_values import is_id


class ResPartner(models.Model):
    """Contacts, whom Odoo lets take part in meetings without asking these."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Let no one join private meetings of others, in which one would read all."""
        for vals in vals_list:
            self._check_meetings(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Let no one join private meetings of others, in which one would read all."""
        self._check_meetings(vals)
        return super().write(vals)

    @api.model
    def _check_meetings(self, vals):
        """Check that the user can change who takes part in the meetings of values.

        :raise AccessError: one of them is private to others
        """
        if not vals.get("meeting_ids") or not self.env["mail.activity"]._is_limited():
            return
        commands = [
            each for each in vals["meeting_ids"] if isinstance(each, list | tuple)
        ]
        ids = {id_ for command in commands for id_ in command[1:2]}
        ids |= {id_ for each in commands for id_ in (each[2:3] or [()])[0] or ()}
        meetings = self.env["calendar.event"].browse(filter(is_id, ids))
        if meetings.exists()._filter_masked():
            raise AccessError(
                self.env._(
                    "You can't change who takes part in a private meeting of others. "
                    "Ask its organizer."
                )
            )
