"""Dialogs that code fills in as the superuser, in the name of whoever is there.

Odoo computes and checks the dialogs of users as the superuser, too, so that this tells
nothing. Who has created them does.
"""

from .source import OWN_CODE, has_mark

PREPARING = "activity_preparing_by_code"
PREPARED = "crm_activity_flow.prepared_by_code"  # in the cache of the transaction


def prepare(dialogs, create):
    """Create dialogs, and note that code does.

    :param BaseModel dialogs: their model, as the superuser
    :param create: creates them, given the model with a note of it in the context
    """
    created = create(dialogs.with_context(**{PREPARING: OWN_CODE}))
    _get_prepared(dialogs).update(dict.fromkeys(created._ids))
    return created.with_env(dialogs.env)


def is_prepared(dialog):
    """Return whether code prepares, or has prepared, a dialog in this transaction."""
    is_preparing = has_mark(dialog.env.context, PREPARING)
    return is_preparing or dialog.id in _get_prepared(dialog)


def _get_prepared(dialogs):
    prepared = dialogs.env["mail.activity"]._get_transaction_cache(PREPARED)
    return prepared.setdefault(dialogs._name, {})
