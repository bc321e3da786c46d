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

    As the superuser, whose eyes these methods are: what leaves them is from and to.
    """

    _inherit = "res.users"

    # ------------------------------------------------------------
    # Working time
    # ------------------------------------------------------------

    def _get_working_days(self, start, stop, company):
        """Return the days on which these users work: by the calendar, less the leaves.

        A user works by the calendar of the own resource in the company, else by the
        company's, else from Monday to Friday. Public holidays and the person's own
        leaves are free; a day with some hours of work left is not.

        :param date start: first day
        :param date stop: last day, included
        :param res.company company: whose working hours and public holidays count
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
        """Return when these users work, by the calendar less the public holidays.

        Not less their own leaves: a public holiday is known to everyone, a leave is
        not, and has to look like other busy time.

        :param date start: first day
        :param date stop: last day, included
        :param dict[res.users, tzinfo] zones: where they are, for those without calendar
        :return: for each user the days, and begin and end of the hours in UTC, in order
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
        """Return which of these users work by which calendar, in which time zone.

        :param res.company company: whose working hours count without own ones
        :return: the resource of each user by calendar and zone; both are empty for
            users without any calendar
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
        """Return what tells the working hours of a user in a company, if anything.

        As the superuser: who plans for a colleague may not know the colleague's leaves,
        and learns no more than the day.
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
        """Return what makes these users busy between two moments, as begin and end.

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
