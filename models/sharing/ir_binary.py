from odoo import models
from odoo.tools import consteq

from .hidden_error import EVENT, MESSAGE
from .mail_message import NOTICE

FILE = "ir.attachment"
NAME = "name"


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(
        self,
        xmlid=None,
        res_model=FILE,
        res_id=None,
        access_token=None,
        field=None,
    ):
        """Open a file by its own link, also for those who aren't to know of it.

        Only those who read it are told the link: mails have it, of which recipients
        have no user.
        """
        is_linked = access_token and res_id and res_model == FILE and not xmlid
        if is_linked and self.env["mail.activity"]._is_limited():
            file = self.env[FILE].sudo().browse(res_id).exists()
            # as bytes: other characters than those of links are no error either
            key = (file.access_token or "").encode()
            if key and consteq(key, str(access_token).encode(errors="replace")):
                return file
        return super()._find_record(xmlid, res_model, res_id, access_token, field)

    def _get_image_stream_from(self, record, *args, **kwargs):
        """Show no one who wrote what isn't to be known."""
        asking = record.sudo(False)
        is_message = record._name == MESSAGE and record.env.su
        if is_message and asking.env["mail.activity"]._is_limited():
            told = record.filtered(
                lambda message: message.message_type == NOTICE or message.model == EVENT
            )
            record -= told._filter_hidden_from_user()
        return super()._get_image_stream_from(record, *args, **kwargs)

    def _get_stream_from(
        self,
        record,
        field_name="raw",
        filename=None,
        filename_field=NAME,
        mimetype=None,
        default_mimetype="application/octet-stream",
    ):
        """Name downloads by the record's name, or by what the user can read.

        Clients choose another field, which Odoo reads as the superuser for whoever has
        a link to a picture, and where the record is published.
        """
        if filename_field != NAME and record.env.su:
            asking = record.sudo(False)
            if asking.env["mail.activity"]._is_limited():
                filename = filename or _read_text(asking, filename_field)
                filename_field = NAME
        return super()._get_stream_from(
            record, field_name, filename, filename_field, mimetype, default_mimetype
        )


def _read_text(record, name):
    """Return the text in a field, or None if the user can't read it."""
    field = record._fields.get(name)
    if not field or not record.has_access("read"):
        return None
    value = record._has_field_access(field, "read") and record[name]
    return value if isinstance(value, str) else None
