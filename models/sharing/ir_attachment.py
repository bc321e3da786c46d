from odoo import api, models
from odoo.tools import SQL


class IrAttachment(models.Model):
    """Files of activities that the user isn't to know of look like missing files.

    So do those of private meetings of others, which have the titles of activities. All
    of it in the database: Odoo asks for access to each record that has a file, and only
    if it has found some, so that a search would take longer.
    """

    _name = "ir.attachment"
    _inherit = ["mail.activity.known.mixin", "ir.attachment"]

    @api.model
    def _get_known_sql(self, alias, _query):
        """Leave out files of hidden activities, and of private meetings of others."""
        activities = self.env["mail.activity"]
        return SQL(
            """
            CASE %(res_model)s
                 WHEN %(activity)s THEN
                      COALESCE(%(res_id)s, 0) = 0 OR EXISTS (
                          SELECT FROM mail_activity known
                           WHERE known.id = %(res_id)s AND %(is_known)s
                      )
                 WHEN 'calendar.event' THEN
                      COALESCE(%(res_id)s, 0) = 0 OR %(public)s IS TRUE
                      OR %(creator)s = %(uid)s OR NOT %(is_masked)s
                 ELSE TRUE
             END
            """,
            activity=activities._name,
            creator=self._field_to_sql(alias, "create_uid"),
            is_masked=self.env["calendar.event"]._get_linked_masked_sql(
                self._field_to_sql(alias, "res_id")
            ),
            is_known=activities._get_level_condition("known"),
            public=self._field_to_sql(alias, "public"),
            res_id=self._field_to_sql(alias, "res_id"),
            res_model=self._field_to_sql(alias, "res_model"),
            uid=self.env.uid,
        )
