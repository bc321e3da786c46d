"""Plain functions that check and parse values from clients, without Odoo.

They raise :class:`BadValueError`, which each model turns into its own message.
"""

from datetime import datetime

ID_LIMIT = 2**31  # PostgreSQL's integers end there
DATE_FORMAT = "%Y-%m-%d"
DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S"


class BadValueError(ValueError):
    """A value that isn't valid for its purpose."""

    def __init__(self, name, value):
        super().__init__(f"{name}: {value!r}")
        self.name = name
        self.value = value


def is_integer(value):
    """Return whether a value is a whole number, and not a boolean."""
    return type(value) is int


def is_id(value):
    """Return whether a value can be the id of a record."""
    return is_integer(value) and 0 < value < ID_LIMIT


def are_ids(values):
    """Return whether a value is a list of ids."""
    return isinstance(values, list | tuple) and all(map(is_id, values))


def is_text(value):
    """Return whether a value is text that PostgreSQL can store."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


def parse_date(name, value, exact=True):
    """Return text like ``2026-12-31`` as a date, or None if the value is empty.

    :param exact: whether to refuse other spellings, like ``2026-1-5``
    :rtype: date
    :raise BadValueError: the value isn't a date
    """
    moment = _parse(name, value, DATE_FORMAT, exact)
    return moment and moment.date()


def parse_datetime(name, value, exact=True):
    """Return text like ``2026-12-31 14:30:00`` as a datetime, or None if empty.

    :param exact: whether to refuse other spellings
    :rtype: datetime, without zone
    :raise BadValueError: the value isn't a datetime
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
    """Return a number of hours; 0 if the value is empty.

    :param limit: the highest number allowed
    :rtype: float
    :raise BadValueError: the value isn't a number, or is out of range
    """
    if value is None or value is False or value == "":
        return 0.0
    # exact types, because a bool is an int, too; NaN is never in range
    if type(value) not in (int, float) or not 0 <= value <= limit:
        raise BadValueError(name, value)
    return value
