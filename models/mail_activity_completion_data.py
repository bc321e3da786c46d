from odoo import models
from odoo.exceptions import AccessError, ValidationError


class MailActivity(models.Model):
    """Who may say who completed an activity, and when: the system, and managers.

    That an activity is ``automated`` can't be written afterwards either. When it is
    created it can: other apps create activities as the user who works, and nothing
    tells that from the user's own call.
    """

    _inherit = "mail.activity"

    def _check_system_fields(self, vals):
        """Who completed an activity, and who created it, is not for users to say.

        Managers may: an import of history corrects what an earlier one got wrong.
        Neither is it for others to say whose a done activity is, or of which type: the
        next thing they could do is correct its outcome.
        """
        system_fields = {
            "cancelled_at",
            "cancelled_by_id",
            "done_at",
            "done_by_id",
            "next_step_id",
            "origin",
            "plan_id",
            "plan_template_id",
            "post_sale_closing_id",
            "post_sale_rule_id",
            "previous_activity_id",
            "status_since",
        }
        odoo_fields = vals.keys() & {"activity_type_id", "automated", "user_id"}
        if odoo_fields and self.env["mail.activity.type"]._has_outcomes():
            system_fields.add("automated")
            if odoo_fields - {"automated"}:
                self._filtered_recorded()._check_may_correct()
        if vals.keys() & system_fields:
            self._check_may_write_system_fields()
        if vals.get("previous_activity_id"):
            self.browse(vals["previous_activity_id"]).check_access("read")

    def _check_created_fields(self):
        """An open activity wasn't completed by anyone; history is for managers to tell.

        :raise AccessError: somebody else's completion, or an activity that follows one
            that the user may not read: its name would show
        """
        completed = self.filtered(
            lambda activity: activity.done_at or activity.done_by_id
        )
        if completed.filtered("active"):
            raise ValidationError(
                self.env._(
                    "“%(activity)s” is open, so nobody has completed it. Leave out who "
                    "completed it and when, or create it done.",
                    activity=completed.filtered("active")[0].display_name,
                )
            )
        cancelled = self.filtered(
            lambda activity: activity.cancelled_at or activity.cancelled_by_id
        )
        after_sale = self.filtered(
            lambda activity: activity.post_sale_rule_id or activity.post_sale_closing_id
        )
        if completed or cancelled or after_sale:
            self._check_may_write_system_fields()
        self.previous_activity_id.check_access("read")
        for activity in self.filtered(lambda activity: activity.origin == "next_step"):
            if activity.previous_activity_id.active and not self.env.su:
                raise activity._get_not_done_error(activity.previous_activity_id)

    def _check_may_write_system_fields(self):
        if self._is_activity_manager():
            return
        raise AccessError(
            self.env._(
                "Who completed an activity and when, what it follows or comes from, "
                "and whether a person created it, is recorded by the system. Ask a "
                "manager of activities to correct it."
            )
        )

    def _is_activity_manager(self):
        """Return whether the user may correct what anybody recorded."""
        manager = "crm_activity_flow.group_activity_manager"
        return self.env.su or self.env.user.has_group(manager)
