from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import ValidationError


class MailActivityPlan(models.Model):
    """Launching a plan: the one way, for Odoo's dialog as for programs."""

    _inherit = "mail.activity.plan"

    def _schedule_on(self, records, plan_date=None, responsible=None, origin="plan"):
        """Launch this plan on records, all of them at once.

        Records that can't be served, see :meth:`_get_launch_refusals`, are left alone.

        :param records: records of one model to which the plan applies
        :param date plan_date: the day from which the delays count; today without one
        :param res.users responsible: for the steps that ask at launch
        :param str origin: what the activities come from, see ``ORIGINS``
        :return: the activities, record by record, in the order of the steps
        :rtype: mail.activity
        :raise ValidationError: the plan can't be launched, or on none of the records
        """
        self.ensure_one()
        self._check_launchable(records)
        responsible = responsible or self.env["res.users"]
        assigned, refusals = self._assign_steps(records, responsible)
        served = records.filtered(lambda record: record.id not in refusals)
        if not served:
            raise ValidationError("\n".join(refusals.values()))
        vals_list = self._prepare_activity_values_list(
            served, plan_date or fields.Date.context_today(self), assigned, origin
        )
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        activities = quiet.create(vals_list).with_env(self.env)
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
        templates = self._get_launch_templates()
        vals_list = []
        for company, own in records.grouped(self._get_working_company).items():
            users = self.env["res.users"].union(
                *(assigned[record, step] for record in own for step in templates)
            )
            due_dates = templates._get_due_dates(plan_date, users, company)
            vals_list += [
                {
                    **template._prepare_activity_values(
                        assigned[record, template],
                        due_dates[template, assigned[record, template]],
                    ),
                    "origin": origin,
                    "plan_id": self.id,
                    "res_id": record.id,
                    "res_model_id": model_id,
                }
                for record in own
                for template in templates
            ]
        return vals_list

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

    def _prepare_time_values(self, user, deadline):
        """Return the moment of a step, in the time zone of the assignee."""
        if not self.planned_hour:
            return {}
        start = datetime.combine(deadline, time.min) + timedelta(
            minutes=round(self.planned_hour * 60)
        )
        zone = self.env["mail.activity"]._get_zone(user.sudo().tz)
        moment = zone.localize(start).astimezone(pytz.utc).replace(tzinfo=None)
        return {"planned_start": moment, "planned_duration": self.planned_duration}
