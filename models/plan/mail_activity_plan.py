from collections import defaultdict
from datetime import datetime, timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..activity.records import get_company
from ..activity.texts import as_html_list
from .due_date import KEEP, NEXT, PREVIOUS

NON_WORKING_DAYS = [
    (KEEP, "Keep the day"),
    (NEXT, "Next working day"),
    (PREVIOUS, "Previous working day"),
]
# most records for one launch: PostgreSQL and the browser have limits
RECORDS_MAX = 10_000
# how far from today a plan's date makes sense
DATE_RANGE = timedelta(days=20 * 366)
NAMES_SHOWN = 5


class MailActivityPlan(models.Model):
    """A template of activities: for several kinds of records, and with working days.

    :meth:`_schedule_on` is the one way to launch it, from Odoo's dialog and from code.
    """

    _inherit = "mail.activity.plan"

    model_ids = fields.Many2many(
        "ir.model",
        "mail_activity_plan_ir_model_rel",
        "plan_id",
        "model_id",
        string="Also Applies To",
        domain="[('is_mail_activity', '=', True), ('transient', '=', False)]",
        help="More kinds of records the plan can be launched on.",
    )
    non_working_days = fields.Selection(
        NON_WORKING_DAYS,
        "On a Non-Working Day",
        required=True,
        default=KEEP,
        help=(
            "What happens when a deadline in days, weeks or months falls on a day "
            "the assignee doesn't work."
        ),
    )

    @api.constrains("model_ids")
    def _check_model_ids(self):
        for plan in self:
            for model in plan.sudo().model_ids:
                if not model.is_mail_activity or model.transient:
                    raise ValidationError(
                        self.env._(
                            "“%(model)s” doesn't have activities, so the plan "
                            "“%(plan)s” can't apply to it. Choose another kind of "
                            "record.",
                            model=model.name,
                            plan=plan.name,
                        )
                    )
            for activity_type in plan.template_ids.activity_type_id:
                if activity_type.res_model:
                    plan._check_further_models(activity_type)

    def _check_further_models(self, activity_type):
        """Refuse a type limited to a model if the plan also applies to others."""
        others = self.sudo().model_ids.filtered(
            lambda model: model.model != activity_type.res_model
        )
        if others:
            raise ValidationError(
                self.env._(
                    "“%(type)s” is limited to one kind of record, and the plan "
                    "“%(plan)s” also applies to “%(model)s”. Remove that from the "
                    "plan, or choose another type for the step.",
                    type=activity_type.name,
                    plan=self.name,
                    model=others[0].name,
                )
            )

    @api.model
    def _move_off(self, models):
        """Make plans that apply to further models as well apply to these alone.

        By SQL, past the checks: models are deleted, which nothing may stop.

        :param ir.model models: the models that are about to be deleted
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity_plan plan
                   SET res_model_id = further.id, res_model = further.model
                  FROM (
                        SELECT DISTINCT ON (rel.plan_id)
                               rel.plan_id, model.id, model.model
                          FROM mail_activity_plan_ir_model_rel rel
                          JOIN ir_model model ON model.id = rel.model_id
                         WHERE model.id NOT IN %(ids)s
                         ORDER BY rel.plan_id, model.id
                       ) further
                 WHERE further.plan_id = plan.id
                   AND plan.res_model_id IN %(ids)s
                """,
                ids=models._ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_activity_plan_ir_model_rel rel
                      USING mail_activity_plan plan
                      WHERE plan.id = rel.plan_id
                        AND plan.res_model_id = rel.model_id
                """
            )
        )
        self.env.invalidate_all(flush=False)

    def _applies_to(self, model_name):
        """Return whether the plan can be launched on records of a model."""
        self.ensure_one()
        return model_name in {self.res_model, *self.sudo().model_ids.mapped("model")}

    # ------------------------------------------------------------
    # Launching
    # ------------------------------------------------------------

    def _schedule_on(
        self, records, plan_date=None, responsible=None, origin="plan", *, values=None
    ):
        """Launch this plan on all of these records.

        Records that can't be served are skipped, see :meth:`_get_launch_refusals`.

        :param records: records of one model that the plan applies to
        :param date plan_date: the day that the delays start; today by default
        :param res.users responsible: assignee for the steps that ask at launch
        :param str origin: where the activities come from, see ``ORIGINS``
        :param dict[int, dict] values: additional values by record id
        :return: the activities, record by record, in the order of the steps
        :rtype: mail.activity
        :raise ValidationError: the plan can't be launched on any of the records
        """
        self.ensure_one()
        records = records.union()  # without duplicates
        plan_date = plan_date or fields.Date.context_today(self)
        self._check_launchable(records, plan_date)
        responsible = responsible or self.env["res.users"]
        due_steps, refusals = self._plan_steps(records, plan_date, responsible)
        if not due_steps:
            raise ValidationError("\n".join(refusals.values()))
        served = records.filtered(lambda record: record.id not in refusals)
        if origin == "next_step":
            due_steps = self._delay_to_today(due_steps)
        vals_list = self._prepare_activity_values_list(due_steps, origin)
        own = self.env["mail.activity"]._by_code()
        quiet = own.with_context(mail_activity_quick_update=True)
        values = values or {}
        activities = quiet.create(
            [{**vals, **values.get(vals["res_id"], {})} for vals in vals_list]
        ).with_env(self.env)
        self._log_launch(served, activities)
        self._notify_launch(activities)
        return activities

    def _get_launch_templates(self):
        """Return the steps to launch: all, or those given in the context."""
        chosen = self.env.context.get("plan_template_ids")
        if not isinstance(chosen, list | tuple):
            return self.template_ids
        return self.template_ids.filtered(lambda template: template.id in chosen)

    def _prepare_activity_values_list(self, due_steps, origin):
        """Return the values to create, record by record, in the order of the steps.

        :param list[tuple] due_steps: see :meth:`_get_due_steps`
        :param str origin: where the activities come from, see ``ORIGINS``
        """
        return [
            {
                **template._prepare_activity_values(user, deadline),
                "origin": origin,
                "plan_id": self.id,
                "res_id": record.id,
                "res_model_id": self.env["ir.model"]._get_id(record._name),
            }
            for record, template, user, deadline in due_steps
        ]

    def _log_launch(self, records, activities):
        """Log one message for each record in its chatter, with a line for each step."""
        if not hasattr(records, "_message_log_batch"):
            return
        # Odoo's own words: users and other code know this message
        header = self.env._('The plan "%(plan)s" has been started', plan=self.name)
        bodies = {}
        quiet = activities._flow_filter_quiet()
        for res_id, own in activities.grouped("res_id").items():
            texts = [activity._get_logged_text() for activity in own - quiet]
            told = as_html_list(header, texts) if texts else Markup()
            bodies[res_id] = told + (own & quiet)._get_quiet_html()
        records._message_log_batch(bodies=bodies)

    def _notify_launch(self, activities):
        """Notify each assignee once, with a list of the new activities.

        With ``plan_notify_later`` in the context, the caller does it later.
        """
        if not self.env.context.get("plan_notify_later"):
            activities._notify_assignees(self.name)

    # ------------------------------------------------------------
    # What can be launched
    # ------------------------------------------------------------

    def _check_launchable(self, records, plan_date=None):
        """Refuse a launch that would fail for every record.

        :param records: records of one model
        :param date plan_date: the day that the delays start; today by default
        :raise ValidationError: with the first reason found
        """
        error = (
            self._get_records_error(records)
            or self._get_steps_error()
            or self._get_date_error(plan_date)
        )
        if error:
            raise ValidationError(error)

    def _get_date_error(self, plan_date):
        today = fields.Date.context_today(self)
        is_far = bool(plan_date) and abs(plan_date - today) > DATE_RANGE
        return is_far and self.env._(
            "The plan's date is out of range. Choose a date closer to today."
        )

    def _get_records_error(self, records):
        if not records:
            return self.env._("Choose the records to launch the plan on.")
        if len(records) > RECORDS_MAX:
            return self.env._(
                "You can launch a plan on at most %(limit)s records at once, and you "
                "selected %(count)s. Choose fewer.",
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
            "“%(type)s” in the plan “%(plan)s” is archived. Choose another type for "
            "the step, or restore it.",
            type=archived[0].name,
            plan=self.name,
        )

    # ------------------------------------------------------------
    # Who gets which step
    # ------------------------------------------------------------

    def _get_launch_refusals(self, records, responsible, plan_date=None):
        """Return why records can't be served, as full sentences by record id.

        :param records: records of one model
        :param res.users responsible: assignee for the steps that ask at launch
        :param date plan_date: the day that the delays start; today by default
        :rtype: dict[int, str]
        """
        plan_date = plan_date or fields.Date.context_today(self)
        if error := self._get_date_error(plan_date):
            return dict.fromkeys(records.ids, error)
        return self._plan_steps(records, plan_date, responsible)[1]

    def _plan_steps(self, records, plan_date, responsible):
        """Return who gets each step and when, and why some records can't be served.

        :param records: records of one model
        :param plan_date: see :meth:`_get_users_by_day`
        :param res.users responsible: assignee for the steps that ask at launch
        :return: see :meth:`_get_due_steps`
        :rtype: tuple[list[tuple], dict[int, str]]
        """
        assigned, refusals = self._assign_steps(records, responsible)
        served = records.filtered(lambda record: record.id not in refusals)
        due_steps, undated = self._get_due_steps(served, plan_date, assigned)
        return due_steps, {**refusals, **undated}

    def _assign_steps(self, records, responsible):
        """Return who gets each step, and why some records can't be served.

        :param records: records of one model
        :param res.users responsible: assignee for the steps that ask at launch
        :return: the assignee by record and step; reasons by record id
        :rtype: tuple[dict, dict[int, str]]
        """
        refusals = {}
        templates = self._get_launch_templates()
        operation = self.env["mail.activity"]._get_document_operation(records)
        allowed = records.exists()._filtered_access(operation)
        for record in records - allowed:
            refusals[record.id] = self.env._(
                "Record %(id)s was skipped: it was deleted, or you can't add "
                "activities to it.",
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
        """Return an error if the plan and the record belong to different companies."""
        company = get_company(record)
        if not company or not self.company_id or company == self.company_id:
            return False
        return self.env._(
            "it belongs to %(company)s, and the plan “%(plan)s” is for %(other)s.",
            company=company.name,
            plan=self.name,
            other=self.sudo().company_id.name,
        )

    def _get_unreadable(self, records, assigned):
        """Return an error for each record that an assignee couldn't open.

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
                    "%(record)s: %(name)s doesn't have access, so nothing can be "
                    "assigned.",
                    record=record.display_name,
                    name=user.sudo().name,
                )
        return refusals

    # ------------------------------------------------------------
    # When steps are due
    # ------------------------------------------------------------

    def _get_due_steps(self, records, plan_date, assigned):
        """Return who gets each step and when, and why some records can't be served.

        One assignee without working days leaves the other records served.

        :param records: records of one model
        :param plan_date: see :meth:`_get_users_by_day`
        :param dict assigned: the assignee by record and step, see :meth:`_assign_steps`
        :return: the record, the step, the assignee and the deadline, record by record,
            in the steps' order; reasons by record id
        :rtype: tuple[list[tuple], dict[int, str]]
        """
        templates = self._get_launch_templates()
        due_steps, refusals = [], {}
        for company, own in records.grouped(self._get_working_company).items():
            users = self.env["res.users"].union(
                *(assigned[record, step] for record in own for step in templates)
            )
            due_dates = {}
            for day, there in self._get_users_by_day(plan_date, users).items():
                due_dates |= templates._get_due_dates(day, there, company)
            for record in own:
                users = {step: assigned[record, step] for step in templates}
                steps = [
                    (record, step, user, due_dates[step, user])
                    for step, user in users.items()
                ]
                if error := self._get_undated_error(steps):
                    refusals[record.id] = error
                else:
                    due_steps += steps
        return due_steps, refusals

    def _delay_to_today(self, due_steps):
        """Return steps with those from today on that would be overdue already.

        By hand, people see the dates in the preview before they launch a plan.

        :param list[tuple] due_steps: see :meth:`_get_due_steps`
        """
        users = self.env["res.users"].union(*(user for _r, _s, user, _d in due_steps))
        steps = self.template_ids.browse()
        today = {user: steps._get_day_of(user) for user in [*users, users.browse()]}
        return [
            (record, step, user, max(day, today[user]))
            for record, step, user, day in due_steps
        ]

    def _get_undated_error(self, steps):
        """Return an error if one of a record's steps has no date, or False."""
        for record, step, user, day in steps:
            if not day:
                return self.env._(
                    "%(record)s: %(reason)s",
                    record=record.display_name,
                    reason=step._get_no_day_error(user),
                )
        return False

    def _get_users_by_day(self, plan_date, users):
        """Return the assignees by the day that their delays start.

        :param plan_date: a day for all, or a moment, whose day depends on the time zone
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
        """Return the company whose working days apply to a record."""
        return get_company(record) or self.company_id or self.env.company

    # ------------------------------------------------------------
    # What is already running
    # ------------------------------------------------------------

    def _get_running(self, records):
        """Return the open activities from earlier launches of this plan on records.

        Those that the user sees; code that launches as the superuser sees all.

        :param records: records of one model
        :rtype: mail.activity
        """
        return self.env["mail.activity"].search(
            [
                ("plan_id", "=", self.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        )

    def _get_running_warning(self, records):
        """Return a warning if the plan is already running on records, or False."""
        running = self._get_running(records)
        if not running:
            return False
        names = running._get_first_texts(
            NAMES_SHOWN,
            lambda activity: self.env._(
                "%(activity)s (%(record)s)",
                activity=activity.display_name,
                record=activity.res_name,
            ),
        )
        return self.env._(
            "This plan is already running. Still open (%(count)s): %(names)s.",
            count=len(running),
            names=", ".join(names),
        )
