from odoo import api, models

from ..activity.links import get_changed_ids


class ResPartner(models.Model):
    """Contacts, whom Odoo lets take part in meetings without asking these."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Let no one join private meetings of others, in which one would read all."""
        if self.env["mail.activity"]._is_limited():
            for vals in self._sharing_add_defaults(vals_list, ["meeting_ids"]):
                self._check_meetings(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Let no one join private meetings of others, in which one would read all."""
        if self.env["mail.activity"]._is_limited():
            self._check_meetings(vals)
        return super().write(vals)

    def _check_meetings(self, vals):
        """Check that the user can change who takes part in the meetings of values.

        :raise AccessError: one of them is private to others
        """
        if "meeting_ids" not in vals:
            return
        changed = set()
        for partner in self or [self]:
            linked = {*partner.sudo().meeting_ids._ids}
            changed |= get_changed_ids(vals["meeting_ids"], linked)
        self.env["calendar.event"].browse(changed).exists()._check_not_masked()

    def _check_merging(self):
        """Check that merging these lets the user into no private meeting.

        :raise AccessError: one of them takes part in one that is private to the user
        """
        if self.env["mail.activity"]._is_limited() and self.env.user.partner_id in self:
            contacts = self.sudo().exists().with_context(active_test=False)
            meetings = contacts.meeting_ids
            meetings.with_env(self.env)._check_not_masked()
