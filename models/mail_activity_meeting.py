from math import isclose

from odoo import models

MINUTE = 1 / 60  # of an hour: events are as exact as this


class MailActivity(models.Model):
    """The meeting in which an activity is held: each follows the other."""

    _inherit = "mail.activity"

    def _move_meetings(self):
        """Move the meetings of open activities to where these are planned."""
        if self.env.context.get("calendar_event_meeting_update"):
            return
        planned = self.filtered(
            lambda activity: (
                activity.planned_start
                and activity.active
                and activity.calendar_event_id
            )
        )
        for event, activities in planned.grouped("calendar_event_id").items():
            first = activities[0]
            event._move_to(first.planned_start, first.planned_duration)

    def _copy_meeting_time(self):
        """Take the time of their meetings over, where it is another one."""
        for event, activities in self.grouped("calendar_event_id").items():
            vals = event._prepare_planned_time()
            stale = activities.filtered(
                lambda activity, vals=vals: not activity._is_planned_at(vals)
            )
            if stale:
                stale.write(vals)

    def _is_planned_at(self, vals):
        if self.planned_start != vals["planned_start"]:
            return False
        if not vals["planned_start"]:
            return self.date_deadline == vals["date_deadline"]
        day = self._get_local_day(self.planned_start, self._get_zone(self.user_tz))
        return self.date_deadline == day and isclose(
            self.planned_duration, vals["planned_duration"], abs_tol=MINUTE
        )
