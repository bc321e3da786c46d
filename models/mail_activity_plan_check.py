from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ValidationError

# what a plan is not launched on at once: PostgreSQL and the browser have limits
RECORDS_MAX = 10_000
# how far from today a plan's date means anything
DATE_RANGE = timedelta(days=20 * 366)


class MailActivityPlan(models.Model):
    """Whether a plan can be launched, and on which records it can't, and why."""

    _inherit = "mail.activity.plan"

    def _check_launchable(self, records, plan_date=None):
        """Refuse what no record could be served with.

        :param records: records of one model
        :param date plan_date: the day from which the delays count; today without one
        :raise ValidationError: with the first reason found
        """
        error = self._get_records_error(records) or self._get_steps_error()
        today = fields.Date.context_today(self)
        if not error and abs((plan_date or today) - today) > DATE_RANGE:
            error = self.env._(
                "The plan's date is out of range. Choose one near to today."
            )
        if error:
            raise ValidationError(error)

    def _get_records_error(self, records):
        if not records:
            return self.env._("Choose the records on which the plan is to be launched.")
        if len(records) > RECORDS_MAX:
            return self.env._(
                "A plan is launched on at most %(limit)s records at once, and these "
                "are %(count)s. Choose fewer.",
                limit=RECORDS_MAX,
                count=len(records),
            )
        if not self._applies_to(records._name):
            return self.env._(
                "The plan “%(plan)s” doesn't apply to “%(model)s”. Choose another "
                "plan, or add that kind of record to it.",
                plan=self.name,
                model=self.env["ir.model"]._get(records._name).name,
            )
        return False

    def _get_steps_error(self):
        if not self.active:
            return self.env._(
                "The plan “%(plan)s” is archived. Choose another one, or restore it.",
                plan=self.name,
            )
        templates = self._get_launch_templates()
        if not templates:
            return self.env._(
                "The plan “%(plan)s” has no steps. Add some first.", plan=self.name
            )
        archived = templates.activity_type_id.filtered(
            lambda activity_type: not activity_type.active
        )
        return bool(archived) and self.env._(
            "“%(type)s”, a type in the plan “%(plan)s”, is archived. Choose another "
            "type for the step, or restore it.",
            type=archived[0].name,
            plan=self.name,
        )

    def _get_launch_refusals(self, records, responsible):
        """Return which records can't be served, and why, as whole sentences.

        :param records: records of one model
        :param res.users responsible: for the steps that ask at launch
        :rtype: dict[int, str]
        """
        return self._assign_steps(records, responsible)[1]

    def _assign_steps(self, records, responsible):
        """Return who gets which step, and which records can't be served, and why.

        :param records: records of one model
        :param res.users responsible: for the steps that ask at launch
        :return: the assignee by record and step; reasons by the id of the record
        :rtype: tuple[dict, dict[int, str]]
        """
        refusals = {}
        templates = self._get_launch_templates()
        operation = getattr(records, "_mail_post_access", "read")
        allowed = records.exists()._filtered_access(operation)
        for record in records - allowed:
            refusals[record.id] = self.env._(
                "A record was left alone: it was deleted, or you may not add "
                "activities to it (%(id)s).",
                id=record.id,
            )
        assigned = {}
        for record in allowed:
            error = self._get_company_error(record)
            for template in templates:
                found = template._determine_responsible(responsible, record)
                error = error or found["error"]
                assigned[record, template] = found["responsible"]
            if error:
                refusals[record.id] = self.env._(
                    "%(record)s: %(reason)s", record=record.display_name, reason=error
                )
        return assigned, {**self._get_unreadable(allowed, assigned), **refusals}

    def _get_company_error(self, record):
        """A plan of one company isn't for the records of another."""
        company = "company_id" in record._fields and record.sudo().company_id
        if not company or not self.company_id or company == self.company_id:
            return False
        return self.env._(
            "it belongs to %(company)s, and the plan “%(plan)s” is for %(other)s.",
            company=company.name,
            plan=self.name,
            other=self.sudo().company_id.name,
        )

    def _get_unreadable(self, records, assigned):
        """Return the records that their assignee couldn't open.

        :param dict assigned: the assignee by record and step
        """
        refusals = {}
        assignees = defaultdict(list)
        for (record, _template), user in assigned.items():
            assignees[user].append(record.id)
        for user, ids in assignees.items():
            if not user or (user == self.env.user and not self.env.su):
                continue
            theirs = records.browse(ids)
            for record in theirs - user._filter_openable(theirs):
                refusals[record.id] = self.env._(
                    "%(record)s: %(name)s may not open it, so nothing can be assigned "
                    "there.",
                    record=record.display_name,
                    name=user.sudo().name,
                )
        return refusals
