from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..models.activity.client_values import is_id

RECORDS_PER_PART = 200
REASONS_SHOWN = 50


class MailActivityPlanLaunch(models.TransientModel):
    """A launch on many records, in parts that are one transaction each.

    What is done is kept here and not in the browser: however the connection breaks, a
    record that was served isn't served twice. Nobody reads or writes it but these
    methods, so nobody can claim to have launched what others did.
    """

    _name = "mail.activity.plan.launch"
    _description = "Activity Plan Launch"

    plan_id = fields.Many2one("mail.activity.plan", required=True, ondelete="cascade")
    template_ids = fields.Json("Steps")
    plan_date = fields.Date()
    responsible_id = fields.Many2one("res.users", ondelete="cascade")
    res_model = fields.Char("Model", required=True)
    res_ids = fields.Json("Records")
    position = fields.Integer(help="How many of the records had their turn.")
    refusals = fields.Json(help="Why records were left alone.")
    activity_ids = fields.Json("Activities")
    is_told = fields.Boolean(help="Whether the assignees know of it.")

    def action_launch_part(self):
        """Launch the plan on the next records.

        :return: where the launch stands, see :meth:`_get_progress`
        :rtype: dict
        :raise UserError: it is another user's, or another window goes on with it
        """
        launch = self._get_own()
        if not launch.try_lock_for_update():
            raise UserError(
                self.env._("Another window goes on with this launch. Close this one.")
            )
        if not launch.is_told:
            launch._launch_part()
        if launch.position >= len(launch.res_ids):
            launch._tell_assignees()
        return launch._get_progress()

    def action_stop(self):
        """End a launch where it stands: tell the assignees what is theirs.

        :return: where the launch stands, see :meth:`_get_progress`
        :rtype: dict
        """
        launch = self._get_own()
        launch._tell_assignees()
        return launch._get_progress()

    def unlink(self):
        """Tell what nobody ended, because a browser was closed, before it is gone."""
        for launch in self.sudo():
            launch.with_user(launch.create_uid).sudo()._tell_assignees()
        return super().unlink()

    def _get_own(self):
        """Return this launch, past the access rights, if the user started it."""
        launch = self.sudo().browse(filter(is_id, self._ids)).exists()
        if len(launch) != 1 or launch.create_uid != self.env.user:
            raise AccessError(
                self.env._("This launch is over, or is not yours. Start a new one.")
            )
        return launch

    def _launch_part(self):
        records = self.env[self.res_model].sudo(False).browse(self.res_ids)
        part = records[self.position : self.position + RECORDS_PER_PART]
        plan = self.plan_id.sudo(False).with_context(
            plan_notify_later=True, plan_template_ids=self.template_ids
        )
        responsible = self.responsible_id.sudo(False)
        refusals = plan._get_launch_refusals(part, responsible)
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
        """Tell each assignee once what was launched, in all parts together."""
        if self.is_told:
            return
        self.is_told = True
        activities = self.env["mail.activity"].browse(self.activity_ids).exists()
        self.plan_id._notify_launch(activities)

    def _get_progress(self):
        """Return where the launch stands, as plain data.

        ``done`` of ``total`` records had their turn, which made so many ``activities``;
        ``refused`` records were left alone, for these first ``reasons``.
        """
        reasons = self.refusals or []
        return {
            "done": self.position,
            "total": len(self.res_ids),
            "activities": len(self.activity_ids or []),
            "refused": len(reasons),
            "reasons": reasons[:REASONS_SHOWN],
        }
