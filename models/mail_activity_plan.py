from odoo import api, fields, models
from odoo.exceptions import ValidationError

NON_WORKING_DAYS = [
    ("keep", "Keep the day"),
    ("next", "Next working day"),
    ("previous", "Previous working day"),
]


class MailActivityPlan(models.Model):
    """A task template: for several kinds of records, and with working days."""

    _inherit = "mail.activity.plan"

    model_ids = fields.Many2many(
        "ir.model",
        "mail_activity_plan_ir_model_rel",
        "plan_id",
        "model_id",
        string="Also Applies To",
        domain="[('is_mail_activity', '=', True), ('transient', '=', False)]",
        help="Further kinds of records on which the plan can be launched.",
    )
    non_working_days = fields.Selection(
        NON_WORKING_DAYS,
        "On a Free Day",
        required=True,
        default="keep",
        help="What happens when a deadline in days, weeks or months falls on a day on "
        "which the assignee doesn't work.",
    )

    @api.constrains("model_ids")
    def _check_model_ids(self):
        for plan in self:
            for model in plan.sudo().model_ids:
                if not model.is_mail_activity or model.transient:
                    raise ValidationError(
                        self.env._(
                            "“%(model)s” has no activities, so the plan “%(plan)s” "
                            "can't apply to it. Choose another kind of record.",
                            model=model.name,
                            plan=plan.name,
                        )
                    )
            for activity_type in plan.template_ids.activity_type_id:
                if activity_type.res_model:
                    plan._check_further_models(activity_type)

    def _check_further_models(self, activity_type):
        """A type limited to a model can't be on the other records of a plan."""
        others = self.sudo().model_ids.filtered(
            lambda model: model.model != activity_type.res_model
        )
        if others:
            raise ValidationError(
                self.env._(
                    "“%(type)s” is limited to one kind of record, and the plan "
                    "“%(plan)s” also applies to “%(model)s”. Take that off the plan, "
                    "or choose another type for the step.",
                    type=activity_type.name,
                    plan=self.name,
                    model=others[0].name,
                )
            )

    def _applies_to(self, model_name):
        """Return whether the plan can be launched on records of a model."""
        self.ensure_one()
        return model_name in {self.res_model, *self.sudo().model_ids.mapped("model")}
