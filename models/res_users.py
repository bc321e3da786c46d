from collections import defaultdict

import pytz

from odoo import models

from .resource_calendar import get_office_hours, get_weekdays, join_hours


class ResUsers(models.Model):
    _inherit = "res.users"

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
