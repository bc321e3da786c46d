from bisect import bisect_left, bisect_right
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import ValidationError

from .mail_activity_step_mixin import WORKING_DAYS

MARGIN = timedelta(days=60)
# days of the calendar that are looked at for each working day: weekends, some holidays
SPREAD = 2
ATTEMPTS = 4


class MailActivityStepMixin(models.AbstractModel):
    """When a step is due: days, weeks, months or working days from some day.

    Dates only, never moments: so weeks with a change of the clock count like others.
    """

    _inherit = "mail.activity.step.mixin"

    def _get_due_dates(self, base, users, company):
        """Return when these steps are due, for each of these assignees.

        :param date base: the day from which the delays count
        :param res.users users: assignees; each one's working days count
        :param res.company company: whose public holidays count
        :rtype: dict[tuple[BaseModel, res.users], date]
        :raise ValidationError: somebody has not enough working days
        """
        due_dates = {}
        margin = MARGIN
        for _attempt in range(ATTEMPTS):
            start, stop = self._get_window(base, margin)
            days = dict.fromkeys(users, ())
            if any(step._needs_calendar() for step in self):
                days = users._get_working_days(start, stop, company)
            ordered = {user: sorted(days[user]) for user in users}
            for step in self:
                for user in users:
                    due = step._get_due_date(base, ordered[user])
                    due_dates[step, user] = due
            if all(due_dates.values()):
                return due_dates
            margin *= 4
        _step, user = next(key for key, due in due_dates.items() if not due)
        raise ValidationError(
            self.env._(
                "%(name)s has not enough working days to count with. Check the working "
                "hours and the leaves, or choose another unit.",
                name=user.name,
            )
        )

    def _get_window(self, base, margin):
        """Return the first and the last day that may matter to these steps."""
        dates = [base]
        for step in self:
            count, unit = step._get_signed_delay(), step.delay_unit
            if unit == WORKING_DAYS:
                dates.append(base + timedelta(days=count * SPREAD))
            else:
                dates.append(base + relativedelta(**{unit: count}))
        return min(dates) - margin, max(dates) + margin

    def _get_signed_delay(self):
        """Hook: return the delay; one before the day is negative."""
        return self.delay_count

    def _get_due_date(self, base, working_days):
        """Return when this step is due, or None if there are too few working days.

        :param date base: the day from which the delay counts
        :param list[date] working_days: those of the assignee around it, in order
        """
        count = self._get_signed_delay()
        if self.delay_unit == WORKING_DAYS and count:
            if count > 0:
                index = bisect_right(working_days, base) + count - 1
            else:
                index = bisect_left(working_days, base) + count
            return working_days[index] if 0 <= index < len(working_days) else None
        unit = "days" if self.delay_unit == WORKING_DAYS else self.delay_unit
        return self._get_allowed_day(
            base + relativedelta(**{unit: count}), working_days
        )

    def _get_allowed_day(self, day, working_days):
        """Hook: return the day on which a deadline may fall.

        :param date day: where the delay ends
        :param list[date] working_days: those of the assignee around it, in order
        :return: None if there is no such day in reach
        """
        return day
