r"""Patterns in domains that end with a backslash.

PostgreSQL fails on such a pattern, but only where a value is like all that comes before
the backslash, and it may compare values before it asks whether the user is to know of
the row. Whether a search fails would spell out what is hidden, letter by letter.

Not plain: Odoo applies it to all domains.
"""

import sys

from odoo.fields import Domain

BACKSLASH = "\\"
# where Odoo has the class, and what its own modules don't export
domains = sys.modules[Domain.__module__]


@domains.operator_optimization(["=like", "not =like", "=ilike", "not =ilike"])
def _end_pattern(condition, model):
    """Take the last backslash for what it is: one without a meaning of its own.

    While Sharing is off, and in databases without the addon, nothing changes.
    """
    pattern = condition.value
    if not isinstance(pattern, str) or not pattern.endswith(BACKSLASH):
        return condition
    has_sharing = getattr(model.env.get("mail.activity"), "_has_sharing", bool)
    count = len(pattern) - len(pattern.rstrip(BACKSLASH))
    if count % 2 == 0 or not has_sharing():
        return condition
    return Domain(condition.field_expr, condition.operator, pattern + BACKSLASH)
