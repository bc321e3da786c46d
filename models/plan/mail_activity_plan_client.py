from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.by_code import note_prepared, note_preparing
from ..activity.client_values import are_ids, is_id
from ..activity.records import browse_assignees, parse_day
from .mail_activity_plan import RECORDS_MAX

# older launches say little about what is used now
USAGE_PERIOD = timedelta(days=180)


class MailActivityPlan(models.Model):
    """Plans for menus and dialogs; the launch itself is in ``_schedule_on``."""

    _inherit = "mail.activity.plan"

    # ------------------------------------------------------------
    # Menus
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_launch_menu(self, res_model, res_ids):
        """Return the menu of plans for some records, the most used first.

        :param str res_model: a model with activities
        :param list[int] res_ids: the records; only as many as one launch takes are
            looked at
        :return: ``plans``, a list of ``id``, ``name`` and ``steps``; ``model``, what
            users call these records; ``can_create``, whether the user can create plans
        :rtype: dict
        :raise ValidationError: the model has no activities, the ids are invalid, or
            none of the records exists any more
        """
        self.browse().check_access("read")
        given = self._browse_records(res_model, res_ids)[:RECORDS_MAX]
        records = given.exists()
        if given and not records:
            raise ValidationError(
                self.env._("These records no longer exist. Reload the page.")
            )
        records = records._filtered_access("read")
        dialog = self.env["mail.activity.schedule"].new(
            {"res_model": res_model, "res_ids": str(records.ids)}
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
        """Return these plans, the most used on a model first, else in their order."""
        usage = self._get_usage(res_model)
        return self.sorted(lambda plan: -usage.get(plan.id, 0))

    @api.model
    def _get_usage(self, res_model):
        """Return how many times plans were launched on a model, by plan id.

        Activities launched together share their time of creation: a launch on 500
        records counts once, like a launch on one. Launches by rules don't count, nor
        do activities that their assignees don't share with the user.

        :param str res_model: a model with activities
        :rtype: dict[int, int]
        """
        # Odoo's dialog chooses a plan as the superuser
        activities = self.sudo(False).env["mail.activity"]
        launched = Domain(
            [
                ("plan_id", "!=", False),
                ("res_model", "=", res_model),
                ("origin", "=", "plan"),
                ("create_date", ">=", fields.Datetime.now() - USAGE_PERIOD),
            ]
        )
        groups = (
            activities.sudo()
            .with_context(active_test=False)
            ._read_group(
                launched & activities._get_level_domain(),
                ["plan_id"],
                ["create_date:count_distinct"],
            )
        )
        return {plan.id: launches for plan, launches in groups}

    @api.model
    def _get_plan_models(self):
        """Return the models that have plans; the others need no menu.

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

    # ------------------------------------------------------------
    # Launching with one click
    # ------------------------------------------------------------

    def action_launch(self, res_model, res_ids):
        """Launch this plan on records, or open Odoo's dialog if that needs the user.

        The dialog opens if the plan asks for assignees, has a warning, or can't be
        launched. Delays start today.

        :param str res_model: the model of the records
        :param list[int] res_ids: the records
        :return: the client action that shows what was launched, or the one that shows
            the progress of a long launch, or Odoo's dialog
        :rtype: dict, an action
        :raise ValidationError: the plan doesn't exist, or the records are invalid
        """
        plan = self._get_single()
        records = plan._browse_records(res_model, res_ids)
        if len(records) > RECORDS_MAX:
            plan._check_launchable(records)
        values = {
            "res_model": res_model,
            "res_ids": str(records.ids),
            "plan_id": plan.id,
        }
        dialogs = note_preparing(self.env["mail.activity.schedule"])
        dialog = note_prepared(dialogs.new(values), self.env)
        if plan.has_user_on_demand or dialog.has_error or dialog.has_warning:
            return plan._get_dialog_action(records)
        return dialog._launch_at_once()

    # ------------------------------------------------------------
    # Launching from programs
    # ------------------------------------------------------------

    def launch_on(
        self, res_model, res_ids, plan_date=None, responsible_id=False, again=False
    ):
        """Launch this plan on records, and say what became of each one.

        Two launches at once collide: the second one finds the first one running.

        :param str res_model: the model of the records
        :param list[int] res_ids: the records, at most 10,000
        :param str plan_date: the day that the delays start, like "2026-12-31"; today
            by default
        :param int responsible_id: assignee for the steps that ask at launch
        :param bool again: whether to launch it where it is running already
        :return: ``created_ids`` (activities); ``refused`` and ``running``, records that
            were left alone, as lists of dicts with ``res_id`` (int) and ``reason``
            (str)
        :rtype: dict[str, list]
        :raise ValidationError: the plan can't be launched on any record, or a value is
            invalid
        """
        plan = self._get_single()
        given = plan._browse_records(res_model, res_ids)
        day = parse_day(self.env, plan_date)
        responsible = browse_assignees(self.env, [responsible_id])
        plan._check_launchable(given, day)
        refused = plan._get_access_refusals(given)
        records = given.filtered(lambda record: record.id not in refused)
        running = {} if again else plan._get_running_reasons(records)
        records = records.filtered(lambda record: record.id not in running)
        refused |= plan._get_launch_refusals(records, responsible, day)
        served = records.filtered(lambda record: record.id not in refused)
        created = served and plan._schedule_on(served, day, responsible)
        return {
            "created_ids": created.ids,
            "refused": plan._get_reason_list(refused),
            "running": plan._get_reason_list(running),
        }

    def _get_access_refusals(self, records):
        """Return why the user can't have activities on some of these records.

        :rtype: dict[int, str]
        """
        operation = self.env["mail.activity"]._get_document_operation(records)
        readable = records.exists()._filtered_access("read")
        allowed = readable._filtered_access(operation)
        gone = self.env._("This record was deleted, or you don't have access to it.")
        closed = self.env._("You can't change this record. Ask someone who can.")
        return dict.fromkeys((records - readable).ids, gone) | dict.fromkeys(
            (readable - allowed).ids, closed
        )

    def _get_running_reasons(self, records):
        """Return what is still open from earlier launches, by record id.

        :rtype: dict[int, str]
        """
        self.env.cr.execute(
            SQL("UPDATE mail_activity_plan SET active = active WHERE id = %s", self.id)
        )
        running = self._get_running(records)
        return {
            res_id: self.env._(
                "The plan is already running: %(names)s.",
                names=", ".join(own.mapped("display_name")),
            )
            for res_id, own in running.grouped("res_id").items()
        }

    @api.model
    def _get_reason_list(self, reasons):
        return [{"res_id": id_, "reason": text} for id_, text in reasons.items()]

    def _get_single(self):
        """Return this plan, or refuse if it doesn't exist."""
        plan = self.browse(filter(is_id, self._ids)).exists()
        if len(plan) != 1 or len(self) != 1:
            raise ValidationError(
                self.env._("Choose one plan. This one may have been deleted.")
            )
        plan.check_access("read")
        return plan

    @api.model
    def _browse_records(self, res_model, res_ids):
        """Return the records that a client asks for, each once.

        :raise ValidationError: the model has no activities, or the ids are invalid
        """
        if not self._has_activities(res_model):
            raise ValidationError(
                self.env._(
                    "“%(model)s” doesn't have activities, so you can't launch a plan "
                    "on it. Choose other records.",
                    model=res_model,
                )
            )
        if not are_ids(res_ids):
            raise ValidationError(self.env._("The records must be a list of IDs."))
        return self.env[res_model].browse(dict.fromkeys(res_ids))

    @api.model
    def _has_activities(self, res_model):
        if not isinstance(res_model, str) or res_model not in self.env:
            return False
        model = self.env["ir.model"]._get(res_model).sudo()
        return model.is_mail_activity and not model.transient

    def _get_dialog_action(self, records):
        """Return Odoo's dialog, with this plan chosen."""
        name = self.env._("Launch Plan")
        if len(records) > 1:
            name = self.env._("Launch Plan on %(count)s Records", count=len(records))
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_id": records[:1].id,
                "active_ids": records.ids,
                "active_model": records._name,
                "default_plan_id": self.id,
                "dialog_size": "large",
                "plans_only": True,
            },
        }

    def _get_launched_action(self, activities):
        """Return the client action that reports a launch, and offers to undo it."""
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.launched",
            "params": {
                "activity_ids": activities.ids,
                "message": self.env._(
                    "“%(plan)s” started: %(count)s activities",
                    plan=self.name,
                    count=len(activities),
                ),
            },
        }

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    def _get_preview(self, due_steps):
        """Return who would get each step, when, and what the user should know.

        :param list[tuple] due_steps: see :meth:`_get_due_steps`
        :return: plain data by the id of the step
        :rtype: dict[int, dict]
        """
        # many records, few assignees: equal cases are looked up once
        cases = Counter(
            (step, user, deadline, self._get_working_company(record))
            for record, step, user, deadline in due_steps
        )
        free = self._get_free_cases(cases)
        values = {
            (step, user, deadline): step._prepare_activity_values(user, deadline)
            for step, user, deadline, _company in cases
        }
        off = {case[:3] for case in free}
        clashes = self._get_clashes(
            {key: vals for key, vals in values.items() if key not in off}
        )
        own_cases = defaultdict(Counter)
        for case, count in cases.items():
            own_cases[case[0]][case] += count
        return {
            step.id: step._prepare_preview(own, free, values, clashes)
            for step, own in own_cases.items()
        }

    def _get_free_cases(self, cases):
        """Return the cases in which the assignee doesn't work on that day.

        The reason stays private: a public holiday looks like time off.
        """
        groups = defaultdict(list)
        for case in cases:
            groups[case[-1]].append(case)
        free = set()
        for company, own in groups.items():
            days = [deadline for _step, _user, deadline, _company in own]
            users = self.env["res.users"].union(*(case[1] for case in own))
            known = self.env["mail.activity"]._filter_busy_users(users)
            working = known._get_working_days(min(days), max(days), company)
            free.update(
                (step, user, deadline, company)
                for step, user, deadline, _company in own
                if user in working and deadline not in working[user]
            )
        return free

    def _get_clashes(self, values):
        """Return who is busy at that time, as texts, for the cases with a clash.

        Not for non-working days: time off would be a clash, a weekend wouldn't.

        :param dict values: activity values by step, assignee and deadline
        """
        keys = [key for key in values if key[1]]
        requests = [
            {
                "user": user,
                "day": values[step, user, deadline]["date_deadline"],
                "start": values[step, user, deadline].get("planned_start"),
                "hours": values[step, user, deadline].get("planned_duration") or 0.0,
            }
            for step, user, deadline in keys
        ]
        results = self.env["mail.activity"]._get_busy(requests) if requests else []
        return {
            key: result["text"]
            for key, result in zip(keys, results, strict=True)
            if result["text"]
        }
