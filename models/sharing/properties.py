"""Properties that point to what can look missing are empty texts while Sharing is on.

Odoo looks up what they point to, compares it as the superuser, and groups by it without
asking its model, but all of it as their definition says. One without a model can't be
exported.

Not plain: the fields with definitions are one object for all databases of a server, so
that their class is the only thing that can be changed.
"""

from odoo import fields

from .hidden_error import tells_of_hidden

LINK_ONLY = ("comodel", "default", "domain")


def leave_out_links(env, definitions):
    """Turn definitions that point to such models into those of texts, in place."""
    if env["mail.activity"]._has_sharing():
        for definition in definitions:
            if tells_of_hidden(env, definition.get("comodel")):
                definition["type"] = "char"
                for name in LINK_ONLY:
                    definition.pop(name, None)


def _leave_out(convert):
    """Return Odoo's method that reads definitions, without such links."""

    def convert_to_record(field, value, record):
        definitions = convert(field, value, record)
        # other databases don't have this addon
        if value and "mail.activity.hidden.mixin" in record.env:
            leave_out_links(record.env, definitions)
        return definitions

    return convert_to_record


fields.PropertiesDefinition.convert_to_record = _leave_out(
    fields.PropertiesDefinition.convert_to_record
)
