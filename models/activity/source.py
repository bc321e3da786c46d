"""How the addon's own code says that it acts, and not a client."""

SOURCE = "activity_source"


class Source(str):
    """A value in the context that no client can send: what arrives by RPC is plain."""

    __slots__ = ()


OWN_CODE = Source("crm_activity_flow")
# while it completes activities, and creates by itself what Odoo would trigger
TRIGGERING = Source("crm_activity_flow.triggering")


def is_own_code(context):
    """Return whether the addon's own code put its mark into the context."""
    return isinstance(context.get(SOURCE), Source)


def is_triggering(context):
    """Return whether the addon creates what Odoo would trigger."""
    return is_own_code(context) and context[SOURCE] == TRIGGERING
