from collections import namedtuple
from datetime import datetime, time, timedelta

from odoo import models

from .mail_activity_planned_time import MAX_HOURS
from .resource_calendar import ONE_DAY, get_day_slot

HALF_HOUR = timedelta(minutes=30)

# zone: where the person is. days: on which the person works. work: begin and end of
# the hours of work, in order. things: begin and end by what makes busy, which is for
# telling them apart and for nothing else. All moments are in UTC, without zone.
Schedule = namedtuple("Schedule", ("zone", "days", "work", "things"))


class ResUsers(models.Model):
    """When people are busy and when they work; never with what.

    As the superuser, whose eyes these methods are: what leaves them is from and to.
    """

    _inherit = "res.users"

    def _get_schedules(self, start, stop):
        """Return when these users are busy, and when they work.

        :param date start: first day
        :param date stop: last day, included
        :rtype: dict[res.users, Schedule]
        """
        users = self.sudo()
        zones = {user: self.env["mail.activity"]._get_zone(user.tz) for user in users}
        work = users._get_working_hours(start, stop, zones)
        begin, end = (datetime.combine(day, time.min) for day in (start, stop))
        things = users._get_busy_things(begin - ONE_DAY, end + 2 * ONE_DAY, zones)
        return {
            user: Schedule(zones[user], *work[user], things[user]) for user in users
        }

    def _get_busy_things(self, start, stop, zones):
        """Return what makes these users busy between two moments, as begin and end.

        An activity and its meeting have the same key: they are one thing.

        :rtype: dict[res.users, dict[tuple[str, int], tuple[datetime, datetime]]]
        """
        things = {user: {} for user in self}
        for activity in self._find_busy_activities(start, stop):
            event = activity.calendar_event_id
            record = event or activity
            hours = timedelta(hours=activity.planned_duration) or HALF_HOUR
            slot = (activity.planned_start, activity.planned_start + hours)
            things[activity.user_id][record._name, record.id] = slot
        users = self.grouped("partner_id")
        for attendee in self._find_busy_attendees(start, stop):
            event = attendee.event_id
            for user in users[attendee.partner_id]:
                slot = event._get_busy_slot(zones[user])
                things[user][event._name, event.id] = slot
        for leave in self._find_busy_leaves(start, stop):
            slot = (leave.date_from, leave.date_to)
            things[leave.resource_id.user_id][leave._name, leave.id] = slot
        return things

    def _get_busy_activity_domain(self):
        """Hook: return which activities make these users busy."""
        return [("user_id", "in", self.ids), ("active", "=", True)]

    def _find_busy_activities(self, start, stop):
        """Find open activities that may overlap two moments."""
        longest = timedelta(hours=MAX_HOURS)
        domain = [
            *self._get_busy_activity_domain(),
            ("planned_start", ">=", start - longest),
            ("planned_start", "<", stop),
        ]
        names = ["calendar_event_id", "planned_duration", "planned_start", "user_id"]
        return self.env["mail.activity"].sudo().search_fetch(domain, names)

    def _find_busy_attendees(self, start, stop):
        """Find who attends busy meetings that overlap two moments.

        By the meetings first: for the attendees of a partner there is no index.
        """
        events = self.env["calendar.event"].sudo()
        events = events.search_fetch(
            [
                ("active", "=", True),
                ("partner_ids", "in", self.partner_id.ids),
                ("show_as", "=", "busy"),
                ("start", "<", stop),
                ("stop", ">", start),
            ],
            ["allday", "start", "start_date", "stop", "stop_date"],
        )
        attendees = self.env["calendar.attendee"].sudo()
        return attendees.search_fetch(
            [
                ("event_id", "in", events.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "!=", "declined"),
            ],
            ["event_id", "partner_id"],
        )

    def _find_busy_leaves(self, start, stop):
        leaves = self.env["resource.calendar.leaves"].sudo()
        domain = [
            ("resource_id.user_id", "in", self.ids),
            ("time_type", "=", "leave"),
            ("date_from", "<", stop),
            ("date_to", ">", start),
        ]
        return leaves.search_fetch(domain, ["date_from", "date_to", "resource_id"])


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # what somebody has planned: few of a million activities
    _busy_idx = models.Index(
        "(user_id, planned_start) WHERE active IS TRUE AND planned_start IS NOT NULL"
    )


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _get_busy_slot(self, zone):
        """Return from when to when it takes somebody; of a whole day all hours."""
        if not self.allday:
            return self.start, self.stop
        return get_day_slot(self.start_date, self.stop_date, zone)
