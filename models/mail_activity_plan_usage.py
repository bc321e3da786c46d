from datetime import timedelta

from odoo import api, fields, models

from .mail_activity_plan_check import RECORDS_MAX

# launches that are longer ago say little about what is used now
USAGE_PERIOD = timedelta(days=180)


class MailActivityPlan(models.Model):
    """Which plans are offered for a kind of record, the most used first."""

    _inherit = "mail.activity.plan"

    @api.model
    @api.readonly
    def get_launch_menu(self, res_model, res_ids):
        """Return the plans for some records, for a menu, the most used first.

        :param str res_model: a model with activities
        :param list[int] res_ids: the records
        :return: ``plans``, a list of ``id``, ``name`` and ``steps``; ``model``, what
            users call these records; ``can_create``, whether the user makes plans
        :rtype: dict
        :raise ValidationError: the model has no activities, or the ids are none
        """
        self.browse().check_access("read")
        records = self._browse_records(res_model, res_ids)._filtered_access("read")
        dialog = self.env["mail.activity.schedule"].new(
            {"res_model": res_model, "res_ids": str(records.ids[:RECORDS_MAX])}
        )
        plans = self.browse(dialog.plan_available_ids.ids)._sorted_by_usage(res_model)
        return {
            "plans": [
                {"id": plan.id, "name": plan.name, "steps": plan.steps_count}
                for plan in plans
            ],
            "model": self.env["ir.model"]._get(res_model).name,
            "can_create": self.has_access("create"),
        }

    def _sorted_by_usage(self, res_model):
        """Return these plans, the most used on a model first, else as they come."""
        usage = self._get_usage(res_model)
        return self.sorted(lambda plan: -usage.get(plan.id, 0))

    @api.model
    def _get_usage(self, res_model):
        """Return how often plans were launched on a model, by the id of the plan.

        What was launched together has one time of creation: a launch on 500 records is
        one, as a launch on one is. Rules that launch plans by themselves don't count.

        :param str res_model: a model with activities
        :rtype: dict[int, int]
        """
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        groups = activities._read_group(
            [
                ("plan_id", "!=", False),
                ("res_model", "=", res_model),
                ("origin", "=", "plan"),
                ("create_date", ">=", fields.Datetime.now() - USAGE_PERIOD),
            ],
            ["plan_id"],
            ["create_date:count_distinct"],
        )
        return {plan.id: launches for plan, launches in groups}

    @api.model
    def _get_plan_models(self):
        """Return the models for which there are plans, so that others need no menu.

        :rtype: list[str]
        """
        plans = self.sudo().search_fetch(
            [
                ("company_id", "in", [False, *self.env.companies.ids]),
                ("template_ids", "!=", False),
            ],
            ["res_model", "model_ids"],
        )
        return sorted({*plans.mapped("res_model"), *plans.model_ids.mapped("model")})


class MailActivity(models.Model):
    _inherit = "mail.activity"

    _plan_usage_index = models.Index(
        "(res_model, plan_id, create_date)"
        " WHERE plan_id IS NOT NULL AND origin = 'plan'"
    )


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client for which records there are plans: no form has to ask."""
        result = super().session_info()
        if self.env.user._is_internal():
            result["activity_plan_models"] = self.env[
                "mail.activity.plan"
            ]._get_plan_models()
        return result
