"""Why a meeting is private: the activities that it has, or that it was made for.

A meeting notes them as JSON, by their ids: the assignee, the type, and whether it is
private, as it was when it was last looked at. Copies note the same.

Plain functions.
"""

from typing import NamedTuple


class Reason(NamedTuple):
    """An activity, as far as it says who may know it; ids."""

    owner: int | None
    activity_type: int | None
    is_private: bool


class SetBy(str):
    """Who made a meeting private, in the values of a copy; with the reasons.

    What a client sends is plain text, and what it gets is an empty one.
    """

    __slots__ = ("reasons", "set_by")

    def __new__(cls, set_by, reasons):
        value = super().__new__(cls)
        value.set_by = set_by
        value.reasons = reasons
        return value


def is_copy(vals):
    """Return whether the values of a new meeting say who made another one private."""
    return isinstance(vals.get("privacy_set_by"), SetBy)


def take_reasons(vals, is_noting):
    """Return the values of a new meeting, with the reasons if it is a copy.

    :param dict vals: perhaps from a client, who can't know any
    :param bool is_noting: whether own code writes who chose the privacy
    :rtype: dict
    """
    given = vals.get("privacy_set_by")
    if is_copy(vals):
        set_by, reasons = given.set_by, given.reasons
    else:
        set_by, reasons = given if is_noting else False, False
    return {**vals, "privacy_set_by": set_by, "quieted_by": reasons}


def read_reasons(noted):
    """Return the reasons in what is noted as JSON.

    :param dict | None noted: lists by texts
    :rtype: dict[int, Reason]
    """
    return {int(id_): Reason(*values) for id_, values in (noted or {}).items()}


def add_missing(reasons, others):
    """Add the reasons that are like none of these."""
    known = {*reasons.values()}
    for id_, reason in others.items():
        if reason not in known:
            known.add(reason)
            reasons[id_] = reason
