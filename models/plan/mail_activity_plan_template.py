from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..activity.records import has_lost_default_user, is_active_internal
from ..planned_time.zones import get_time
from .due_date import KEEP, WORKING_DAYS, move_off_free_day

CLASHES_SHOWN = 2


class MailActivityPlanTemplate(models.Model):
    """A step of a plan: how long after the plan's date, for whom, at what time."""

    _name = "mail.activity.plan.template"
    _inherit = ["mail.activity.plan.template", "mail.activity.step.mixin"]

    delay_unit = fields.Selection(
        selection_add=[(WORKING_DAYS, "working days")],
        ondelete={WORKING_DAYS: "set default"},
        help=(
            "Working days are the assignee's: the working hours, less public "
            "holidays and time off."
        ),
    )
    delay_label = fields.Char("Delay", compute="_compute_delay_label")
    responsible_type = fields.Selection(
        selection_add=[
            ("record_user", "Salesperson of the record"),
            ("team_leader", "Team leader"),
            ("launcher", "Person launching the plan"),
        ],
        ondelete={
            "record_user": "set default",
            "team_leader": "set default",
            "launcher": "set default",
        },
    )

    @api.constrains("activity_type_id", "plan_id")
    def _check_activity_type_res_model(self):
        """Refuse a type limited to a model in plans that also apply to others."""
        result = super()._check_activity_type_res_model()
        for template in self.filtered("activity_type_id.res_model"):
            template.plan_id._check_further_models(template.activity_type_id)
        return result

    @api.depends("activity_type_id", "summary")
    def _compute_display_name(self):
        """Name steps without a summary by their type: reports group by them."""
        for step in self:
            step.display_name = step._get_step_label()

    @api.depends("delay_count", "delay_unit")
    @api.depends_context("lang")
    def _compute_delay_label(self):
        """Say “1 day”, where a number and a unit would read “1 days”."""
        for step in self:
            step.delay_label = step._get_duration_label()

    def _get_step_label(self):
        return self.summary or self.activity_type_id.name

    def _prepare_activity_values(self, user, deadline):
        """Hook: return the values of the activity that this step creates.

        :param res.users user: the assignee
        :param date deadline: when it is due
        """
        self.ensure_one()
        return {
            "activity_type_id": self.activity_type_id.id,
            "automated": False,
            "date_deadline": deadline,
            "note": self.note,
            "plan_template_id": self.id,
            "summary": self.summary,
            "user_id": user.id,
            **self._prepare_time_values(user, deadline),
        }

    # ------------------------------------------------------------
    # Who is responsible
    # ------------------------------------------------------------

    def _compute_responsible_type(self):
        """Ask for an assignee if the default user of the type has left."""
        lost = self._filter_lost()
        lost.responsible_type = "on_demand"
        return super(MailActivityPlanTemplate, self - lost)._compute_responsible_type()

    def _compute_responsible_id(self):
        lost = self._filter_lost()
        lost.responsible_id = False
        return super(MailActivityPlanTemplate, self - lost)._compute_responsible_id()

    def _filter_lost(self):
        return self.filtered(lambda step: has_lost_default_user(step.activity_type_id))

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """Add assignees from the record; report a missing one instead of guessing."""
        self.ensure_one()
        if self.responsible_type not in ("record_user", "team_leader", "launcher"):
            found = super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        else:
            found = self._get_record_responsible(applied_on_record)
        if not found["error"] and not found["responsible"]:
            found["error"] = self.env._(
                "“%(step)s” has no assignee. Choose one in the plan.",
                step=self._get_step_label(),
            )
        elif not found["error"]:
            found["error"] = self._get_responsible_error(found["responsible"])
        return found

    def _get_record_responsible(self, record):
        responsible = self.env.user
        if self.responsible_type == "record_user":
            responsible = self._get_record_user(record)
        elif self.responsible_type == "team_leader":
            leader = self._get_team_leader(record)
            error = not leader and self._get_no_leader_error()
            return {"responsible": leader, "error": error, "warning": False}
        warning = not responsible and self.env._(
            "“%(record)s” has no one for “%(step)s”, so it goes to %(name)s.",
            record=record.display_name,
            step=self._get_step_label(),
            name=self.env.user.name,
        )
        return {
            "responsible": responsible or self.env.user,
            "error": False,
            "warning": warning,
        }

    def _get_no_leader_error(self):
        return self.env._(
            "“%(step)s” goes to the team leader, and this record has none, or an "
            "archived one. Give it a team with a leader first.",
            step=self._get_step_label(),
        )

    def _get_responsible_error(self, user):
        # the system user can launch plans, and isn't active
        if user == self.env.user and not user.sudo().share:
            return False
        return self._get_absence_error(user)

    def _get_absence_error(self, user):
        """Return why a user can't be assigned this step, or False.

        :param res.users user: the assignee; an empty one is no error
        """
        if not user or is_active_internal(user):
            return False
        if user.sudo().active:
            return self.env._(
                "%(name)s isn't an internal user, so “%(step)s” can't be assigned. "
                "Choose someone else in the plan.",
                name=user.sudo().name,
                step=self._get_step_label(),
            )
        return self.env._(
            "%(name)s is archived, so “%(step)s” can't be assigned. Choose someone "
            "else in the plan.",
            name=user.sudo().name,
            step=self._get_step_label(),
        )

    # ------------------------------------------------------------
    # When it is due
    # ------------------------------------------------------------

    def _get_date_deadline(self, base_date=False):
        """Return the deadline for the current user, as Odoo's dialog asks for it.

        Our preview passes the deadline for the assignee in the context; there, a step
        without enough working days is on the plan's date, because an error would keep
        the dialog from showing the reason.

        :raise ValidationError: the current user doesn't have enough working days
        """
        self.ensure_one()
        known = self.env.context.get("plan_deadlines")
        if known and known.get(self.id):
            return known[self.id]
        if not self._needs_calendar():
            return super()._get_date_deadline(base_date)
        base = (
            base_date
            or self.env["mail.activity"].default_get(["date_deadline"])["date_deadline"]
        )
        user = self.env.user
        due = self._get_due_dates(base, user, self.env.company)[self, user]
        if not due and known is None:
            raise ValidationError(self._get_no_day_error(user))
        return due or base

    def _needs_calendar(self):
        return super()._needs_calendar() or self.plan_id.non_working_days != KEEP

    def _get_signed_delay(self):
        after = self.delay_from == "after_plan_date"
        return self.delay_count if after else -self.delay_count

    def _get_allowed_day(self, day, working_days):
        return move_off_free_day(day, self.plan_id.non_working_days, working_days)

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    def _prepare_preview(self, cases, free, values, clashes):
        """Return what the dialog shows for a step, see :meth:`_get_preview`.

        :param Counter cases: the number of records for each case
        """
        keys = list(dict.fromkeys(case[:3] for case in cases))
        days = [values[key]["date_deadline"] for key in keys]
        free_count = sum(count for case, count in cases.items() if case in free)
        return {
            "clash": self._get_clash_text([clashes[k] for k in keys if k in clashes]),
            "first_day": min(days).isoformat(),
            "free_day": self._get_free_text(free_count, cases.total()),
            "last_day": max(days).isoformat(),
            "time": self._get_hour_text(
                {(key[1], values[key].get("planned_start")) for key in keys}
            ),
            "user_ids": list(dict.fromkeys(key[1].id for key in keys)),
        }

    def _get_free_text(self, count, total):
        if not count:
            return False
        if count == total:
            return self.env._("Falls on a non-working day")
        return self.env._(
            "Falls on a non-working day for %(count)s of %(total)s records",
            count=count,
            total=total,
        )

    def _get_clash_text(self, texts):
        if not texts:
            return False
        shown = list(dict.fromkeys(texts))
        more = ["…"] if len(shown) > CLASHES_SHOWN else []
        return "; ".join([*shown[:CLASHES_SHOWN], *more])

    def _get_hour_text(self, starts):
        """Return the hour of a step, with the time zone if the viewer's differs.

        :param set starts: pairs of assignee and moment
        """
        if not self.planned_hour:
            return False
        activities = self.env["mail.activity"]
        shown = get_time(self.planned_hour)
        hour = activities._get_hour_label(shown)
        zones = {
            str(activities._get_zone(user.sudo().tz))
            for user, start in starts
            if start and activities._get_own_time(start).time() != shown
        }
        if not zones:
            return hour
        if len(zones) == 1 and len({user for user, _start in starts}) == 1:
            return self.env._("%(hour)s (%(zone)s)", hour=hour, zone=zones.pop())
        return self.env._("%(hour)s, local time", hour=hour)

    def _get_following_types(self):
        """Return the types that Odoo's preview lists after a step."""
        activity_type = self.activity_type_id
        return (
            activity_type.triggered_next_type_id
            or activity_type.suggested_next_type_ids
        )
