from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

# what opens a meeting without a login, and who made it
CONTENTS = frozenset({"access_token", "create_uid", "write_uid"})


class CalendarAttendee(models.Model):
    """Who takes part in a meeting, with a link that opens it without a login."""

    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "mail.activity.masked.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        """Let no one join private meetings of others."""
        attendees = super().create(vals_list)
        attendees._check_not_masked()
        return attendees

    def write(self, vals):
        """Let no one change who takes part in private meetings of others.

        Nor choose the link with which an attendee opens one, or answer for someone.
        """
        self._check_not_masked()
        result = super().write(vals)
        if "event_id" in vals or "partner_id" in vals:
            self._check_not_masked()
        return result

    def unlink(self):
        """Let no one send others away, but let everyone leave."""
        own = self.env.user.partner_id
        self.filtered(lambda each: each.partner_id != own)._check_not_masked()
        return super().unlink()

    def _check_not_masked(self):
        """Refuse to change who takes part in private meetings of others.

        :raise AccessError: one of these is private to the user
        """
        if self.env["mail.activity"]._is_limited():
            self.event_id._check_not_masked()

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        """Let no one own what others are sent about their private meetings.

        Odoo makes mails and files in the name of whoever moves a meeting, also where
        one only moves an activity, and lets users read what they have made. And send
        nothing by a template for other records, whose ids attendees can have, too.
        """
        if mail_template and self.env["mail.activity"]._has_sharing():
            if mail_template.model != self._name:
                return None
            mail_template = mail_template._note_by_code()
        masked = self.browse()
        if self.env.su and self.sudo(False).env["mail.activity"]._is_limited():
            masked = self._filter_masked_before().with_user(SUPERUSER_ID)
        if masked:
            super(CalendarAttendee, masked)._notify_attendees(
                mail_template, notify_author, force_send
            )
        return super(CalendarAttendee, self - masked)._notify_attendees(
            mail_template, notify_author, force_send
        )

    def _get_content_names(self):
        return CONTENTS

    def _filter_masked_before(self):
        masked_ids = {*self.event_id._filter_masked_before()._ids}
        return self.filtered(lambda each: each.event_id.id in masked_ids)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Give no one the links to private meetings of others, or who made these."""
        value = super()._field_to_sql(alias, field_expr, query)
        is_limited = self.env["mail.activity"]._is_limited()
        if field_expr.split(".")[0] not in CONTENTS or not is_limited:
            return value
        return SQL(
            "(CASE WHEN %s THEN NULL ELSE %s END)",
            self.env["calendar.event"]._get_linked_masked_sql(
                super()._field_to_sql(alias, "event_id", query)
            ),
            value,
        )
