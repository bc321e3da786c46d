"""Values that users send, or leave, for code that writes them as the superuser.

A mail that someone passes on makes a record with any values; so do an alias, and the
defaults that people keep. Commands in them would change what is hidden, past all rules.

Not plain: it asks models what their fields link to.
"""

from odoo.fields import Command

from ..activity.source import has_mark
from .hidden_error import tells_of_hidden

# what isn't for everyone, either, and says for whom it is
SHARED_BY_SOME = {
    "calendar.attendee",
    "calendar.event",
    "calendar.recurrence",
    "mail.followers",
    "mail.message",
    "mail.notification",
}
# of lines and tags that there are already
TAKING = {Command.UPDATE, Command.DELETE, Command.UNLINK, Command.LINK, Command.SET}
CHANGING = {Command.UPDATE, Command.DELETE}
# in the context: while Odoo adds an activity to a meeting, and no one else does
ADDING = "activity_adding"


@property
def allow_sudo_commands(self):
    """Return False for the superuser while Sharing is on: for ``_allow_sudo_commands``.

    Odoo then runs commands on such lines with the rights of whoever sent the request.
    """
    if self._name == "mail.activity" and has_mark(self.env.context, ADDING):
        return True
    return not (self.env.su and self.env["mail.activity"]._has_sharing())


def drop_links(model, vals):
    """Return values without what links to activities, meetings and what tells of them.

    Also without those in the values of lines, and without commands that take lines of
    another record, or change some.

    :param BaseModel model: of the record with these values
    :param dict vals: values, in which links are ids or commands
    :rtype: dict
    """
    return {
        name: _drop_in_lines(model, model._fields.get(name), value)
        for name, value in vals.items()
        if not _links_to_some(model, model._fields.get(name))
    }


def _links_to_some(model, field):
    comodel_name = field.comodel_name if field and field.relational else None
    return bool(comodel_name) and (
        comodel_name in SHARED_BY_SOME or tells_of_hidden(model.env, comodel_name)
    )


def _drop_in_lines(model, field, value):
    is_lines = field and field.type in ("one2many", "many2many")
    if not is_lines or not isinstance(value, list | tuple):
        return value
    lines = model.env[field.comodel_name]
    refused = TAKING if field.type == "one2many" else CHANGING
    return [
        _drop_in_line(lines, link)
        for link in value
        if _get_command(link) not in refused
    ]


def _drop_in_line(lines, link):
    if not isinstance(link, list | tuple):
        return link
    return [
        drop_links(lines, part) if isinstance(part, dict) else part for part in link
    ]


def _get_command(link):
    """Return the number of a command; an id without one takes a line, too."""
    return link[0] if isinstance(link, list | tuple) and link else Command.SET
