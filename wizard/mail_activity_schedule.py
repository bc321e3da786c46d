from odoo import api, fields, models
from odoo.fields import Domain


class MailActivitySchedule(models.TransientModel):
    _inherit = "mail.activity.schedule"

    outcome_choices = fields.Json(compute="_compute_outcome_choices")
    outcome_required = fields.Boolean(compute="_compute_outcome_choices")
    outcome_id = fields.Many2one(
        "mail.activity.outcome",
        compute="_compute_outcome_id",
        store=True,
        readonly=False,
        ondelete="cascade",
    )

    @api.depends("activity_type_id")
    def _compute_outcome_choices(self):
        choices = self.activity_type_id._get_outcome_choices()
        for scheduler in self:
            options = choices.get(scheduler.activity_type_id, [])
            scheduler.outcome_choices = options
            scheduler.outcome_required = (
                bool(options) and scheduler.activity_category != "upload_file"
            )

    @api.depends("activity_type_id")
    def _compute_outcome_id(self):
        """Preselect the outcome of a type that has a single one."""
        for scheduler in self:
            outcomes = scheduler.activity_type_id.outcome_ids
            is_clear = scheduler.outcome_required and len(outcomes) == 1
            scheduler.outcome_id = outcomes if is_clear else False

    def action_schedule_activities_done(self):
        """Schedule and complete at once, with the outcome chosen in this dialog."""
        if not self.activity_type_id._has_outcomes():
            return super().action_schedule_activities_done()
        activities = self._action_schedule_activities()
        activities.action_complete(outcome_id=self.outcome_id.id)
        return activities._get_completed_action()

    def _get_plan_available_base_domain(self):
        """Offer the plans for further kinds of records, too."""
        further = (
            Domain("model_ids.model", "=", self.res_model)
            & Domain("company_id", "in", [False, self.company_id.id])
            & Domain("template_ids", "!=", False)
        )
        return super()._get_plan_available_base_domain() | further

    def action_schedule_plan(self):
        """Launch the plan in one go, and name the records that were left alone."""
        if not self.res_model:
            return super().action_schedule_plan()
        records = self._get_applied_on_records()
        plan = self.plan_id.with_context(
            plan_template_ids=self._plan_filter_activity_templates_to_schedule().ids
        )
        responsible = self.plan_on_demand_user_id
        activities = plan._schedule_on(records, self.plan_date, responsible)
        served = records.browse(dict.fromkeys(activities.mapped("res_id")))
        left = records - served
        refusals = plan._get_launch_refusals(left, responsible) if left else {}
        return self._get_launched_action(records, refusals)

    def _get_launched_action(self, records, refusals):
        """Return where to go after a launch, telling which records were left alone.

        :param dict[int, str] refusals: reasons by the id of the record
        """
        if len(records) == 1:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        served = records.filtered(lambda record: record.id not in refusals)
        action = {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "name": self.env._("Launch Plans"),
            "views": [(False, "list"), (False, "form")],
            "target": "current",
            "domain": [("id", "in", served.ids)],
        }
        if not refusals:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._(
                    "Left alone: %(count)s records", count=len(refusals)
                ),
                "message": "\n".join(refusals.values()),
                "next": action,
            },
        }

    def _check_plan_templates_error(self, applied_on):
        """Of several records, those that can't be served don't hold up the others."""
        if len(applied_on) > 1:
            refusals = self._get_plan_refusals(applied_on)
            if len(refusals) < len(applied_on):
                return []
        return list(super()._check_plan_templates_error(applied_on))

    def _check_plan_templates_warning(self, applied_on):
        warnings = list(super()._check_plan_templates_warning(applied_on))
        if len(applied_on) > 1:
            warnings += self._get_plan_refusals(applied_on).values()
        running = self.plan_id._get_running_warning(applied_on)
        if running:
            warnings.append(running)
        return list(dict.fromkeys(warnings))

    def _get_plan_refusals(self, records):
        return self.plan_id._get_launch_refusals(records, self.plan_on_demand_user_id)
