from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..models.activity.client_values import is_id

RECORDS_PER_PART = 200
REASONS_SHOWN = 50


class MailActivityPlanLaunch(models.TransientModel):
    """A launch on many records, in parts that are one transaction each.

    Progress is kept here and not in the browser: no matter how the connection breaks,
    no record is served twice. Only these methods read or write it, so users can't claim
    the launches of others.
    """

    _name = "mail.activity.plan.launch"
    _description = "Activity Plan Launch"

    plan_id = fields.Many2one("mail.activity.plan", required=True, ondelete="cascade")
    template_ids = fields.Json("Steps")
    plan_date = fields.Date()
    responsible_id = fields.Many2one("res.users", ondelete="cascade")
    res_model = fields.Char("Model", required=True)
    res_ids = fields.Json("Records")
    position = fields.Integer(help="Number of records processed so far.")
    refusals = fields.Json(help="Why records were skipped.")
    activity_ids = fields.Json("Activities")
    is_told = fields.Boolean(help="Assignees have been notified.")

    def action_launch_part(self):
        """Launch the plan on the next records.

        :return: the progress of the launch, see :meth:`_get_progress`
        :rtype: dict
        :raise UserError: it is another user's, or it continues in another window
        """
        launch = self._get_own()
        if not launch.try_lock_for_update():
            raise UserError(
                self.env._(
                    "This launch continues in another window. You can close this one."
                )
            )
        if not launch.is_told:
            launch._launch_part()
        if launch.position >= len(launch.res_ids):
            launch._tell_assignees()
        return launch._get_progress()

    def action_stop(self):
        """End a launch early, and notify the assignees of what was launched.

        :return: the progress of the launch, see :meth:`_get_progress`
        :rtype: dict
        """
        launch = self._get_own()
        launch._tell_assignees()
        return launch._get_progress()

    def unlink(self):
        """Notify assignees first, in case the browser was closed before the end."""
        for launch in self.sudo():
            launch.with_user(launch.create_uid).sudo()._tell_assignees()
        return super().unlink()

    def _get_own(self):
        """Return this launch, as the superuser, if the user started it."""
        launch = self.sudo().browse(filter(is_id, self._ids)).exists()
        if len(launch) != 1 or launch.create_uid != self.env.user:
            raise AccessError(
                self.env._("This launch has ended, or isn't yours. Start a new one.")
            )
        return launch

    def _launch_part(self):
        records = self.env[self.res_model].sudo(False).browse(self.res_ids)
        part = records[self.position : self.position + RECORDS_PER_PART]
        plan = self.plan_id.sudo(False).with_context(
            plan_notify_later=True, plan_template_ids=self.template_ids
        )
        responsible = self.responsible_id.sudo(False)
        refusals = plan._get_launch_refusals(part, responsible, self.plan_date)
        served = part.filtered(lambda record: record.id not in refusals)
        activity_ids = []
        if served:
            launched = plan._schedule_on(served, self.plan_date, responsible)
            activity_ids = launched.ids
        self.write(
            {
                "position": self.position + len(part),
                "refusals": [*(self.refusals or []), *refusals.values()],
                "activity_ids": [*(self.activity_ids or []), *activity_ids],
            }
        )

    def _tell_assignees(self):
        """Notify each assignee once of what was launched in all parts."""
        if self.is_told:
            return
        self.is_told = True
        activities = self.env["mail.activity"].browse(self.activity_ids).exists()
        self.plan_id._notify_launch(activities)

    def _get_progress(self):
        """Return the progress of the launch, as plain data.

        ``done`` of ``total`` records were processed, which created so many
        ``activities``; ``refused`` records were skipped, the first for ``reasons``.
        """
        reasons = self.refusals or []
        return {
            "done": self.position,
            "total": len(self.res_ids),
            "activities": len(self.activity_ids or []),
            "refused": len(reasons),
            "reasons": reasons[:REASONS_SHOWN],
        }
