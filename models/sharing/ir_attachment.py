from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .hidden_error import refuse_hidden


class IrAttachment(models.Model):
    """Files of activities that the user isn't to know of look like missing files.

    So do those of private meetings of others, which have the titles of activities. Not
    by ``mail.activity.known.mixin``: its methods come after Odoo's, which look first.
    """

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "mail.activity.hidden.mixin"]

    def _check_access(self, operation):
        """Refuse hidden and missing files in one place, before Odoo looks at any.

        Odoo refuses a file as its record would be, and raises an error for missing
        ones, whatever is asked.
        """
        if operation == "create" or not self.env["mail.activity"]._is_limited():
            return super()._check_access(operation)
        hidden = self._filter_hidden_by_level()
        result = super(IrAttachment, self - hidden)._check_access(operation)
        return refuse_hidden(result, hidden, operation)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find no hidden ones.

        In the database: Odoo asks for access to each record that has a file, and only
        if it has found some, so that a search would take longer.
        """
        if not bypass_access and self.env["mail.activity"]._is_limited():
            domain = Domain(domain) & self._get_known_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _filter_hidden_by_level(self):
        """Return those of these that the user isn't to know of, and missing ones."""
        return self._filter_unknown(self._get_known_domain())

    @api.model
    def _get_known_domain(self):
        """Leave out files of hidden activities, and of private meetings of others."""
        return Domain.custom(to_sql=self._get_known_sql)

    @api.model
    def _get_known_sql(self, _model, alias, _query):
        activities = self.env["mail.activity"]
        events = self.env["calendar.event"].sudo().with_context(active_test=False)
        masked = events._search(events.sudo(False)._get_masked_domain())
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
                      OR %(creator)s = %(uid)s OR %(res_id)s NOT IN %(masked)s
                 ELSE TRUE
             END
            """,
            activity=activities._name,
            creator=self._field_to_sql(alias, "create_uid"),
            is_known=activities._get_level_condition("known"),
            masked=masked.subselect(),
            public=self._field_to_sql(alias, "public"),
            res_id=self._field_to_sql(alias, "res_id"),
            res_model=self._field_to_sql(alias, "res_model"),
            uid=self.env.uid,
        )
