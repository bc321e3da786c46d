"""Fields of documents that show activities: other users see others of them.

Not plain: these are classes of Odoo's fields.
"""

import copy

from odoo import fields

from ..activity.source import OWN_CODE

# while fields of documents are computed: of meetings, the user doesn't know all either
KNOWN_ALONE = "activity_known_alone"
# of Odoo's: while it looks at records at hand as the superuser, but for the user
FOR_USER = "filter_function_reset_sudo"


def get_asking(env):
    """Return the environment of whoever compares records at hand with a domain."""
    return env(su=False) if env.context.get(FOR_USER) else env


class ForUser(fields.Field):
    """A value that is compared as the user knows it."""

    def filter_function(self, records, field_expr, operator, value):
        """Compare what the user knows, also where Odoo looks as the superuser."""
        env = get_asking(records.env)
        if not env["mail.activity"]._is_limited():
            return super().filter_function(records, field_expr, operator, value)
        records = records.with_env(env)
        is_found = super().filter_function(records, field_expr, operator, value)
        return lambda record: is_found(record.with_env(env))


class PerUser(ForUser):
    """A value for each user, and one for the superuser, while Sharing is on.

    Odoo keeps one for all of them: what code has read as the superuser, the user could
    read from there. While Sharing is off, this stays so.
    """

    def _get_cache_impl(self, env):
        if env["mail.activity"]._has_sharing():
            return super()._get_cache_impl(env)
        return env.transaction.field_data[self].setdefault((), {})

    def compute_value(self, records):
        """Follow the activities that the user sees; without the switch, all of them.

        Portal users see none: Odoo shows them only what it reads as the superuser.
        """
        if not self.related:
            if records.env["mail.activity"]._is_limited():
                records = records.with_context(**{KNOWN_ALONE: OWN_CODE})
            return super().compute_value(records)
        if not records.env["mail.activity"]._has_sharing():
            # as Odoo does, but for what users inherit of their contacts
            records = records if self.inherited else records.sudo()
            return super().compute_value(records)
        path = records._fields[self.related.partition(".")[0]]
        if records._has_field_access(path, "read"):
            return super().compute_value(records)
        return self._update_cache(records, self.convert_to_cache(False, records))


class PerUserChar(PerUser, fields.Char):
    """A text for each user."""


class PerUserDate(PerUser, fields.Date):
    """A date for each user."""


class PerUserMany2one(PerUser, fields.Many2one):
    """A link for each user."""


class PerUserSelection(PerUser, fields.Selection):
    """A choice for each user."""


class PerUserOne2many(PerUser, fields.One2many):
    """The activities, or meetings, that each user knows, in values and in queries."""

    def _get_query_for_condition_value(self, model, comodel, operator, value):
        """Let the user ask: Odoo compares with ids and nothing as the superuser."""
        query = super()._get_query_for_condition_value(model, comodel, operator, value)
        if model.env["mail.activity"]._is_limited():
            linked = model.env[self.comodel_name]
            known = linked._get_linked_domain(is_searched=not comodel.env.su)
            known = known.optimize_full(comodel)
            if not known.is_true():
                query.add_where(known._to_sql(comodel, query.table, query))
        return query

    def filter_function(self, records, field_expr, operator, value):
        """Let the user ask about records at hand, too.

        Any employee can have the server compare a document with a domain. Odoo looks at
        its activities as the superuser for that.
        """
        env = get_asking(records.env)
        if not env["mail.activity"]._is_limited():
            return super().filter_function(records, field_expr, operator, value)
        linked = records[self.name].with_env(env)
        readable = linked._origin._sharing_filter_readable()
        # what isn't saved yet is the user's own
        known = linked.filtered(
            lambda each: not each._origin or each._origin in readable
        )

        def get_known(record):
            return record[self.name].with_env(env) & known

        asking = copy.copy(self)
        asking.bypass_search_access = False
        asking.expression_getter = lambda _field_expr: get_known
        operator = "any" if operator == "any!" else operator
        # not PerUser's: the user may not be able to read the record itself
        return fields.One2many.filter_function(
            asking, records, field_expr, operator, value
        )


class ForUserDatetime(ForUser, fields.Datetime):
    """A moment that is compared as the user knows it."""


class ForUserInteger(ForUser, fields.Integer):
    """A number that is compared as the user knows it."""


class ForUserMany2one(ForUser, fields.Many2one):
    """A link that is compared as the user knows it."""


class ForUserSelection(ForUser, fields.Selection):
    """A choice that is compared as the user knows it."""


FOR_USER_KINDS = (
    ForUserDatetime,
    ForUserInteger,
    ForUserMany2one,
    ForUserSelection,
)
PER_USER_KINDS = (
    PerUserChar,
    PerUserDate,
    PerUserMany2one,
    PerUserSelection,
    PerUserOne2many,
)


def keep_per_user(model, names):
    """Turn fields of a model that Odoo has just set up into such fields.

    Declaring them so wouldn't do: an addon that declares one of them once more, as hr
    does, would bring back Odoo's class, and lose what was declared before.

    What models share isn't changed: those declarations are also other databases'.

    :param BaseModel model: any model
    :param names: names of its fields; what it doesn't have is left out
    """
    for field in _turn(model, names, PER_USER_KINDS):
        field._depends_context = ("uid",)
        field.compute_sudo = False


def compare_for_user(model, names):
    """Do the same where Odoo has a value for each user already."""
    _turn(model, names, FOR_USER_KINDS)


def _turn(model, names, kinds):
    """Return the fields whose class has changed."""
    turned = []
    for field in filter(None, map(model._fields.get, names)):
        # server actions store what they are to schedule in fields of the same names
        if not field._toplevel or (field.store and field.column_type):
            continue
        for kind in kinds:
            if issubclass(kind, type(field)):
                field.__class__ = kind
                turned.append(field)
    return turned


def forget(records):
    """Drop the cached values of such fields on some records, for all users."""
    for field in records._fields.values():
        if isinstance(field, PerUser):
            field._invalidate_cache(records.env, records._ids)


def forget_all(env):
    """Drop all cached values of such fields, but for records in forms."""
    for field in list(env.transaction.field_data):
        if isinstance(field, PerUser):
            ids = [id_ for id_ in field._get_all_cache_ids(env) if id_]
            field._invalidate_cache(env, ids)
