"""What values of fields with links name, in any form of Odoo's: ids, records, commands.

Plain functions, which raise :class:`BadValueError` for what can't be an id.
"""

import ast
import math
from collections.abc import Collection, Iterable
from numbers import Number
from typing import NamedTuple

from .client_values import BadValueError, is_id, is_integer

# of Odoo's commands
COMMANDS = range(7)
CREATE, UPDATE, LINK, CLEAR, SET = 0, 1, 4, 5, 6


class Link(NamedTuple):
    """What one command does; the values are those of a line, or of a linked record."""

    command: int
    ids: set[int]
    values: dict


def read_links(value):
    """Return what a value of a field with links does, in any form of Odoo's.

    :param value: an id, records, the values of a form, or a list of ids or commands
    :rtype: list[Link]
    """
    links, linked = [], []
    values = getattr(value, "_ids", value)
    for each in values if isinstance(values, list | tuple) else [values]:
        if isinstance(each, dict):
            # a record in memory, which may stand for a saved one
            ids = _as_ids([each.get("id")])
            links.append(Link(UPDATE if ids else CREATE, ids, each))
            linked.append(each.get("id"))
        elif not isinstance(each, list | tuple):
            linked.append(each)
        elif each:
            # a command: what it does, an id, and values or ids
            command, *ids_or_values = each
            ids, line = ids_or_values[:1], {}
            for more in ids_or_values[1:]:
                # Odoo takes the characters of a text, and the keys of a dict
                ids += more if isinstance(more, Collection) else []
                line = more if isinstance(more, dict) else line
            links.append(Link(command, _as_ids(ids), line))
    if linked or not links:
        links.append(Link(SET, _as_ids(linked), {}))
    return links


def get_linked_ids(value):
    """Return the ids that a value of a field with links names.

    :param value: see :func:`read_links`
    :rtype: set[int]
    """
    return get_ids(read_links(value))


def parse_ids(text):
    """Return the ids in a text that lists them as Odoo's dialogs do, like ``[1, 2]``.

    Also if they are written in another way that Odoo reads.

    :rtype: set[int]
    """
    try:
        return get_linked_ids(ast.literal_eval(str(text)))
    except (MemoryError, RecursionError, SyntaxError, TypeError, ValueError):
        return set()  # Odoo refuses it


def get_ids(links, commands=COMMANDS):
    """Return the ids that links name.

    :param links: see :func:`read_links`
    :param commands: those that count, by their numbers; by default, all
    :rtype: set[int]
    """
    return set().union(*(link.ids for link in links if link.command in commands))


def get_changed_ids(value, linked):
    """Return the ids of what a value adds, takes away or changes, also on the way.

    :param value: see :func:`read_links`
    :param set[int] linked: the ids of what is linked already
    :rtype: set[int]
    """
    changed = set()
    for link in read_links(value):
        if link.command in (CLEAR, SET):
            changed |= link.ids ^ linked
        elif link.command == LINK:
            changed |= link.ids - linked
        else:
            changed |= link.ids
    return changed


def clean_id(value):
    """Return an id as an integer, also if it is a text or another kind of number.

    Odoo's cache finds nothing by such a value, but PostgreSQL takes it.

    :raise BadValueError: it is neither a whole number nor empty
    """
    if not value or is_integer(value) or not isinstance(value, str | Number):
        return value  # also whatever isn't an id at all
    numbers = _as_numbers(value)
    if len(numbers) != 1 or value is True:
        raise BadValueError("id", value)
    return numbers.pop()


def clean_link(value):
    """Return the value of a field with one link, with an id as an integer.

    :raise BadValueError: it isn't one, or has values for a record in memory
    """
    if isinstance(value, dict):
        raise BadValueError("id", value)
    return clean_id(value)


def clean_links(value):
    """Return the value of a field with many links, with ids as numbers.

    :param value: a list of commands, or of ids
    :raise BadValueError: an id is neither a whole number nor empty
    """
    if not isinstance(value, list | tuple):
        return value
    return [
        _clean_command(each) if isinstance(each, list | tuple) else clean_id(each)
        for each in value
    ]


def _clean_command(command):
    if not command or command[0] == CREATE:
        return command  # texts name new lines
    kind, *rest = command
    if kind == SET and len(rest) > 1:
        # code may give any iterable, but of these Odoo takes characters and keys
        if isinstance(rest[1], str | dict) or not isinstance(rest[1], Iterable):
            raise BadValueError("ids", rest[1])
        return [kind, rest[0], list(map(_clean_single, rest[1]))]
    return [kind, *map(_clean_single, rest[:1]), *rest[1:]]


def _clean_single(value):
    if isinstance(value, Collection) and not isinstance(value, str):
        raise BadValueError("id", value)
    return clean_id(value)


def _as_ids(values):
    """Return ids, also of texts and other numbers: PostgreSQL takes these, too.

    Of fractions both that are near: one of them is what is meant. Where Odoo expects an
    id, it takes a list of them as well.
    """
    ids = set()
    for value in values:
        is_list = isinstance(value, list | tuple | dict)
        ids |= _as_ids(value) if is_list else _as_numbers(value)
    return set(filter(is_id, ids))


def _as_numbers(value):
    """Return the whole numbers that a value can mean.

    A boolean is one to Odoo, and XML-RPC brings decimal numbers.
    """
    if is_integer(value):
        return {value}
    if not isinstance(value, str | Number):
        return set()
    try:
        number = float(value)
        return {math.floor(number), math.ceil(number)}
    except (OverflowError, TypeError, ValueError):  # also of complex numbers
        return set()
