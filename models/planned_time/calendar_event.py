from datetime import timedelta
from math import isclose

from odoo import models

from .mail_activity import MAX_HOURS, MINUTE

EVENT_TIME_FIELDS = {"allday", "duration", "start", "start_date", "stop", "stop_date"}


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _sync_activities(self, fields):
        """Move open activities to the time of their meeting; closed ones stay."""
        if not self:
            return super()._sync_activities(fields)
        # Odoo's write of the deadline mustn't move the meeting, which moved already
        events = self.with_context(active_test=True, calendar_event_meeting_update=True)
        result = super(CalendarEvent, events)._sync_activities(fields)
        if not EVENT_TIME_FIELDS.isdisjoint(fields):
            # whoever can move the meeting can move its activities; Odoo has just read
            # these, so a meeting without any costs no query
            events.activity_ids.filtered("active").sudo()._copy_meeting_time()
        return result

    # ------------------------------------------------------------
    # Series that change
    # ------------------------------------------------------------

    def _rewrite_recurrence(self, values, time_values, recurrence_values):
        """Move open activities along when a whole series changes."""
        events = self.recurrence_id.calendar_event_ids.sorted("start")
        starts = {event: event.start for event in events}
        result = super()._rewrite_recurrence(values, time_values, recurrence_values)
        events._move_activities(starts)
        return result

    def _update_future_events(self, values, time_values, recurrence_values):
        """Move open activities along when the rest of a series changes."""
        events = self.recurrence_id.calendar_event_ids.sorted("start")
        events = events.filtered(lambda event: event.start >= self.start)
        starts = {event: event.start for event in events}
        result = super()._update_future_events(values, time_values, recurrence_values)
        events._move_activities(starts)
        return result

    def _move_activities(self, starts):
        """Link the open activities of a series' old occurrences to the new ones.

        When a series changes, Odoo keeps one occurrence, archives the others and
        creates new ones, so their activities would be left behind. If the number stays
        the same, the nth new occurrence takes the activities of the nth old one. If
        not, the one at the same time does, shifted like the occurrence that was kept;
        without one, the activities stay where they are.

        :param dict starts: when each of these began before the change, in order
        """
        kept = self.filtered("active")[:1]
        activities = (self - kept).sudo().activity_ids.filtered("active")
        if not activities or not kept.recurrence_id:
            return
        events = kept.recurrence_id.calendar_event_ids.sorted("start")
        if len(events) == len(self):
            targets = dict(zip(self, events, strict=True))
        else:
            shift = kept.start - starts[kept]
            by_start = {event.start - shift: event for event in events}
            targets = {event: by_start.get(starts[event]) for event in self}
        activities = activities.with_context(calendar_event_meeting_update=True)
        for event, group in activities.grouped("calendar_event_id").items():
            if targets[event] not in (None, event):
                group.write({"calendar_event_id": targets[event].id})

    # ------------------------------------------------------------
    # The meeting's time and the activity's
    # ------------------------------------------------------------

    def _prepare_planned_time(self):
        """Return the time of an activity with this meeting.

        An all-day meeting has no time, only a day.
        """
        if self.allday:
            return {"planned_start": False, "date_deadline": self.start.date()}
        return {"planned_start": self.start, "planned_duration": self._get_hours()}

    def _get_hours(self):
        """Return the exact length in hours, within the limits of an activity."""
        hours = (self.stop - self.start).total_seconds() / 3600
        return min(max(hours, 0.0), MAX_HOURS)

    def _move_to(self, start, hours):
        """Move to an activity's planned time; an all-day meeting becomes a timed one.

        :param datetime start: in UTC
        :param float hours: the new length
        """
        length = self.stop - self.start
        if self.allday:
            hours = hours or self.get_default_duration()
            length = timedelta(minutes=round(hours * 60))
        elif not isclose(hours, self._get_hours(), abs_tol=MINUTE):
            length = timedelta(minutes=round(hours * 60))
        elif self.start == start:
            return
        values = {"start": start, "stop": start + length}
        if self.allday:
            values["allday"] = False
        self.with_context(mail_activity_meeting_update=True).write(values)
