from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import models

ONE_DAY = timedelta(days=1)
SATURDAY = 5


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
        groups = defaultdict(dict)
        for user in self:
            resource = user._get_working_resource(company)
            calendar = resource.calendar_id or company.sudo().resource_calendar_id
            if not calendar:
                days[user] = set(_get_weekdays(start, stop))
                continue
            tz = resource.tz or calendar.tz or "UTC"
            groups[calendar, tz][user] = resource
        for (calendar, tz), resources in groups.items():
            by_resource = calendar._get_activity_working_days(
                start, stop, resources.values(), pytz.timezone(tz), company
            )
            for user, resource in resources.items():
                days[user] = by_resource[resource.id]
        return days

    def _get_working_resource(self, company):
        """Return what tells the working hours of a user in a company, if anything.

        As the superuser: who plans for a colleague may not know the colleague's leaves,
        and learns no more than the day.
        """
        resources = self.sudo().resource_ids.filtered("calendar_id")
        own = resources.filtered(lambda resource: resource.company_id == company)
        return (own or resources.filtered(lambda resource: not resource.company_id))[:1]


def _get_weekdays(start, stop):
    for offset in range((stop - start).days + 1):
        day = start + offset * ONE_DAY
        if day.weekday() < SATURDAY:
            yield day


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_activity_working_days(self, start, stop, resources, tz, company):
        """Return the days with hours of work, for each resource of this calendar.

        :param date start: first day
        :param date stop: last day, included
        :param list[resource.resource] resources: of users; an empty one stands for
            those who work by the calendar alone
        :param tzinfo tz: where they work
        :param res.company company: whose public holidays count
        :return: days by the id of the resource
        :rtype: dict[int, set[date]]
        """
        self.ensure_one()
        own = self.env["resource.resource"].concat(*resources).sudo()
        intervals = self.sudo()._work_intervals_batch(
            tz.localize(datetime.combine(start, time.min)),
            tz.localize(datetime.combine(stop + ONE_DAY, time.min)),
            own,
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company.id]),
            ],
            tz=tz,
        )
        return {
            resource_id: {begin.date() for begin, _end, _attendance in work}
            for resource_id, work in intervals.items()
        }
