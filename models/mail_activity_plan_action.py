from odoo import api, models
from odoo.exceptions import ValidationError

from .mail_activity_plan_check import RECORDS_MAX

ID_LIMIT = 2**31  # PostgreSQL's integers end there


def is_id(value):
    """Return whether a value that a client sent can be the id of a record."""
    return type(value) is int and 0 < value < ID_LIMIT


class MailActivityPlan(models.Model):
    """Launching a plan with one click, from a document or from a list of them."""

    _inherit = "mail.activity.plan"

    def action_launch(self, res_model, res_ids):
        """Launch this plan on records, or open Odoo's dialog if there is more to say.

        The dialog opens if the plan asks for people, and if there is something to know
        first: a warning, or why it can't be launched. It counts from today.

        :param str res_model: the model of the records
        :param list[int] res_ids: the records
        :return: the client action that tells what was launched, or the one that shows
            the progress of a long launch, or Odoo's dialog
        :rtype: dict, an action
        :raise ValidationError: there is no such plan, or there are no such records
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
        dialog = self.env["mail.activity.schedule"].new(values)
        if plan.has_user_on_demand or dialog.has_error or dialog.has_warning:
            return plan._get_dialog_action(records)
        return dialog._launch_at_once()

    def _get_single(self):
        """Return this plan, or say that there is no such plan."""
        plan = self.browse(filter(is_id, self._ids)).exists()
        if len(plan) != 1 or len(self) != 1:
            raise ValidationError(
                self.env._("Choose one plan. It may have been deleted meanwhile.")
            )
        plan.check_access("read")
        return plan

    @api.model
    def _browse_records(self, res_model, res_ids):
        """Return the records that a client names, each once.

        :raise ValidationError: the model has no activities, or the ids are none
        """
        if not self._has_activities(res_model):
            raise ValidationError(
                self.env._(
                    "Plans are launched on records with activities, and “%(model)s” "
                    "has none. Choose others.",
                    model=res_model,
                )
            )
        if not isinstance(res_ids, list | tuple) or not all(map(is_id, res_ids)):
            raise ValidationError(
                self.env._(
                    "The records are given by their ids, as a list of whole numbers."
                )
            )
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
            },
        }

    def _get_launched_action(self, activities):
        """Return the client action that tells of a launch, and offers to undo it."""
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
