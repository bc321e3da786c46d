from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mail.tools.parser import parse_res_ids

FREE_DAY_ICON = "fa-calendar-times-o"
CLASH_ICON = "fa-clock-o"


class MailActivitySchedule(models.TransientModel):
    """The preview in Odoo's dialog: its lines, with what a launch would create."""

    _inherit = "mail.activity.schedule"

    # what a launch would do, worked out once for all that the dialog shows of it
    plan_preview = fields.Json(compute="_compute_plan_preview")

    @api.depends(
        "plan_date", "plan_id", "plan_on_demand_user_id", "res_ids", "res_model"
    )
    def _compute_plan_preview(self):
        for scheduler in self:
            scheduler.plan_preview = scheduler.plan_id and scheduler._get_plan_preview()

    def _get_plan_preview(self):
        """Return what a launch would do: ``refusals``, ``steps``, perhaps ``error``."""
        plan = self._get_launched_plan()
        records = self._get_applied_on_records() or self._get_too_many_records()
        date = self.plan_date or fields.Date.context_today(self)
        try:
            plan._check_launchable(records, date)
            assigned, refusals = plan._assign_steps(
                records, self.plan_on_demand_user_id
            )
            served = records.filtered(lambda record: record.id not in refusals)
            steps = plan._get_preview(served, date, assigned) if served else {}
        except ValidationError as error:
            return {"error": str(error), "refusals": {}, "steps": {}}
        return {
            "error": False,
            "refusals": {str(id_): text for id_, text in refusals.items()},
            "steps": {str(id_): step for id_, step in steps.items()},
        }

    def _get_too_many_records(self):
        """Odoo takes no records if there are too many: bring them in, to be refused."""
        ids = parse_res_ids(self.env.context.get("active_ids"), self.env) or []
        return self.env[self.res_model or "mail.activity.mixin"].browse(ids)

    @api.depends("plan_preview")
    # pylint: disable-next=missing-return  # a compute, called for one after another
    def _compute_plan_schedule_line_ids(self):
        """Tell Odoo the real dates, also for what follows a step, and add the rest."""
        for scheduler in self:
            steps = (scheduler.plan_preview or {}).get("steps", {})
            days = {
                int(id_): fields.Date.to_date(step["first_day"])
                for id_, step in steps.items()
            }
            dated = scheduler.with_context(plan_deadlines=days)
            super(MailActivitySchedule, dated)._compute_plan_schedule_line_ids()
            scheduler._fill_plan_lines(steps)

    def _fill_plan_lines(self, steps):
        """Add to each step's line what the preview knows; others are left as they are.

        Odoo puts after each step what its type suggests or triggers next.
        """
        position = 0
        for template in self.plan_id.template_ids:
            line = self.plan_schedule_line_ids[position : position + 1]
            if str(template.id) in steps:
                line.update(self._prepare_plan_line(steps[str(template.id)]))
            position += 1 + len(template._get_following_types())

    def _prepare_plan_line(self, step):
        """Return the values of a line, from what the preview says of its step."""
        users = self.env["res.users"].browse(step["user_ids"])
        marks = [
            {"icon": icon, "text": step[name]}
            for name, icon in (("free_day", FREE_DAY_ICON), ("clash", CLASH_ICON))
            if step[name]
        ]
        is_range = step["first_day"] != step["last_day"]
        values = {
            "line_date_deadline": step["first_day"],
            "line_date_end": step["last_day"] if is_range else False,
            "line_marks": marks,
            "line_time": step["time"],
            "people": self.env._("various people"),
        }
        if len(users) == 1:
            values["people"] = users.sudo().name
            if not self.is_batch_mode:  # of several records Odoo shows no face
                values["responsible_user_id"] = users.id
        return values


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    def _get_following_types(self):
        """Return what Odoo's preview lists after a step."""
        activity_type = self.activity_type_id
        return (
            activity_type.triggered_next_type_id
            or activity_type.suggested_next_type_ids
        )
