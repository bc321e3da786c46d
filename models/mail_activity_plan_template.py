from odoo import api, fields, models

from .mail_activity_step_mixin import WORKING_DAYS


class MailActivityPlanTemplate(models.Model):
    """A step of a plan: how long after the plan's date, for whom, at what time."""

    _name = "mail.activity.plan.template"
    _inherit = ["mail.activity.plan.template", "mail.activity.step.mixin"]

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

    @api.constrains("activity_type_id", "plan_id")
    def _check_activity_type_res_model(self):
        """A type limited to a model fits only plans for that model alone."""
        result = super()._check_activity_type_res_model()
        for template in self.filtered("activity_type_id.res_model"):
            template.plan_id._check_further_models(template.activity_type_id)
        return result

    def _get_step_label(self):
        return self.summary or self.activity_type_id.name

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """Add the people whom the record knows; who is missing is told, not guessed."""
        self.ensure_one()
        if self.responsible_type not in ("record_user", "team_leader", "launcher"):
            found = super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        else:
            found = self._get_record_responsible(applied_on_record)
        if not found["error"] and not found["responsible"]:
            found["error"] = self.env._(
                "Nobody is responsible for “%(step)s”. Choose somebody in the plan.",
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
            responsible = self._get_team_leader(record)
        warning = not responsible and self.env._(
            "“%(record)s” has nobody for “%(step)s”, so it goes to %(name)s.",
            record=record.display_name,
            step=self._get_step_label(),
            name=self.env.user.name,
        )
        return {
            "responsible": responsible or self.env.user,
            "error": False,
            "warning": warning,
        }

    def _get_responsible_error(self, user):
        # the system may launch, and isn't active
        if user == self.env.user and not user.sudo().share:
            return False
        return self._get_absence_error(user)

    def _get_absence_error(self, user):
        """Say why somebody can't do what is to be done, if so.

        :param res.users user: the assignee; nobody at all is no error
        """
        if not user or (user.sudo().active and not user.sudo().share):
            return False
        if user.sudo().active:
            return self.env._(
                "%(name)s is no internal user, so “%(step)s” can't be assigned. Choose "
                "somebody else in the plan.",
                name=user.sudo().name,
                step=self._get_step_label(),
            )
        return self.env._(
            "%(name)s is archived, so “%(step)s” can't be assigned. Choose somebody "
            "else in the plan.",
            name=user.sudo().name,
            step=self._get_step_label(),
        )
