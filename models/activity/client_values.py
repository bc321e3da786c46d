"""Values that clients send, read with distrust: plain functions, without Odoo.

They raise :class:`BadValueError`; the models make sentences of it, each in its own
words.
"""

from datetime import datetime

ID_LIMIT = 2**31  # PostgreSQL's integers end there
DATE_FORMAT = "%Y-%m-%d"
DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S"


class BadValueError(ValueError):
    """A value that can't be what it is given for."""

    def __init__(self, name, value):
        super().__init__(f"{name}: {value!r}")
        self.name = name
        self.value = value


def is_integer(value):
    """Return whether a value is a whole number; True and False are none."""
    return type(value) is int


def is_id(value):
    """Return whether a value can be the id of a record."""
    return is_integer(value) and 0 < value < ID_LIMIT


def are_ids(values):
    """Return whether a value is a list of ids."""
    return isinstance(values, list | tuple) and all(map(is_id, values))


def is_text(value):
    """Return whether a value is a text that PostgreSQL can store."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character
        return False
    return True


def parse_date(name, value, exact=True):
    """Return the day of a text like ``2026-12-31``, or None for nothing.

    :param exact: whether other spellings, like ``2026-1-5``, are something else
    :rtype: date
    :raise BadValueError: it is something else
    """
    moment = _parse(name, value, DATE_FORMAT, exact)
    return moment and moment.date()


def parse_datetime(name, value, exact=True):
    """Return the moment of a text like ``2026-12-31 14:30:00``, or None for nothing.

    :param exact: whether other spellings are something else
    :rtype: datetime, without zone
    :raise BadValueError: it is something else
    """
    return _parse(name, value, DATETIME_FORMAT, exact)


def _parse(name, value, moment_format, exact):
    if value is None or value is False or value == "":
        return None
    try:
        moment = datetime.strptime(value, moment_format)
    except (TypeError, ValueError):
        raise BadValueError(name, value) from None
    if exact and moment.strftime(moment_format) != value:
        raise BadValueError(name, value)
    return moment


def parse_hours(name, value, limit):
    """Return a number of hours; 0 for nothing.

    :param limit: how many there can be
    :rtype: float
    :raise BadValueError: it is no number, or one out of range
    """
    if value is None or value is False or value == "":
        return 0.0
    # not a bool, which is a number, too; NaN is in no range
    if type(value) not in (int, float) or not 0 <= value <= limit:
        raise BadValueError(name, value)
    return value
