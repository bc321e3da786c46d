"""What a client asked for, as opposed to code that runs in its request.

Odoo keeps no record of it: a method can't tell whether a client called it or other code
did. The call stack can. Odoo calls methods that clients name in two places, and their
local variables are the client's own words. Whatever a client didn't name there comes
from code, or from defaults.

Plain functions.
"""

import sys

# module and function: the variables with the method's name, and with its arguments
DOORS = {
    # the web client, JSON-RPC and XML-RPC
    ("odoo.service.model", "call_kw"): ("name", ("args", "kwargs", "context")),
    # JSON-2
    ("odoo.addons.rpc.controllers.json2", "web_json_2_rpc"): (
        "__method__",
        ("kwargs", "context"),
    ),
}


def find_call():
    """Return the method that a client called, and what it sent with it.

    :return: the method's name and its arguments; None and an empty list for code that
        no client called, such as scheduled actions
    :rtype: tuple[str | None, list]
    """
    method, sent = None, []
    frame = sys._getframe(1)
    while frame:
        door = (frame.f_globals.get("__name__"), frame.f_code.co_name)
        if door in DOORS:
            name, arguments = DOORS[door]
            # the outermost one is the client's: code can use these functions, too
            method = frame.f_locals.get(name)
            sent = [frame.f_locals.get(argument) for argument in arguments]
        frame = frame.f_back
    return method, sent


def is_called(method):
    """Return whether a client itself called a method of this name."""
    return find_call()[0] == method


def is_named(name):
    """Return whether a client gave a value for a field, in whatever depth."""
    return names_field(find_call()[1], name)


def names_field(sent, name):
    """Return whether arguments give a value for a field.

    Values are in dicts, and those of an import in rows, with the fields in a list of
    their own. An empty value counts as none.

    :param sent: what a client sent
    :param str name: the field
    """
    pending = [sent]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if value.get(name):
                return True
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            if any(_is_path(each, name) for each in value):
                return True
            pending.extend(value)
    return False


def _is_path(value, name):
    """Return whether a column of an import leads to a field."""
    return isinstance(value, str) and value.rpartition("/")[2] == name
