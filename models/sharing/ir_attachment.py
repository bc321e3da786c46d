from odoo import api, models
from odoo.tools import SQL

from ..activity.remote_call import is_called
from .hidden_error import tells_by_name, tells_of_meetings


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

    def get_base_url(self):
        """Refuse hidden ones: Website looks as the superuser where they belong.

        For a form's fields it does so as OdooBot, with what a client says is active.
        """
        self._check_not_hidden()
        is_form = self.env.su and is_called("get_authorized_fields")
        asked = self.browse() if is_form else self
        return super(IrAttachment, asked).get_base_url()

    def _can_bypass_rights_on_media_dialog(self, **attachment_data):
        """Ask for what a picture is added to: Odoo adds some as the superuser."""
        name = attachment_data.get("res_model")
        id_ = attachment_data.get("res_id")
        is_limited = self.env["mail.activity"]._is_limited()
        if is_limited and id_ and tells_of_meetings(self.env, name):
            self.env[name].browse(id_).check_access("write")
        return super()._can_bypass_rights_on_media_dialog(**attachment_data)

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        """Take hidden records for missing ones, also where something is created."""
        asked = dict(model_and_ids)
        if operation == "create" and self.env["mail.activity"]._is_limited():
            for name in asked:
                if tells_by_name(self.env, name):
                    records = self.env[name].browse(filter(None, asked[name]))
                    asked[name] = records._sharing_filter_known().ids
                    yield from ((name, id_) for id_ in {*records.ids} - {*asked[name]})
        yield from super()._inaccessible_comodel_records(asked, operation)

    @api.model
    def create_unique(self, values_list):
        """Take no hidden file for one with the same content, but make another one.

        Odoo looks for it as the superuser.
        """
        if not self.env["mail.activity"]._is_limited():
            return super().create_unique(values_list)
        ids = []
        for values in values_list:
            found = self.browse(super().create_unique([values]))
            known = found - found._filter_hidden_from_user()
            ids += (known or self.create(values)).ids
        return ids
