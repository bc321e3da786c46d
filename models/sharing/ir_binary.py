from odoo import models

NAME = "name"


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

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
