from datetime import time

from odoo import models
from odoo.fields import Domain
from odoo.tools.intervals import Intervals

from ..planned_time.zones import get_moment_at, to_local
from .intervals import ONE_DAY, get_office_hours


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_activity_working_days(self, start, stop, resources, tz, company):
        """Return the days with working hours for each resource of this calendar.

        :param date start: first day
        :param date stop: last day, included
        :param list[resource.resource] resources: of users; an empty one stands for
            users who work by the calendar alone
        :param tzinfo tz: where they work
        :param res.company company: whose public holidays apply
        :return: days by the id of the resource
        :rtype: dict[int, set[date]]
        """
        work = self._get_activity_work(start, stop, resources, tz, company)
        return {
            resource_id: {begin.date() for begin, _end, _attendance in intervals}
            for resource_id, intervals in work.items()
        }

    def _get_activity_work(self, start, stop, resources, tz, company):
        """Return the working hours for each resource of this calendar, or of none.

        Fully flexible resources have no calendar, so Odoo would let them work day and
        night: they get the hours of this one, too, less their own leaves.

        The parameters are those of :meth:`_get_activity_working_days`.

        :rtype: dict[int, Intervals]
        """
        own = self.env["resource.resource"].concat(*resources).sudo()
        period = [
            to_local(get_moment_at(day, time.min, tz), tz)
            for day in (start, stop + ONE_DAY)
        ]
        # a person's own leaves apply, whatever the company they were entered in
        holidays = Domain("company_id", "in", [False, company.id])
        if not self:
            holidays &= Domain("calendar_id", "=", False)
        domain = Domain("time_type", "=", "leave")
        domain &= Domain("resource_id", "!=", False) | holidays
        domain = list(domain)  # Odoo adds to it
        calendar = self.sudo()
        hours = calendar._get_activity_hours(start, stop, period, tz)
        leaves = calendar._leave_intervals_batch(*period, own, domain=domain, tz=tz)
        # Odoo leaves public holidays out for resources without a company
        return {id_: hours - leaves[False] - leaves[id_] for id_ in leaves}

    def _get_activity_hours(self, start, stop, period, tz):
        """Return the hours of this calendar, whoever works by it, without leaves.

        Flexible hours are treated as office hours, like those of no calendar: Odoo
        would spread them over the days that follow the start, whichever these are.

        :param list[datetime] period: the start and the end of the days, with zone
        :rtype: Intervals
        """
        if self and not self.flexible_hours:
            return self._attendance_intervals_batch(*period, tz=tz)[False]
        return Intervals(
            (begin, end, self.env["resource.calendar.attendance"])
            for begin, end, _attendance in get_office_hours(start, stop, tz)
        )
