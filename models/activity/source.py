"""How the addon's own code says that it acts, and not a client."""

SOURCE = "activity_source"


class Source(str):
    """A value in the context that no client can send: what arrives by RPC is plain.

    Equal to itself alone: Odoo takes environments whose contexts are equal for the same
    one, so that a client's text would replace it.
    """

    __slots__ = ()

    def __eq__(self, other):
        return self is other

    __hash__ = str.__hash__


OWN_CODE = Source("crm_activity_flow")
# while it completes activities, and creates by itself what Odoo would trigger
TRIGGERING = Source("crm_activity_flow.triggering")
# while it lets activities follow what happened to something else
AUTOMATIC = Source("crm_activity_flow.automatic")
# while it fills the cache, which is the superuser's, too
FETCHING = Source("crm_activity_flow.fetching")


def is_own_code(context):
    """Return whether the addon's own code put its mark into the context."""
    return isinstance(context.get(SOURCE), Source)


def has_mark(context, name):
    """Return whether the addon's own code put another mark into the context."""
    return context.get(name) is OWN_CODE


def is_triggering(context):
    """Return whether the addon creates what Odoo would trigger."""
    return context.get(SOURCE) is TRIGGERING


def is_automatic(context):
    """Return whether the addon writes what no person decided on."""
    return context.get(SOURCE) is AUTOMATIC


def is_fetching(context):
    """Return whether the addon fills the cache, past what users can't know."""
    return context.get(SOURCE) is FETCHING
