from odoo import models

from .mail_activity_plan_launch import PART

NAMES_SHOWN = 20


class MailActivitySchedule(models.TransientModel):
    """Launching a plan from Odoo's dialog, at once or in parts."""

    _inherit = "mail.activity.schedule"

    def action_schedule_plan(self):
        """Launch the plan in one go, and name the records that were left alone.

        Odoo's dialog shows the progress of long launches: its button says so.
        """
        if not self.res_model:
            return super().action_schedule_plan()
        records = self._get_applied_on_records()
        if self.env.context.get("launch_in_parts") and len(records) > PART:
            return self._get_progress_action()
        activities = self._launch()
        refusals = {}
        served = set(activities.mapped("res_id"))
        left = records.filtered(lambda record: record.id not in served)
        if left:
            refusals = self._get_launched_plan()._get_launch_refusals(
                left, self.plan_on_demand_user_id
            )
        return self._get_launched_action(records, refusals)

    def _launch_at_once(self):
        """Launch without the dialog, and return the action that tells of it."""
        if len(self._get_applied_on_records()) > PART:
            return self._get_progress_action()
        return self.plan_id._get_launched_action(self._launch())

    def _launch(self):
        return self._get_launched_plan()._schedule_on(
            self._get_applied_on_records(), self.plan_date, self.plan_on_demand_user_id
        )

    def _get_launched_plan(self):
        """Return the plan, with the steps that other addons leave of it."""
        templates = self._plan_filter_activity_templates_to_schedule()
        return self.plan_id.with_context(plan_template_ids=templates.ids)

    def _get_progress_action(self):
        """Return the client action that launches part by part, and shows it."""
        records = self._get_applied_on_records()
        templates = self._plan_filter_activity_templates_to_schedule()
        launch = (
            self.env["mail.activity.plan.launch"]
            .sudo()
            .create(
                {
                    "plan_id": self.plan_id.id,
                    "template_ids": templates.ids,
                    "plan_date": self.plan_date,
                    "responsible_id": self.plan_on_demand_user_id.id,
                    "res_model": self.res_model,
                    "res_ids": records.ids,
                }
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.launch_progress",
            "params": {
                "launch_id": launch.id,
                "plan": self.plan_id.name,
                "total": len(records),
            },
        }

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
                "message": "\n".join(self._shorten(refusals.values(), NAMES_SHOWN)),
                "next": action,
            },
        }
