from odoo import models


class MailActivityType(models.Model):
    """A default user who has left counts as none, while more is traced than in Odoo."""

    _inherit = "mail.activity.type"

    def _has_lost_default_user(self):
        """Return whether the default user is archived; with both switches off, no."""
        user = self.default_user_id.sudo()
        keeps_trace = self.env["mail.activity"]._flow_keeps_trace
        return bool(user) and keeps_trace() and not user.active
