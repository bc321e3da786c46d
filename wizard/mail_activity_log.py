from odoo import api, fields, models

from ..models.activity.records import check_single


class MailActivityLog(models.TransientModel):
    """Log a finished activity on a record, from its chatter."""

    _name = "mail.activity.log"
    _inherit = "mail.activity.outcome.choice.mixin"
    _description = "Log a Finished Activity"

    res_model = fields.Char("Record Model")
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        required=True,
        default=lambda self: self._get_default_type(),
        domain="[('res_model', 'in', (False, res_model))]",
        ondelete="cascade",
    )
    feedback = fields.Text("Note")

    @api.model
    def _get_default_type(self):
        """Return the type of calls, which are logged most, or the first that fits."""
        res_model = self.env.context.get("default_res_model")
        call = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        if call and call.active and call.res_model in (False, res_model):
            return call
        return self.env["mail.activity"]._default_activity_type_for_model(res_model)

    def action_apply(self):
        """Log the activity.

        :return: the client action that shows what was logged, with *Undo*
        :rtype: dict, an action
        """
        check_single(self)
        activities = self.env["mail.activity"]
        result = activities.log_done(
            self.res_model,
            self.res_id,
            self.activity_type_id.id,
            outcome_id=self.outcome_id.id,
            done_at=self.done_at,
            feedback=self.feedback,
        )
        return activities.browse(result["done_ids"])._get_completed_action(
            suggestions=result["suggestions"]
        )
