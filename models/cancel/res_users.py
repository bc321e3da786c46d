from odoo import api, models
from odoo.exceptions import UserError

from ..activity.records import is_uninstalling


class ResUsers(models.Model):
    """People who leave take nothing along, while Outcomes or Statuses is on."""

    _inherit = "res.users"

    def action_archive(self):
        """Cancel open activities before Odoo deletes them.

        A client's context could make Odoo find closed ones, too.
        """
        if not self.env["mail.activity"]._flow_keeps_trace():
            return super().action_archive()
        self.check_access("write")
        self._cancel_activities()
        found = self.with_context(active_test=True)
        return super(ResUsers, found).action_archive()

    def write(self, vals):
        """Do so for imports and programs, too, which archive without that method."""
        if not vals.get("active", True):
            self.check_access("write")
            self.sudo().filtered("active")._cancel_activities()
        return super().write(vals)

    def _cancel_activities(self):
        """Cancel the open activities of these users, who are about to be archived.

        With a trace, also while Statuses is off: they were not done, and they would
        otherwise be gone.
        """
        activities = self.env["mail.activity"]
        if not activities._flow_keeps_trace():
            return
        left = activities._sudo_open().search([("user_id", "in", self.ids)])
        for user, own in left.grouped("user_id").items():
            reason = self.env._("%(name)s was archived", name=user.name)
            own._cancel(reason, notifies=False)

    # also by code, and whatever a client's context says
    @api.ondelete(at_uninstall=True)
    def _unlink_except_assignees(self):
        """Keep users with activities: these would be deleted as well, outcome and all.

        Whoever only created, completed or cancelled activities can be deleted.
        """
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        if not activities._flow_keeps_trace() or is_uninstalling(self.env):
            return
        found = activities.search([("user_id", "in", self.ids)], limit=1)
        if found:
            # without their number: it isn't everyone's to know
            raise UserError(
                self.env._(
                    "%(name)s can't be deleted: activities assigned to this user "
                    "would be deleted, too. Archive the user instead.",
                    name=found.user_id.name,
                )
            )
