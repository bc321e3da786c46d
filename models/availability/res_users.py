from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Domain

from ..planned_time.mail_activity import MAX_HOURS
from .intervals import ONE_DAY, Schedule, get_length, join_hours, join_windows


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
        else Monday to Friday. Public holidays and the user's own leaves are days off,
        also for fully flexible users, whose resource has no calendar; a day with some
        working hours left isn't.

        :param date start: first day
        :param date stop: last day, included
        :param res.company company: whose working hours and public holidays apply
        :rtype: dict[res.users, set[date]]
        """
        days = {}
        for (calendar, zone), resources in self._group_by_calendar(company).items():
            by_resource = calendar._get_activity_working_days(
                start, stop, resources.values(), zone, company
            )
            for user, resource in resources.items():
                days[user] = by_resource[resource.id]
        return days

    def _get_working_hours(self, windows):
        """Return when these users work: by calendar, except for public holidays.

        Their own leaves stay in: everyone knows the public holidays, but a leave is
        private and has to look like other busy time.

        :param dict windows: see :meth:`_get_schedules`
        :return: for each user, the days, and start and end of the hours in UTC, sorted
        :rtype: dict[res.users, tuple[set[date], list[tuple[datetime, datetime]]]]
        """
        hours = {}
        for company, users in self.sudo().grouped("company_id").items():
            for (calendar, zone), group in users._group_by_calendar(company).items():
                shared = join_windows(day for user in group for day in windows[user])
                work = [
                    interval
                    for start, stop in shared
                    for interval in calendar._get_activity_work(
                        start, stop, [], zone, company
                    )[False]
                ]
                hours.update(dict.fromkeys(group, join_hours(work)))
        return hours

    def _group_by_calendar(self, company):
        """Group these users by calendar and time zone.

        :param res.company company: whose calendar applies to users without their own
        :return: the resource of each user by calendar and zone; the calendar is empty
            for users without one
        :rtype: dict[tuple[resource.calendar, tzinfo],
            dict[res.users, resource.resource]]
        """
        get_zone = self.env["mail.activity"]._get_zone
        groups = defaultdict(dict)
        for user in self:
            resource = user._get_working_resource(company)
            calendar = resource.calendar_id or company.sudo().resource_calendar_id
            zone = get_zone(resource.tz or calendar.tz or user.sudo().tz)
            groups[calendar, zone][user] = resource
        return groups

    def _get_working_resource(self, company):
        """Return the resource with a user's working hours in a company, if any.

        One with a calendar, if there are several; one without is fully flexible, and
        has leaves all the same.

        As the superuser: a user who plans for a colleague has no access to the
        colleague's leaves, and learns no more than the day.
        """
        resources = self.sudo().resource_ids.sorted(lambda each: not each.calendar_id)
        own = resources.filtered(lambda resource: resource.company_id == company)
        return (own or resources.filtered(lambda resource: not resource.company_id))[:1]

    # ------------------------------------------------------------
    # Busy time
    # ------------------------------------------------------------

    def _get_schedules(self, windows):
        """Return when these users are busy, and when they work.

        Only around the days that are asked for: computing a person's hours takes longer
        the more days there are.

        :param dict windows: for each user, the first and last days to look at, both
            included, as a list
        :rtype: dict[res.users, Schedule]
        """
        users = self.sudo()
        zones = {user: self.env["mail.activity"]._get_zone(user.tz) for user in users}
        work = users._get_working_hours(windows)
        slots = users._get_busy_slots(windows, zones)
        return {user: Schedule(zones[user], *work[user], slots[user]) for user in users}

    def _get_busy_slots(self, windows, zones):
        """Return the start and end of these users' busy slots.

        An activity and its meeting have the same key: they are one slot.

        :param dict windows: see :meth:`_get_schedules`
        :rtype: dict[res.users, dict[tuple[str, int], tuple[datetime, datetime]]]
        """
        slots = {user: {} for user in self}
        periods = self._get_periods(windows)
        for activity in self._find_busy_activities(periods):
            event = activity.calendar_event_id
            record = event or activity
            length = get_length(activity.planned_duration)
            slot = (activity.planned_start, activity.planned_start + length)
            slots[activity.user_id][record._name, record.id] = slot
        users = self.grouped("partner_id")
        for attendee in self._find_busy_attendees(periods):
            event = attendee.event_id
            for user in users[attendee.partner_id]:
                slot = event._get_busy_slot(zones[user])
                slots[user][event._name, event.id] = slot
        for leave in self._find_busy_leaves(periods):
            slot = (leave.date_from, leave.date_to)
            slots[leave.resource_id.user_id][leave._name, leave.id] = slot
        return slots

    def _get_periods(self, windows):
        """Return the users by the moments between which their slots are needed.

        A day more on both sides, because days begin at other moments elsewhere.

        :param dict windows: see :meth:`_get_schedules`
        :rtype: dict[tuple[datetime, datetime], res.users]
        """
        periods = defaultdict(self.browse)
        for user in self:
            for first, last in join_windows(windows[user]):
                start, stop = first - ONE_DAY, last + 2 * ONE_DAY
                key = tuple(datetime.combine(day, time.min) for day in (start, stop))
                periods[key] |= user
        return periods

    def _get_busy_activity_domain(self):
        """Hook: return which activities make these users busy."""
        return [("user_id", "in", self.ids), ("active", "=", True)]

    def _find_busy_activities(self, periods):
        """Find open activities that might be in these users' periods.

        :param dict periods: see :meth:`_get_periods`
        """
        longest = timedelta(hours=MAX_HOURS)
        domain = Domain(self._get_busy_activity_domain()) & Domain.OR(
            Domain("user_id", "in", users.ids)
            & Domain("planned_start", ">=", start - longest)
            & Domain("planned_start", "<", stop)
            for (start, stop), users in periods.items()
        )
        names = ["calendar_event_id", "planned_duration", "planned_start", "user_id"]
        return self.env["mail.activity"].sudo().search_fetch(domain, names)

    def _find_busy_attendees(self, periods):
        """Find attendees of busy meetings in these users' periods.

        Searches meetings first: attendees have no index on the partner.

        :param dict periods: see :meth:`_get_periods`
        """
        events = self.env["calendar.event"].sudo()
        domain = Domain(
            [
                ("active", "=", True),
                ("partner_ids", "in", self.partner_id.ids),
                ("show_as", "=", "busy"),
            ]
        )
        events = events.search_fetch(
            domain & self._get_overlap_domain(periods, "start", "stop"),
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

    def _find_busy_leaves(self, periods):
        leaves = self.env["resource.calendar.leaves"].sudo()
        domain = Domain("resource_id.user_id", "in", self.ids)
        domain &= Domain("time_type", "=", "leave")
        domain &= self._get_overlap_domain(periods, "date_from", "date_to")
        return leaves.search_fetch(domain, ["date_from", "date_to", "resource_id"])

    def _get_overlap_domain(self, periods, start_name, stop_name):
        """Return a domain on what overlaps one of the periods, whosever it is.

        :param dict periods: see :meth:`_get_periods`
        :param str start_name: the field with the start
        :param str stop_name: the field with the end
        """
        return Domain.OR(
            Domain(start_name, "<", stop) & Domain(stop_name, ">", start)
            for start, stop in join_windows(periods)
        )
