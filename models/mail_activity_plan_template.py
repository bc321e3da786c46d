from odoo import api, fields, models
from odoo.exceptions import ValidationError

WORKING_DAYS = "working_days"
# the longest delay that means anything: ten years, in each unit
DELAY_MAX = {"days": 3_660, "weeks": 522, "months": 120, WORKING_DAYS: 2_610}
HOURS_PER_DAY = 24


class MailActivityPlanTemplate(models.Model):
    """A step of a plan: how long after the plan's date, for whom, at what time."""

    _inherit = "mail.activity.plan.template"

    delay_unit = fields.Selection(
        selection_add=[(WORKING_DAYS, "working days")],
        ondelete={WORKING_DAYS: "set default"},
        help="Working days are those of the assignee: the working hours, less public "
        "holidays and the person's own leaves.",
    )
    responsible_type = fields.Selection(
        selection_add=[
            ("record_user", "Salesperson of the record"),
            ("team_leader", "Team leader"),
            ("launcher", "Who launches the plan"),
        ],
        ondelete={
            "record_user": "set default",
            "team_leader": "set default",
            "launcher": "set default",
        },
    )
    planned_hour = fields.Float(
        help="Hour of the day in the time zone of the assignee, 9:30 for half past "
        "nine. Without one, the activity has a day only."
    )
    planned_duration = fields.Float("Duration", help="In hours.")

    _planned_hour_in_day = models.Constraint(
        "CHECK (planned_hour >= 0 AND planned_hour < 24)",
        "The hour of a step is between 0:00 and 23:59.",
    )
    _planned_duration_in_day = models.Constraint(
        "CHECK (planned_duration >= 0 AND planned_duration <= 24)",
        "The duration of a step is between 0 and 24 hours.",
    )

    @api.constrains("delay_count", "delay_unit")
    def _check_delay(self):
        units = dict(self._fields["delay_unit"]._description_selection(self.env))
        for template in self:
            limit = DELAY_MAX[template.delay_unit]
            if not 0 <= template.delay_count <= limit:
                raise ValidationError(
                    self.env._(
                        "The delay of “%(step)s” is %(count)s %(unit)s; it can be 0 to "
                        "%(limit)s. Choose another one, and whether it is before or "
                        "after the plan's date.",
                        step=template.summary or template.activity_type_id.name,
                        count=template.delay_count,
                        unit=units[template.delay_unit],
                        limit=limit,
                    )
                )

    @api.constrains("activity_type_id", "plan_id")
    def _check_activity_type_res_model(self):
        """A type limited to a model fits only plans for that model alone."""
        result = super()._check_activity_type_res_model()
        for template in self.filtered("activity_type_id.res_model"):
            template.plan_id._check_further_models(template.activity_type_id)
        return result

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """Add the people whom the record knows; who is missing is told, not guessed."""
        self.ensure_one()
        if self.responsible_type not in ("record_user", "team_leader", "launcher"):
            found = super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        else:
            found = self._get_record_responsible(applied_on_record)
        if not found["error"]:
            found["error"] = self._get_responsible_error(found["responsible"])
        return found

    def _get_record_responsible(self, record):
        responsible = self.env.user
        if self.responsible_type == "record_user":
            responsible = self._get_record_user(record)
        elif self.responsible_type == "team_leader":
            team = record.sudo().team_id if "team_id" in record._fields else None
            responsible = team.user_id if team else self.env["res.users"]
        warning = not responsible and self.env._(
            "“%(record)s” has nobody for “%(step)s”, so it goes to %(name)s.",
            record=record.display_name,
            step=self.summary or self.activity_type_id.name,
            name=self.env.user.name,
        )
        return {
            "responsible": responsible or self.env.user,
            "error": False,
            "warning": warning,
        }

    def _get_record_user(self, record):
        """Hook: return who is responsible for a record, if anybody is."""
        if "user_id" not in record._fields or record._name == "res.users":
            return self.env["res.users"]
        return record.sudo().user_id

    def _get_responsible_error(self, user):
        if user.sudo().active or not user:
            return False
        return self.env._(
            "%(name)s is archived, so “%(step)s” can't be assigned. Choose somebody "
            "else in the plan.",
            name=user.sudo().name,
            step=self.summary or self.activity_type_id.name,
        )
