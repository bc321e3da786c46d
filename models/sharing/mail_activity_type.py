from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .calendar_event import HAS_MEETING
from .policy import FULL


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    def unlink(self):
        """Turn hidden open activities into To-Dos, as Odoo does with those it sees."""
        activities = self.env["mail.activity"]
        if self and activities._is_limited():
            self.check_access("unlink")
            self._check_unshared()
            domain = activities._get_accessible_domain()
            domain &= ~activities._get_level_domain(FULL)
            left = activities._sudo_open().search(
                domain & Domain("activity_type_id", "in", self.ids)
            )
            left.activity_type_id = self.env.ref("mail.mail_activity_data_todo")
        # of these, no one can say any more who may know them
        self.env["calendar.event"]._change_reasons(self, "is_private", value=True)
        self.env["mail.activity.share"]._delete_about("activity_type_id", self)
        return super().unlink()

    def _check_unshared(self):
        """Keep types whose activities would be shared with more people as To-Dos.

        :raise ValidationError: someone has lines for one of them, or for To-Dos
        """
        domain = [("activity_type_id", "in", self.ids)]
        named = self | self.env.ref("mail.mail_activity_data_todo")
        lines = self.env["mail.activity.share"].sudo()
        lines = lines.search([("activity_type_id", "in", named.ids)])
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        used = activities.search(
            [*domain, ("user_id", "in", lines.user_id.ids)], limit=1
        )
        if used:
            raise ValidationError(
                self.env._(
                    "“%(type)s” can't be deleted, because people share its activities "
                    "and To-Dos differently. Archive it, or merge it into another type "
                    "with Actions > Merge in the list.",
                    type=used.activity_type_id.name,
                )
            )

    def _move_references(self, survivor):
        """Let no one see more of activities whose type is merged."""
        self.env["mail.activity.share"]._merge_types(self | survivor, survivor)
        result = super()._move_references(survivor)
        self.env["calendar.event"]._change_reasons(self, "activity_type", survivor.id)
        self.env["mail.activity"]._clear_share_policies()
        self._adapt_meetings(survivor)
        return result

    def _adapt_meetings(self, survivor):
        """Let meetings follow what their activities and the lines have become."""
        if self.env["mail.activity"]._has_sharing():
            self.env["calendar.event"]._adapt_privacy(
                SQL(
                    "%s AND mail_activity.activity_type_id = %s",
                    HAS_MEETING,
                    survivor.id,
                ),
                SQL("reason.activity_type = %s", survivor.id),
            )
