from datetime import datetime

from odoo import fields, models
from odoo.exceptions import ValidationError


class MailActivityPlan(models.Model):
    """Launching a plan: the one way, for Odoo's dialog as for programs."""

    _inherit = "mail.activity.plan"

    def _schedule_on(
        self, records, plan_date=None, responsible=None, origin="plan", *, values=None
    ):
        """Launch this plan on records, all of them at once.

        Records that can't be served, see :meth:`_get_launch_refusals`, are left alone.

        :param records: records of one model to which the plan applies
        :param date plan_date: the day from which the delays count; today without one
        :param res.users responsible: for the steps that ask at launch
        :param str origin: what the activities come from, see ``ORIGINS``
        :param dict[int, dict] values: further values by the id of the record
        :return: the activities, record by record, in the order of the steps
        :rtype: mail.activity
        :raise ValidationError: the plan can't be launched, or on none of the records
        """
        self.ensure_one()
        records = records.union()  # what is named twice is served once
        plan_date = plan_date or fields.Date.context_today(self)
        self._check_launchable(records, plan_date)
        responsible = responsible or self.env["res.users"]
        assigned, refusals = self._assign_steps(records, responsible)
        served = records.filtered(lambda record: record.id not in refusals)
        if not served:
            raise ValidationError("\n".join(refusals.values()))
        vals_list = self._prepare_activity_values_list(
            served, plan_date, assigned, origin
        )
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        values = values or {}
        activities = quiet.create(
            [{**vals, **values.get(vals["res_id"], {})} for vals in vals_list]
        ).with_env(self.env)
        self._log_launch(served, activities)
        self._notify_launch(activities)
        return activities

    def _get_launch_templates(self):
        """Return the steps to launch: all, or those that the dialog left."""
        chosen = self.env.context.get("plan_template_ids")
        if chosen is None:
            return self.template_ids
        return self.template_ids.filtered(lambda template: template.id in chosen)

    def _prepare_activity_values_list(self, records, plan_date, assigned, origin):
        """Return what to create, record by record, in the order of the steps.

        :param dict assigned: the assignee by record and step, see :meth:`_assign_steps`
        """
        model_id = self.env["ir.model"]._get_id(records._name)
        return [
            {
                **template._prepare_activity_values(user, deadline),
                "origin": origin,
                "plan_id": self.id,
                "res_id": record.id,
                "res_model_id": model_id,
            }
            for record, template, user, deadline in self._get_due_steps(
                records, plan_date, assigned
            )
        ]

    def _get_due_steps(self, records, plan_date, assigned):
        """Return who gets which step when, record by record, in the order of the steps.

        :param plan_date: see :meth:`_get_users_by_day`
        :param dict assigned: the assignee by record and step, see :meth:`_assign_steps`
        :rtype: list of tuples of the record, the step, the assignee and the deadline
        """
        templates = self._get_launch_templates()
        due_steps = []
        for company, own in records.grouped(self._get_working_company).items():
            users = self.env["res.users"].union(
                *(assigned[record, step] for record in own for step in templates)
            )
            due_dates = {}
            for day, there in self._get_users_by_day(plan_date, users).items():
                due_dates |= templates._get_due_dates(day, there, company)
            for record in own:
                for step in templates:
                    user = assigned[record, step]
                    due_steps.append((record, step, user, due_dates[step, user]))
        return due_steps

    def _get_users_by_day(self, plan_date, users):
        """Return from which day the delays count, for each assignee.

        :param plan_date: a day for all, or a moment: then the day it is where they are
        :rtype: dict[date, res.users]
        """
        if not isinstance(plan_date, datetime):
            return {plan_date: users}
        Activity = self.env["mail.activity"]
        return users.grouped(
            lambda user: Activity._get_local_day(
                plan_date, Activity._get_zone(user.sudo().tz)
            )
        )

    def _get_working_company(self, record):
        """Return the company whose working days count for a record."""
        company = "company_id" in record._fields and record.sudo().company_id
        return company or self.company_id or self.env.company


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    def _prepare_activity_values(self, user, deadline):
        """Hook: return what a step makes of an activity.

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
