ID_LIMIT = 2**31  # PostgreSQL's integers end there


def is_id(value):
    """Return whether a value that a client sent can be the id of a record."""
    return type(value) is int and 0 < value < ID_LIMIT
