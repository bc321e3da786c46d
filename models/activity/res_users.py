from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _filter_openable(self, records):
        """Return those of some records that this user may open, in any own company.

        :param records: records of one model
        """
        if not self:
            return records
        theirs = records.with_user(self).with_context(
            allowed_company_ids=self.sudo().company_ids.ids
        )
        return records & theirs._filtered_access("read").with_env(records.env)
