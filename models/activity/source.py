"""How the addon's own code says that it creates an activity, and not a client."""

SOURCE = "activity_source"


class Source(str):
    """A value in the context that no client can send: what arrives by RPC is plain."""

    __slots__ = ()


OWN_CODE = Source("crm_activity_flow")


def is_own_code(context):
    """Return whether the addon's own code put its mark into the context."""
    return isinstance(context.get(SOURCE), Source)
