"""Helpers of several rooms for records of any model, and for days that clients send."""

from odoo.api import NewId
from odoo.exceptions import ValidationError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .client_values import BadValueError, is_id, parse_date
from .remote_call import is_called

YEARS = range(1970, 2101)  # of the days that clients choose


def get_company(records):
    """Return the companies of records, as the superuser; none if they have none.

    :param BaseModel records: of any model, even one without companies
    :rtype: res.company
    """
    if "company_id" not in records._fields:
        return records.env["res.company"]
    return records.sudo().company_id


def is_active_internal(user):
    """Return whether a user works here and can have activities.

    :param res.users user: any user, or an empty record
    """
    user = user.sudo()
    return user.active and not user.share


def browse_assignees(env, user_ids):
    """Return the users whom a client asks to assign activities to.

    Without revealing their names.

    :param Environment env: of the user who asks
    :param list user_ids: ids, unchecked; empty ones are no one's
    :rtype: res.users
    :raise ValidationError: no one can be assigned by one of the ids
    """
    given = list(filter(None, user_ids))
    users = env["res.users"].browse(dict.fromkeys(filter(is_id, given)))
    is_known = all(map(is_id, given)) and users.exists() == users
    if not (is_known and all(map(is_active_internal, users))):
        raise ValidationError(
            env._("Activities can't be assigned to this user. Choose someone else.")
        )
    return users


def parse_day(env, value, required=False):
    """Return the day that a client sends as text, or None if it is empty.

    :param Environment env: of the user who asks
    :param bool required: whether to refuse an empty value, too
    :rtype: date
    :raise ValidationError: this isn't a day, or not one of ``YEARS``
    """
    try:
        day = parse_date("day", value)
    except BadValueError:
        is_valid = False
    else:
        is_valid = day.year in YEARS if day else not required
    if not is_valid:
        raise ValidationError(
            env._(
                "“%(value)s” isn't a valid date. Use one such as 2026-12-31.",
                value=value,
            )
        )
    return day


def has_lost_default_user(activity_type):
    """Return whether the default user of a type has left, and so counts as none.

    With both switches off, none has, as in Odoo.

    :param mail.activity.type activity_type: a type, or an empty record
    """
    user = activity_type.default_user_id.sudo()
    keeps_trace = activity_type.env["mail.activity"]._flow_keeps_trace
    return bool(user) and keeps_trace() and not user.active


def find_reference(rules, field_name, records):
    """Return a rule that refers to one of the given records, and that record.

    :param BaseModel rules: the model of the rules
    :param str field_name: the field in which they refer to the records
    :return: rule and record, as the superuser; empty ones if there are none
    :rtype: tuple[BaseModel, BaseModel]
    """
    rules = rules.sudo().with_context(active_test=False)
    rule = rules.search([(field_name, "in", records.ids)], limit=1)
    return rule, (rule[field_name] & records.sudo())[:1]


def is_uninstalling(env):
    """Return whether records are deleted because Odoo uninstalls an addon.

    Odoo skips checks of ``ondelete`` if a key is in the context, and clients can send
    any key. It uninstalls as the superuser, which no client can become.

    :param Environment env: of the records that are being deleted
    """
    return env.su and bool(env.context.get(MODULE_UNINSTALL_FLAG))


def check_single(records):
    """Refuse what isn't one record: a client can call a method with any ids.

    If the record doesn't exist, Odoo says so when it is read. A record in a form has no
    id yet; no client can send one.

    :raise ValidationError: there are none or several, or the id can't be one
    """
    if len(records) != 1 or not (
        is_id(records._ids[0]) or isinstance(records._ids[0], NewId)
    ):
        raise ValidationError(
            records.env._("Choose one record. This one may have been deleted.")
        )


def check_named(records, method):
    """Refuse a client's call that names no records: it would do nothing, unnoticed.

    Code calls methods on empty recordsets, and goes on to do so.

    :param str method: the public method that calls this
    :raise ValidationError: a client called the method without ids
    """
    if not records and is_called(method):
        raise ValidationError(
            records.env._("Choose at least one record: the list of IDs is empty.")
        )
