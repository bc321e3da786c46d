r"""Conditions whose evaluation tells of rows that they don't find.

PostgreSQL may look at a row's values before it asks whether the user is to know of the
row. A pattern that ends with a backslash fails, but only where a value is like all that
comes before the backslash; a zone that PostgreSQL doesn't know fails where there is a
row; a long pattern takes its time there. That would spell out what is hidden.

A chain of activities, each of which follows another, tells of all of them: Odoo walks
it as the superuser.

Not plain: Odoo applies optimizations to all domains, and searches apply ``guard``.
"""

import sys

from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.links import get_linked_ids
from .hidden_error import EVENT

BACKSLASH = "\\"
# what PostgreSQL turns into backslashes where it leaves out accents
BACKSLASHES = BACKSLASH + "\uff3c\ufe68\u2216"
LIKES = {
    f"{negation}{equal}{like}"
    for negation in ("", "not ")
    for equal in ("", "=")
    for like in ("like", "ilike")
}
# where Odoo has the class, and what its own modules don't export
domains = sys.modules[Domain.__module__]


@domains.operator_optimization(["=like", "not =like", "=ilike", "not =ilike"])
def _end_pattern(condition, model):
    """Take the last backslash for what it is: one without a meaning of its own.

    While Sharing is off, and in databases without the addon, nothing changes.
    """
    pattern = condition.value
    if not isinstance(pattern, str) or not pattern.endswith(tuple(BACKSLASHES)):
        return condition
    drops_accents = model.pool.has_unaccent and condition.operator.endswith("ilike")
    backslashes = BACKSLASHES if drops_accents else BACKSLASH
    count = len(pattern) - len(pattern.rstrip(backslashes))
    if count % 2 == 0 or not _has_sharing(model.env):
        return condition
    return Domain(condition.field_expr, condition.operator, pattern + BACKSLASH)


@domains.field_type_optimization(["one2many"])
def _link_known_meetings(condition, model):
    """Compare with the meetings that a document is known to have, not with all.

    Odoo looks for ids, and for none, as the superuser.
    """
    if condition.operator not in ("in", "not in") or model.env.su:
        return condition
    field = condition._field(model)
    if field.comodel_name != EVENT or not _has_sharing(model.env):
        return condition
    if field.inverse_name not in model.env[EVENT]._get_content_names():
        return condition
    ids = [id_ for id_ in condition.value if id_]
    found = Domain(condition.field_expr, "any", [("id", "in", ids)])
    if False in condition.value:
        found |= Domain(condition.field_expr, "not any", [])
    return found if condition.operator == "in" else ~found


@domains.operator_optimization(["child_of", "parent_of"])
def _look_at_one_link(condition, model):
    """Ask for no chain of activities, but for what follows, at whatever depth."""
    if (model._name, condition.field_expr) != ("mail.activity", "previous_activity_id"):
        return condition
    if not _has_sharing(model.env):
        return condition
    return Domain(condition.field_expr, "in", get_linked_ids(condition.value))


def _has_sharing(env):
    """Return whether Sharing is on, in a database of which the addon may be no part."""
    return getattr(env.get("mail.activity"), "_has_sharing", bool)()


def guard(model, domain, get_known):
    """Let the database compare texts and parts of dates of known rows alone.

    By a CASE, which has an order, other than an AND. Indexes serve neither. Where no
    level limits what the user knows, the domain stays as it is.

    :param BaseModel model: that is searched
    :param Domain domain: what is searched
    :param get_known: function of an alias and a query, which returns as SQL whether the
        user is to know of a row
    :rtype: Domain
    """
    if not model.env["mail.activity"]._is_limited():
        return domain

    def guard_condition(condition):
        name, _dot, part = condition.field_expr.partition(".")
        field = model._fields.get(name)
        is_part = part and field and field.type in ("date", "datetime")
        if not is_part and (part or condition.operator not in LIKES):
            return condition

        def to_sql(model, alias, query):
            return SQL(
                "(CASE WHEN %s THEN %s ELSE FALSE END)",
                get_known(alias, query),
                condition.optimize_full(model)._to_sql(model, alias, query),
            )

        return Domain.custom(to_sql=to_sql)

    # what is nested in a condition on ids comes out of it
    return Domain(domain).optimize(model).map_conditions(guard_condition)


def find_known(model, domain, known):
    """Return a domain that finds known rows alone, and compares values of no others.

    :param BaseModel model: that is searched
    :param Domain domain: what is searched
    :param Domain known: which rows the user may know of
    :rtype: Domain
    """
    known = known.optimize_full(model)
    return known & guard(
        model, domain, lambda alias, query: known._to_sql(model, alias, query)
    )
