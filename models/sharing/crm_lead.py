from odoo import api, fields, models

from .per_user import keep_per_user


class CrmLead(models.Model):
    """What Odoo does for opportunities includes hidden activities and tells of none."""

    _inherit = "crm.lead"

    # so that these are this model's own, see ``keep_per_user``
    calendar_event_ids = fields.One2many(export_string_translation=False)
    meeting_display_date = fields.Date(export_string_translation=False)
    meeting_display_label = fields.Char(export_string_translation=False)

    @api.model
    def _post_model_setup__(self):
        super()._post_model_setup__()
        names = ["calendar_event_ids", "meeting_display_date", "meeting_display_label"]
        keep_per_user(self, names)

    def unlink(self):
        """Release private meetings, too, before Odoo looks for those that it finds."""
        if self.env["mail.activity"]._is_limited():
            self.check_access("unlink")
            meetings = self.env["calendar.event"].sudo()
            meetings = meetings.search(
                [("res_id", "in", self.ids), ("res_model", "=", self._name)]
            )
            meetings.write({"res_id": False, "res_model_id": False})
        return super().unlink()

    def _merge_dependences_history(self, opportunities):
        """Move hidden activities, too: they would be deleted with their opportunity."""
        if self.env["mail.activity"]._is_limited():
            opportunities = opportunities.sudo()
        return super()._merge_dependences_history(opportunities)

    def _merge_dependences_calendar_events(self, opportunities):
        """Move private meetings, too, which meetings of hidden activities are."""
        lead = self.sudo() if self.env["mail.activity"]._is_limited() else self
        return super(CrmLead, lead)._merge_dependences_calendar_events(opportunities)

    def log_meeting(self, meeting):
        """Log no meeting that is about an activity that is kept quiet."""
        is_meeting = isinstance(meeting, self.pool["calendar.event"])
        if is_meeting and self.env["mail.activity"]._has_sharing():
            quiet = meeting._get_originals()._flow_filter_quiet()
            if quiet or meeting._is_marked():
                return self.env["mail.message"]
        return super().log_meeting(meeting)
