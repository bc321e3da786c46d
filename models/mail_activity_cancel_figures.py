from odoo import api, fields, models
from odoo.fields import Domain


class MailActivity(models.Model):
    """What is cancelled never counts as done: Odoo counts so what isn't active."""

    _inherit = "mail.activity"

    state = fields.Selection(selection_add=[("cancelled", "Cancelled")])

    # These don't depend on cancelled_at: it moves only together with active. When the
    # addon is uninstalled, Odoo would delete what users inherit of it from contacts.
    def _compute_state(self):
        cancelled = self.filtered("cancelled_at")
        cancelled.state = "cancelled"
        return super(MailActivity, self - cancelled)._compute_state()

    def _compute_date_done(self):
        cancelled = self.filtered("cancelled_at")
        cancelled.date_done = False
        return super(MailActivity, self - cancelled)._compute_date_done()

    @api.model
    @api.readonly
    def get_activity_data(
        self, res_model, domain, limit=None, offset=0, fetch_done=False
    ):
        """Leave cancelled activities out."""
        activities = self.with_context(leave_out_cancelled=True) if fetch_done else self
        return super(MailActivity, activities).get_activity_data(
            res_model, domain, limit=limit, offset=offset, fetch_done=fetch_done
        )

    @api.model
    def _flow_narrow(self, domain):
        domain = super()._flow_narrow(domain)
        if self.env.context.get("leave_out_cancelled"):
            domain = Domain(domain) & Domain("cancelled_at", "=", False)
        return domain
