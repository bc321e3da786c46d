from odoo import api, models

from .mail_activity_access import STATES_AT_ONCE
from .source import OWN_CODE


class ResUsers(models.Model):
    _inherit = "res.users"

    def _filter_openable(self, records):
        """Return the records that this user can open, in any of the user's companies.

        :param records: records of one model
        """
        if not self:
            return records
        theirs = records.with_user(self).with_context(
            allowed_company_ids=self.sudo().company_ids.ids
        )
        return records & theirs._filtered_access("read").with_env(records.env)

    @api.model
    def _get_activity_groups(self):
        """Let the states of all activities be computed at once, and not one by one."""
        marked = self.with_context(**{STATES_AT_ONCE: OWN_CODE})
        return super(ResUsers, marked)._get_activity_groups()
