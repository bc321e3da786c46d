from datetime import datetime, time

from odoo import models
from odoo.tools.intervals import Intervals

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
        """Return the working hours for each resource of this calendar.

        Flexible hours are treated as office hours: Odoo would spread them over the days
        that follow the start, whichever these are.

        The parameters are those of :meth:`_get_activity_working_days`.

        :rtype: dict[int, Intervals]
        """
        self.ensure_one()
        own = self.env["resource.resource"].concat(*resources).sudo()
        period = (
            tz.localize(datetime.combine(start, time.min)),
            tz.localize(datetime.combine(stop + ONE_DAY, time.min)),
        )
        domain = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, company.id]),
        ]
        calendar = self.sudo()
        if not calendar.flexible_hours:
            return calendar._work_intervals_batch(*period, own, domain=domain, tz=tz)
        leaves = calendar._leave_intervals_batch(*period, own, domain=domain, tz=tz)
        hours = [
            (begin, end, self.env["resource.calendar.attendance"])
            for begin, end, _attendance in get_office_hours(start, stop, tz)
        ]
        return {id_: Intervals(hours) - leaves[id_] for id_ in leaves}
