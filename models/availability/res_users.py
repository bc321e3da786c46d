from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import models

from ..planned_time.mail_activity import MAX_HOURS
from .intervals import (
    HALF_HOUR,
    ONE_DAY,
    Schedule,
    get_office_hours,
    get_weekdays,
    join_hours,
)


class ResUsers(models.Model):
    """When people are busy and when they work; never with what.

    These methods read as the superuser, but only return start and end times.
    """

    _inherit = "res.users"

    # ------------------------------------------------------------
    # Working time
    # ------------------------------------------------------------

    def _get_working_days(self, start, stop, company):
        """Return the days on which these users work: by calendar, except for leaves.

        The calendar is that of the user's resource in the company, else the company's,
        else Monday to Friday. Public holidays and the user's own leaves are days off; a
        day with some working hours left isn't.

        :param date start: first day
        :param date stop: last day, included
        :param res.company company: whose working hours and public holidays apply
        :rtype: dict[res.users, set[date]]
        """
        days = {}
        for (calendar, tz), resources in self._group_by_calendar(company).items():
            if not calendar:
                weekdays = set(get_weekdays(start, stop))
                days.update(dict.fromkeys(resources, weekdays))
                continue
            by_resource = calendar._get_activity_working_days(
                start, stop, resources.values(), pytz.timezone(tz), company
            )
            for user, resource in resources.items():
                days[user] = by_resource[resource.id]
        return days

    def _get_working_hours(self, start, stop, zones):
        """Return when these users work: by calendar, except for public holidays.

        Their own leaves stay in: everyone knows the public holidays, but a leave is
        private and has to look like other busy time.

        :param date start: first day
        :param date stop: last day, included
        :param dict[res.users, tzinfo] zones: for users without a calendar
        :return: for each user, the days, and start and end of the hours in UTC, sorted
        :rtype: dict[res.users, tuple[set[date], list[tuple[datetime, datetime]]]]
        """
        hours = {}
        for company, users in self.sudo().grouped("company_id").items():
            for (calendar, tz), group in users._group_by_calendar(company).items():
                if calendar:
                    zone = pytz.timezone(tz)
                    work = calendar._get_activity_work(start, stop, [], zone, company)
                    hours.update(dict.fromkeys(group, join_hours(work[False])))
                    continue
                for user in group:
                    work = get_office_hours(start, stop, zones[user])
                    hours[user] = join_hours(work)
        return hours

    def _group_by_calendar(self, company):
        """Group these users by calendar and time zone.

        :param res.company company: whose calendar applies to users without their own
        :return: the resource of each user by calendar and zone; both are empty for
            users without a calendar
        :rtype: dict[tuple[resource.calendar, str], dict[res.users, resource.resource]]
        """
        groups = defaultdict(dict)
        for user in self:
            resource = user._get_working_resource(company)
            calendar = resource.calendar_id or company.sudo().resource_calendar_id
            tz = calendar and (resource.tz or calendar.tz or "UTC")
            groups[calendar, tz or ""][user] = resource
        return groups

    def _get_working_resource(self, company):
        """Return the resource with a user's working hours in a company, if any.

        As the superuser: a user who plans for a colleague has no access to the
        colleague's leaves, and learns no more than the day.
        """
        resources = self.sudo().resource_ids.filtered("calendar_id")
        own = resources.filtered(lambda resource: resource.company_id == company)
        return (own or resources.filtered(lambda resource: not resource.company_id))[:1]

    # ------------------------------------------------------------
    # Busy time
    # ------------------------------------------------------------

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
        slots = users._get_busy_slots(begin - ONE_DAY, end + 2 * ONE_DAY, zones)
        return {user: Schedule(zones[user], *work[user], slots[user]) for user in users}

    def _get_busy_slots(self, start, stop, zones):
        """Return the start and end of these users' busy slots between two moments.

        An activity and its meeting have the same key: they are one slot.

        :rtype: dict[res.users, dict[tuple[str, int], tuple[datetime, datetime]]]
        """
        slots = {user: {} for user in self}
        for activity in self._find_busy_activities(start, stop):
            event = activity.calendar_event_id
            record = event or activity
            hours = timedelta(hours=activity.planned_duration) or HALF_HOUR
            slot = (activity.planned_start, activity.planned_start + hours)
            slots[activity.user_id][record._name, record.id] = slot
        users = self.grouped("partner_id")
        for attendee in self._find_busy_attendees(start, stop):
            event = attendee.event_id
            for user in users[attendee.partner_id]:
                slot = event._get_busy_slot(zones[user])
                slots[user][event._name, event.id] = slot
        for leave in self._find_busy_leaves(start, stop):
            slot = (leave.date_from, leave.date_to)
            slots[leave.resource_id.user_id][leave._name, leave.id] = slot
        return slots

    def _get_busy_activity_domain(self):
        """Hook: return which activities make these users busy."""
        return [("user_id", "in", self.ids), ("active", "=", True)]

    def _find_busy_activities(self, start, stop):
        """Find open activities that might overlap the time between two moments."""
        longest = timedelta(hours=MAX_HOURS)
        domain = [
            *self._get_busy_activity_domain(),
            ("planned_start", ">=", start - longest),
            ("planned_start", "<", stop),
        ]
        names = ["calendar_event_id", "planned_duration", "planned_start", "user_id"]
        return self.env["mail.activity"].sudo().search_fetch(domain, names)

    def _find_busy_attendees(self, start, stop):
        """Find attendees of busy meetings that overlap the time between two moments.

        Searches meetings first: attendees have no index on the partner.
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
