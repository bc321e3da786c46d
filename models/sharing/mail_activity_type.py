from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .policy import FULL, LEVELS


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    def unlink(self):
        """Let Odoo turn activities into To-Dos that it would but for their levels."""
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
        self.env["mail.activity.share"]._delete_about("activity_type_id", self)
        return super().unlink()

    def _check_unshared(self):
        """Keep types that lines name: To-Dos, to which Odoo turns theirs, may be open.

        :raise ValidationError: someone shares activities of one in a way of its own
        """
        domain = [("activity_type_id", "in", self.ids)]
        lines = self.env["mail.activity.share"].sudo().search(domain)
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        used = activities.search(
            [*domain, ("user_id", "in", lines.user_id.ids)], limit=1
        )
        if used:
            raise ValidationError(
                self.env._(
                    "“%(type)s” can't be deleted, because people share its activities "
                    "in their own way. Archive it, or merge it into another type with "
                    "Actions > Merge in the list.",
                    type=used.activity_type_id.name,
                )
            )

    def _move_field(self, field, survivor):
        """Keep the lower level where two lines of an owner would meet."""
        if field.model_name != "mail.activity.share":
            result = super()._move_field(field, survivor)
            if field.model_name == "mail.activity":
                self._adapt_meetings(survivor)
            return result
        self._execute_move(
            SQL(
                """
                DELETE FROM mail_activity_share line USING mail_activity_share kept
                 WHERE line.activity_type_id IN %(ids)s
                   AND kept.activity_type_id IN %(ids)s
                   AND kept.user_id = line.user_id
                   AND kept.viewer_id IS NOT DISTINCT FROM line.viewer_id
                   AND (array_position(%(levels)s, kept.level::text), kept.id)
                     < (array_position(%(levels)s, line.level::text), line.id)
                """,
                ids=(self | survivor)._ids,
                levels=list(LEVELS),
            )
        )
        result = super()._move_field(field, survivor)
        self.env["mail.activity"]._clear_share_policies()
        self._adapt_meetings(survivor)
        return result

    def _adapt_meetings(self, survivor):
        """Let meetings follow what their activities and the lines have become."""
        if self.env["mail.activity"]._has_sharing():
            self.env["calendar.event"]._adapt_privacy(
                SQL("mail_activity.activity_type_id = %s", survivor.id)
            )
