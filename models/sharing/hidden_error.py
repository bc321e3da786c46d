"""How something is refused that the user isn't to know of: as if it were missing.

With what tells of that: which models, and names of records. Not plain: it is an error
of Odoo's.
"""

from odoo.exceptions import AccessError, MissingError
from odoo.tools.translate import get_translation

ATTENDEE, CHANNEL = "calendar.attendee", "discuss.channel"
EVENT, MESSAGE = "calendar.event", "mail.message"
# where Odoo tells these errors apart in what it sends
AS_MISSING = "activity_hidden_as_missing"


class HiddenError(AccessError):
    """An error about access inside, and about a missing record outside.

    Odoo swallows errors about missing records, and would go on with values from the
    cache. Outside, class, status and text are those of a missing record.
    """

    http_status = 404


HiddenError.__module__ = MissingError.__module__
HiddenError.__name__ = HiddenError.__qualname__ = MissingError.__name__


def tells_of_hidden(env, model_name):
    """Return whether an id of a model can tell that there is a hidden activity.

    Of those whose records can look missing while Sharing is on, and of reports.
    """
    model = env.registry.get(model_name)
    hidden = env.registry["mail.activity.hidden.mixin"]
    can_be_hidden = bool(model) and issubclass(model, hidden)
    return can_be_hidden or shows_activities(env, model_name)


def tells_by_name(env, model_name):
    """Return whether a record's name can tell, where Odoo names it to anybody.

    The call of a private meeting has the meeting's name, and a notice its subject.
    """
    return model_name in (CHANNEL, MESSAGE) or tells_of_hidden(env, model_name)


def tells_of_meetings(env, model_name):
    """Return whether a record's values can tell, or those of a private meeting."""
    return model_name in (ATTENDEE, EVENT) or tells_by_name(env, model_name)


def check_named(env, model_name, ids):
    """Refuse ids of records that the user isn't to know of, and that Odoo would name.

    :raise HiddenError: one of them looks missing to the user
    """
    is_limited = env["mail.activity"]._is_limited()
    if is_limited and model_name in env and tells_by_name(env, model_name):
        env[model_name].browse(ids)._sharing_check_known()


def shows_activities(env, model_name):
    """Return whether a model is a report on activities, in any form."""
    if model_name == "mail.activity.slot":
        return True
    known = model_name in env.registry and model_name != "mail.activity"
    return known and env["mail.activity"]._shows_activities(model_name)


def filter_unreadable(records):
    """Return those that don't exist, or that the user can't read."""
    return records - records.exists()._filtered_access("read")


def check_readable(records):
    """Refuse unreadable ones as missing.

    :raise HiddenError: the user can't read one of these
    """
    unreadable = filter_unreadable(records)
    if unreadable:
        raise make_hidden_error(unreadable)


def filter_unnamed(records, filter_unknown=filter_unreadable):
    """Return those that aren't named to a user for whom Odoo asks as the superuser.

    It names like that what a record links to. What a record in memory is like is the
    client's word, so the saved one that it stands for decides.

    :param filter_unknown: returns those of saved ones that the user isn't to know
    """
    asking = records.sudo(False)
    if not records.env.su or not asking.env["mail.activity"]._is_limited():
        return records.browse()
    unknown_ids = {*filter_unknown(asking._origin)._ids}
    return records.filtered(lambda each: each._origin.id in unknown_ids)


def empty_names(records, filter_unknown=filter_unreadable):
    """Empty the names that aren't for a user for whom Odoo asks as the superuser.

    :param filter_unknown: see :func:`filter_unnamed`
    :return: the other ones, which can be named
    """
    unnamed = filter_unnamed(records, filter_unknown)
    unnamed.display_name = False
    return records - unnamed


def empty_in_memory(records, field, filter_unknown):
    """Empty a field of records in memory that stand for what the user isn't to know.

    Odoo computes stored fields as the superuser, who reads what the saved ones have.
    Names are computed with care, see :func:`filter_unnamed`.

    :param filter_unknown: see :func:`filter_unnamed`
    :return: the other ones, for which the field can be computed
    """
    if all(records._ids) or field.name == "display_name":
        return records
    in_memory = records.filtered(lambda each: not each.id)
    emptied = filter_unnamed(in_memory, filter_unknown)
    if not emptied:
        return records
    emptied[field.name] = False
    return records - emptied


def make_hidden_error(records):
    """Return the error that Odoo raises for the first of these if it is missing.

    In Odoo's own words, which are translated in its base.
    """
    lang = records.env.lang or "en_US"
    record = {"record": records[:1], "user": records.env.uid}
    text = "Record does not exist or has been deleted."
    details = "(Record: %(record)s, User: %(user)s)"
    return HiddenError(
        get_translation("base", lang, text, ())
        + "\n"
        + get_translation("base", lang, details, record)
    )
