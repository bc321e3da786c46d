from odoo import api, models
from odoo.fields import Domain

from .policy import BUSY


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "mail.activity.policy.mixin"]

    @api.model
    def _get_policy_fields(self):
        """Add the user's own company, and what makes a viewer one of everyone."""
        return frozenset({"company_id", "company_ids", "group_ids"})

    def _get_busy_activity_domain(self):
        """Leave out activities of which the current user isn't to know the time.

        Busy times are looked up as the superuser, but told to the user.
        """
        activities = self.env["mail.activity"].sudo(False)
        level = activities._get_level_domain(BUSY)
        return Domain(super()._get_busy_activity_domain()) & level
