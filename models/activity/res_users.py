from odoo import models


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
