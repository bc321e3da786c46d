from odoo import fields, models

from .mail_activity_next_step import SUGGEST


class MailActivityNextStep(models.Model):
    _inherit = "mail.activity.next.step"

    def _prepare_suggestion(self, activity, user, deadline):
        """Return what this rule suggests after an activity, as plain data.

        :param mail.activity activity: the completed one
        :param res.users user: the assignee
        :param date deadline: when it is due
        :return: see :meth:`mail.activity._get_suggestions`
        """
        kind, plan = self.next_type_id, self.plan_id
        time = self._prepare_time_values(user, deadline)
        return {
            "next_step_id": self._origin.id,
            "previous_activity_id": activity.id,
            "activity_type_id": kind.id,
            "activity_type_name": kind.name or "",
            "icon": kind.icon or False,
            "plan_id": plan.id,
            "plan_name": plan.name or "",
            "plan_steps": len(plan.template_ids),
            "summary": self.summary or kind.summary or "",
            "date_deadline": fields.Date.to_string(deadline),
            "planned_start": fields.Datetime.to_string(time.get("planned_start")),
            "planned_duration": time.get("planned_duration", 0),
            **user._prepare_suggested_user(),
            **activity._prepare_suggested_document(),
        }


class MailActivity(models.Model):
    """What is suggested after a completion, as plain data."""

    _inherit = "mail.activity"

    def action_complete(self, outcome_id=False, feedback=False, attachment_ids=None):
        """Complete, and tell what follows.

        :return: besides what the other ways tell, ``created`` (what was created, as
            plain data) and ``suggestions``, see :meth:`_get_suggestions`
        """
        self._check_ids()
        suggesting = self.filtered(lambda act: act.activity_type_id._has_suggestions())
        result = super().action_complete(outcome_id, feedback, attachment_ids)
        created = self.browse(result["created_ids"]).sudo()
        return {
            **result,
            "created": [activity._prepare_created_data() for activity in created],
            "suggestions": suggesting._get_suggestions(),
        }

    def action_feedback_schedule_next(self, *args, **kwargs):
        """Show what the rules suggest; Odoo's form is the way to something else."""
        self._check_ids()
        # before Odoo deletes those whose document is gone
        ruled = self.filtered(
            lambda activity: activity.activity_type_id._get_next_modes()
        )
        action = super().action_feedback_schedule_next(*args, **kwargs)
        suggestions = ruled._get_suggestions()
        if not suggestions:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.next_steps",
            "params": {"suggestions": suggestions, "next": action},
        }

    def _get_suggestions(self):
        """Return what is suggested to the current user after these done activities.

        Nothing that the user couldn't add as it is.

        :return: one for each activity and rule, in order: ``next_step_id`` (int, or
            False for what Odoo's settings suggest), ``previous_activity_id`` (int),
            ``activity_type_id`` (int or False), ``activity_type_name`` (str), ``icon``
            (str or False), ``plan_id`` (int or False), ``plan_name`` (str),
            ``plan_steps`` (int), ``summary`` (str), ``date_deadline`` (str),
            ``planned_start`` (str in UTC, or False), ``planned_duration`` (hours),
            ``user_id`` (int or False), ``user_name`` (str), ``res_model`` (str or
            False), ``res_id`` (int) and ``res_name`` (str)
        :rtype: list[dict]
        """
        if not self:
            return []
        # Odoo deletes those whose document is gone
        continuable = self.exists()._filtered_continuable()
        follow_ups = continuable._get_follow_ups(SUGGEST)
        refused = continuable._get_refused_launches(follow_ups)
        return [
            rule._prepare_suggestion(activity, user, deadline)
            for activity, rule, user, deadline in follow_ups
            if (activity, rule) not in refused
        ]

    def _get_refused_launches(self, follow_ups):
        """Return what can't be added, as completed activity and rule: some plans.

        A plan of another company, or with steps for somebody who can't open the record.
        """
        refused = set()
        for plan, records, values, kwargs in self.sudo()._get_plan_launches(follow_ups):
            for res_id in plan._get_launch_refusals(records, kwargs["responsible"]):
                rule_id = values[res_id]["next_step_id"]
                activity_id = values[res_id]["previous_activity_id"]
                refused.add((activity_id, rule_id))
        return {
            follow_up[:2]
            for follow_up in follow_ups
            if (follow_up[0].id, follow_up[1]._origin.id) in refused
        }

    def _filtered_continuable(self):
        """Return those activities on whose document the user may add another one."""
        allowed = self.filtered(lambda activity: not activity.res_model)
        for model, own in self.filtered("res_model").grouped("res_model").items():
            documents = self.env["mail.message"]._filter_records_for_message_operation(
                model, own.mapped("res_id"), "create"
            )
            ids = set(documents.ids)
            allowed |= own.filtered(lambda activity, ids=ids: activity.res_id in ids)
        return self & allowed

    def _prepare_suggested_document(self):
        return {
            "res_model": self.res_model or False,
            "res_id": self.res_id or False,
            "res_name": self.res_name or "",
        }

    def _prepare_created_data(self):
        """Return what a completion created, as plain data."""
        kind = self.activity_type_id
        return {
            "id": self.id,
            "next_step_id": self.next_step_id.id,
            "previous_activity_id": self.previous_activity_id.id,
            "activity_type_id": kind.id,
            "activity_type_name": kind.name or "",
            "plan_id": self.plan_id.id,
            "summary": self.summary or "",
            "date_deadline": fields.Date.to_string(self.date_deadline),
            "planned_start": fields.Datetime.to_string(self.planned_start),
            "planned_duration": self.planned_duration,
            **self.user_id._prepare_suggested_user(),
            **self._prepare_suggested_document(),
        }


class ResUsers(models.Model):
    _inherit = "res.users"

    def _prepare_suggested_user(self):
        return {"user_id": self.id, "user_name": self.sudo().name or ""}
