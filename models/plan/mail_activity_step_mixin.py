from babel.units import format_unit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import babel_locale_parse, get_lang

from ..planned_time.zones import HOUR_LIMIT, get_moment_at, get_time
from .due_date import (
    ATTEMPTS,
    DELAY_MAX,
    MARGIN,
    WORKING_DAYS,
    get_due_day,
    get_window,
)


class MailActivityStepMixin(models.AbstractModel):
    """What becomes an activity later: a step of a plan, or a follow-up.

    The delay is in ``delay_count`` and ``delay_unit``, which the models define as Odoo
    does; how it is counted is in ``due_date.py``.
    """

    _name = "mail.activity.step.mixin"
    _description = "Activity Step"

    planned_hour = fields.Float(
        help=(
            "Hour of the day in the assignee's time zone, such as 9:30. Leave empty "
            "for a day without a time."
        )
    )
    planned_duration = fields.Float("Duration", help="In hours.")

    _planned_hour_in_day = models.Constraint(
        "CHECK (planned_hour >= 0 AND planned_hour < 24)",
        "The hour of a step must be between 0:00 and 23:59.",
    )
    _planned_duration_in_day = models.Constraint(
        "CHECK (planned_duration >= 0 AND planned_duration <= 24)",
        "The duration of a step must be between 0 and 24 hours.",
    )

    @api.constrains("planned_hour")
    def _check_planned_hour(self):
        """Refuse hours that one can't tell from 24:00, such as 23.995.

        Not in the CHECK, which would vanish in an upgrade with such hours; these become
        23:59, see ``zones.py``.
        """
        for step in self:
            if not 0 <= step.planned_hour < HOUR_LIMIT:
                raise ValidationError(
                    self.env._("The hour of a step must be between 0:00 and 23:59.")
                )

    @api.constrains("delay_count", "delay_unit")
    def _check_delay(self):
        units = dict(self._fields["delay_unit"]._description_selection(self.env))
        for step in self:
            limit = DELAY_MAX[step.delay_unit]
            if not 0 <= step.delay_count <= limit:
                raise ValidationError(
                    self.env._(
                        "The delay of “%(step)s” is %(count)s %(unit)s. Choose one "
                        "from 0 to %(limit)s.",
                        step=step._get_step_label(),
                        count=step.delay_count,
                        unit=units[step.delay_unit],
                        limit=limit,
                    )
                )

    def _get_step_label(self):
        """Hook: return the name of this step in messages.

        :rtype: str
        """
        return self.display_name

    def _get_duration_label(self):
        """Return the delay with the right plural, such as “1 working day”.

        By Babel where it knows the unit.

        :rtype: str
        """
        count, unit = self.delay_count, self.delay_unit
        if not unit:
            return ""
        if unit != WORKING_DAYS:
            locale = babel_locale_parse(get_lang(self.env).code)
            return format_unit(
                count, f"duration-{unit.removesuffix('s')}", locale=locale
            )
        if count == 1:
            return self.env._("1 working day")
        units = dict(self._fields["delay_unit"]._description_selection(self.env))
        return f"{count} {units[unit]}"

    # ------------------------------------------------------------
    # Who is responsible
    # ------------------------------------------------------------

    def _get_record_user(self, record):
        """Hook: return the user responsible for a record; an archived one is none."""
        field = record._fields.get("user_id")
        is_known = getattr(field, "comodel_name", None) == "res.users"
        if not is_known or record._name == "res.users":
            return self.env["res.users"]
        return record.sudo().user_id.filtered("active")

    def _get_team_leader(self, record):
        """Hook: return the leader of a record's team, if there is one."""
        if "team_id" not in record._fields:
            return self.env["res.users"]
        return self._get_record_user(record.sudo().team_id)

    # ------------------------------------------------------------
    # When it is due
    # ------------------------------------------------------------

    def _get_due_dates(self, base, users, company):
        """Return when these steps are due, for each of these assignees.

        One who doesn't work doesn't keep the others from their steps: the caller
        decides what becomes of a step without a date.

        :param date base: the day that the delays start
        :param res.users users: the assignees, each with their own working days
        :param res.company company: the company whose public holidays apply
        :return: the day by step and assignee; None for an assignee who doesn't have
            enough working days
        :rtype: dict[tuple[BaseModel, res.users], date | None]
        :raise OverflowError: a day is out of range
        :raise ValueError: the same, for months
        """
        due_dates = {}
        margin = MARGIN
        delays = [(step._get_signed_delay(), step.delay_unit) for step in self]
        left = users
        for _attempt in range(ATTEMPTS):
            start, stop = get_window(base, delays, margin)
            days = dict.fromkeys(left, ())
            if any(step._needs_calendar() for step in self):
                days = left._get_working_days(start, stop, company)
            ordered = {user: sorted(days[user]) for user in left}
            for step in self:
                for user in left:
                    due = step._get_due_date(base, ordered[user])
                    due_dates[step, user] = due
            left = left.filtered(
                lambda user: not all(due_dates[step, user] for step in self)
            )
            if not left:
                break
            margin *= 4
        return due_dates

    def _get_no_day_error(self, user):
        """Return an error for an assignee without enough working days for this step."""
        return self.env._(
            "%(name)s doesn't have enough working days for “%(step)s”. Check the "
            "working hours and time off, or choose another unit.",
            name=user.sudo().name,
            step=self._get_step_label(),
        )

    def _needs_calendar(self):
        """Hook: return whether it matters when the assignee works."""
        return self.delay_unit == WORKING_DAYS

    def _get_signed_delay(self):
        """Hook: return the delay, negative if it ends before the base."""
        return self.delay_count

    def _get_due_date(self, base, working_days):
        """Return when this step is due, or None if there are too few working days.

        :param date base: the day that the delay starts
        :param list[date] working_days: the assignee's, around the base, in order
        """
        day = get_due_day(base, self._get_signed_delay(), self.delay_unit, working_days)
        return day and self._get_allowed_day(day, working_days)

    def _get_allowed_day(self, day, working_days):
        """Hook: return the day to use as the deadline.

        :param date day: where the delay ends
        :param list[date] working_days: the assignee's, around that day, in order
        :return: None if there is no such day within reach
        """
        return day

    @api.model
    def _get_zone_of(self, user):
        """Return the time zone of an assignee; of the current user without one."""
        return self.env["mail.activity"]._get_zone((user or self.env.user).sudo().tz)

    @api.model
    def _get_day_of(self, user, moment=None):
        """Return the day of a moment, by default now, where an assignee is."""
        moment = moment or fields.Datetime.now()
        return self.env["mail.activity"]._get_local_day(moment, self._get_zone_of(user))

    def _prepare_time_values(self, user, deadline):
        """Return the planned time of a step, by the assignee's time zone.

        :param res.users user: the assignee
        :param date deadline: when it is due
        :return: values for an activity; empty if the step has no hour
        """
        if not self.planned_hour:
            return {}
        zone = self.env["mail.activity"]._get_zone(user.sudo().tz)
        try:
            moment = get_moment_at(deadline, get_time(self.planned_hour), zone)
        except OverflowError:  # on the first and the last possible day
            return {}
        return {"planned_start": moment, "planned_duration": self.planned_duration}
