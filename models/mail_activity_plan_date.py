from bisect import bisect_left, bisect_right

from odoo import models


class MailActivityPlanTemplate(models.Model):
    """When a step of a plan is due, counted from the plan's date."""

    _inherit = "mail.activity.plan.template"

    def _get_date_deadline(self, base_date=False):
        """Return the deadline for the current user, as Odoo's dialog asks for it."""
        self.ensure_one()
        if not self._needs_calendar():
            return super()._get_date_deadline(base_date)
        base = (
            base_date
            or self.env["mail.activity"].default_get(["date_deadline"])["date_deadline"]
        )
        return self._get_due_dates(base, self.env.user, self.env.company)[
            self, self.env.user
        ]

    def _needs_calendar(self):
        return super()._needs_calendar() or self.plan_id.non_working_days != "keep"

    def _get_signed_delay(self):
        after = self.delay_from == "after_plan_date"
        return self.delay_count if after else -self.delay_count

    def _get_allowed_day(self, day, working_days):
        return self.plan_id._get_allowed_day(day, working_days)


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    def _get_allowed_day(self, day, working_days):
        """Return the day on which a deadline may fall, as the plan says.

        :param date day: where the delay ends
        :param list[date] working_days: those of the assignee around it, in order
        :return: None if there is no working day in reach
        """
        if self.non_working_days == "next":
            index = bisect_left(working_days, day)
        elif self.non_working_days == "previous":
            index = bisect_right(working_days, day) - 1
        else:
            return day
        return working_days[index] if 0 <= index < len(working_days) else None
