from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.mail.tools.parser import parse_res_ids

from ..models.activity.by_code import is_prepared, note_prepared, note_preparing
from ..models.activity.records import check_single, get_company, has_lost_default_user
from ..models.activity.texts import as_html_items
from ..models.plan.mail_activity_plan import RECORDS_MAX
from .mail_activity_plan_launch import RECORDS_PER_PART

TEXTS_SHOWN = 5
NAMES_SHOWN = 20
FREE_DAY_ICON = "fa-calendar-times-o"
CLASH_ICON = "fa-clock-o"


class MailActivitySchedule(models.TransientModel):
    """Plans in Odoo's dialog: choosing, previewing and launching them.

    A launch on many records runs in parts; what a launch does is in ``models/plan``.
    """

    _inherit = "mail.activity.schedule"
    _batch_size = RECORDS_MAX

    # what a launch would do, computed once for all parts of the dialog
    plan_preview = fields.Json(compute="_compute_plan_preview")

    def _get_applied_on_records(self):
        """Return the records without duplicates, and refuse an unknown model."""
        if self.res_model and self.res_model not in self.env:
            raise ValidationError(
                self.env._(
                    "“%(model)s” isn't a kind of record. Choose another one.",
                    model=self.res_model,
                )
            )
        records = super()._get_applied_on_records()
        return records.union() if records else records

    def _compute_activity_user_id(self):
        """Don't propose a default user who has left."""
        lost = self.filtered(
            lambda scheduler: has_lost_default_user(scheduler.activity_type_id)
        )
        lost.activity_user_id = self.env.user
        return super(MailActivitySchedule, self - lost)._compute_activity_user_id()

    @api.model_create_multi
    def create(self, vals_list):
        """Note what code prepares, such as an automation rule."""
        noting = note_preparing(self)
        dialogs = super(MailActivitySchedule, noting).create(vals_list)
        return note_prepared(dialogs, self.env)

    # ------------------------------------------------------------
    # Choosing a plan
    # ------------------------------------------------------------

    @api.depends("res_ids")
    def _compute_plan_available_ids(self):
        return super()._compute_plan_available_ids()

    @api.depends_context("plan_mode")
    def _compute_plan_id(self):
        """Choose the most used plan, if any, where Odoo chooses one."""
        result = super()._compute_plan_id()
        for scheduler in self.filtered("plan_id"):
            plans = scheduler.plan_available_ids._origin.sorted("id")
            usage = plans._get_usage(scheduler.res_model)
            scheduler.plan_id = max(plans, key=lambda plan: usage.get(plan.id, 0))
        return result

    def _get_plan_available_base_domain(self):
        """Also offer plans by their additional models, for each record's company."""
        domain = super()._get_plan_available_base_domain()
        companies = self._get_record_companies() | self.company_id
        further = (
            (
                Domain("model_ids.model", "=", self.res_model)
                | Domain("res_model", "=", self.res_model)
            )
            & Domain("company_id", "in", [False, *companies.ids])
            & Domain("template_ids", "!=", False)
        )
        return domain | further

    def _get_record_companies(self):
        records = self._get_asking()._get_applied_on_records()
        if not records:
            return self.env["res.company"]
        return get_company(records._filtered_access("read"))

    # ------------------------------------------------------------
    # What a launch would do
    # ------------------------------------------------------------

    @api.depends(
        "plan_date", "plan_id", "plan_on_demand_user_id", "res_ids", "res_model"
    )
    def _compute_plan_preview(self):
        for scheduler in self:
            asking = scheduler._get_asking()
            scheduler.plan_preview = scheduler.plan_id and asking._get_plan_preview()

    def _get_asking(self):
        """Return it as whoever launches the plan: Odoo checks it as the superuser.

        That can also be code, for someone who couldn't.
        """
        return self if is_prepared(self) else self.sudo(False)

    def _get_plan_preview(self):
        """Return what a launch would do: ``refusals``, ``steps`` and any ``error``."""
        plan = self._get_launched_plan()
        records = self._get_applied_on_records() or self._get_too_many_records()
        date = self.plan_date or fields.Date.context_today(self)
        try:
            plan._check_launchable(records, date)
            due_steps, refusals = plan._plan_steps(
                records, date, self.plan_on_demand_user_id
            )
            steps = plan._get_preview(due_steps)
        except ValidationError as error:
            return {"error": str(error), "refusals": {}, "steps": {}}
        return {
            "error": False,
            "refusals": {str(id_): text for id_, text in refusals.items()},
            "steps": {str(id_): step for id_, step in steps.items()},
        }

    def _get_too_many_records(self):
        """Return the records that Odoo drops for being too many, to refuse them."""
        ids = parse_res_ids(self.env.context.get("active_ids"), self.env) or []
        return self.env[self.res_model or "mail.activity.mixin"].browse(ids)

    @api.depends("plan_preview")
    # pylint: disable-next=missing-return  # a compute, calls super for each record
    def _compute_plan_schedule_line_ids(self):
        """Pass Odoo the real dates, also for what follows a step, and add the rest."""
        for scheduler in self:
            steps = (scheduler.plan_preview or {}).get("steps", {})
            days = {
                int(id_): fields.Date.to_date(step["first_day"])
                for id_, step in steps.items()
            }
            if scheduler.plan_id._get_date_error(scheduler.plan_date):
                # no day can be computed from there; the dialog shows the error
                templates = scheduler.plan_id.template_ids
                days = dict.fromkeys(templates.ids, scheduler.plan_date)
            dated = scheduler.with_context(plan_deadlines=days)
            super(MailActivitySchedule, dated)._compute_plan_schedule_line_ids()
            scheduler._fill_plan_lines(steps)

    def _fill_plan_lines(self, steps):
        """Add the preview to each step's line.

        After each step, Odoo lists what its type suggests or triggers next. That goes
        to whoever completes the step where the default user has left.
        """
        position = 0
        for template in self.plan_id.template_ids:
            line = self.plan_schedule_line_ids[position : position + 1]
            if str(template.id) in steps:
                line.update(self._prepare_plan_line(steps[str(template.id)]))
            following = template._get_following_types()
            for number, activity_type in enumerate(following, start=position + 1):
                if has_lost_default_user(activity_type):
                    self.plan_schedule_line_ids[number].responsible_user_id = False
            position += 1 + len(following)

    def _prepare_plan_line(self, step):
        """Return the values of a line, from the preview of its step."""
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
            if not self.is_batch_mode:  # Odoo shows no avatar for several records
                values["responsible_user_id"] = users.id
        return values

    # ------------------------------------------------------------
    # Errors and warnings
    # ------------------------------------------------------------

    @api.depends("plan_preview")
    def _compute_error(self):
        """Replace Odoo's errors for plans: records of two companies are fine."""
        planned = self.filtered("plan_id")
        for scheduler in planned:
            scheduler = scheduler._get_asking()
            errors = scheduler._get_plan_errors()
            warnings = [] if errors else scheduler._get_plan_warnings()
            scheduler.has_error = bool(errors)
            scheduler.error = bool(errors) and scheduler._format_texts(
                self.env._("This plan can't be launched:"), errors
            )
            scheduler.has_warning = bool(warnings)
            scheduler.warning = bool(warnings) and scheduler._format_texts(
                self.env._("Good to know before you launch this plan:"), warnings
            )
        return super(MailActivitySchedule, self - planned)._compute_error()

    def _get_plan_errors(self):
        error = self.plan_preview["error"]
        if error:
            return [error]
        return self._check_plan_templates_error(self._get_applied_on_records())

    def _get_plan_warnings(self):
        return self._check_plan_templates_warning(self._get_applied_on_records())

    def _check_plan_templates_error(self, applied_on):
        """Return errors only if no record can be served: the others can be skipped."""
        refusals = self.plan_preview["refusals"]
        if len(refusals) < len(applied_on):
            return []
        single = applied_on.browse()
        if len(applied_on) == 1:
            single = applied_on.exists()._filtered_access("read")
        errors = list(super()._check_plan_templates_error(single))
        return self._shorten(errors or refusals.values())

    def _check_plan_templates_warning(self, applied_on):
        refusals = self.plan_preview["refusals"]
        served = applied_on.filtered(lambda record: str(record.id) not in refusals)
        warnings = list(super()._check_plan_templates_warning(served))
        running = self.plan_id._get_running_warning(applied_on)
        return [
            *([running] if running else []),
            *self._shorten(refusals.values()),
            *self._shorten(warnings),
        ]

    def _format_texts(self, header, texts):
        return Markup("%s%s") % (header, as_html_items(texts))

    def _shorten(self, texts, limit=TEXTS_SHOWN):
        """Return the first of many reasons of one kind, and how many more there are."""
        shown = list(dict.fromkeys(texts))
        if len(shown) > limit:
            more = self.env._("and %(count)s more.", count=len(shown) - limit)
            shown = [*shown[:limit], more]
        return shown

    # ------------------------------------------------------------
    # Launching
    # ------------------------------------------------------------

    def action_schedule_plan(self):
        """Launch the plan, and name the records that were skipped.

        Odoo's dialog launches in parts, with progress, if there are many records: its
        button asks for that in the context.
        """
        check_single(self)
        if not self.res_model:
            return super().action_schedule_plan()
        records = self._get_applied_on_records()
        if self.env.context.get("launch_in_parts") and len(records) > RECORDS_PER_PART:
            return self._get_progress_action()
        activities = self._launch()
        refusals = {}
        served = {activity.res_id for activity in activities}
        left = records.filtered(lambda record: record.id not in served)
        if left:
            refusals = self._get_launched_plan()._get_launch_refusals(
                left, self.plan_on_demand_user_id, self.plan_date
            )
        return self._get_launched_action(records, refusals)

    def _launch_at_once(self):
        """Launch without the dialog, and return the action that reports it."""
        if len(self._get_applied_on_records()) > RECORDS_PER_PART:
            return self._get_progress_action()
        return self.plan_id._get_launched_action(self._launch())

    def _launch(self):
        return self._get_launched_plan()._schedule_on(
            self._get_applied_on_records(), self.plan_date, self.plan_on_demand_user_id
        )

    def _get_launched_plan(self):
        """Return the plan, limited to the steps that other addons leave in."""
        templates = self._plan_filter_activity_templates_to_schedule()
        return self.plan_id.with_context(plan_template_ids=templates.ids)

    def _get_progress_action(self):
        """Return the client action that launches in parts, and shows the progress."""
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
        """Return where to go after a launch, with a list of skipped records.

        :param dict[int, str] refusals: reasons by record id
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
                "title": self.env._("Skipped: %(count)s records", count=len(refusals)),
                "message": "\n".join(self._shorten(refusals.values(), NAMES_SHOWN)),
                "next": action,
            },
        }
