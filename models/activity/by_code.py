"""Dialogs that code fills in as the superuser, in the name of whoever is there.

Odoo computes and checks the dialogs of users as the superuser, too, so that this tells
nothing. Who has created them does.
"""

from .source import OWN_CODE, has_mark

PREPARING = "activity_preparing_by_code"
PREPARED = "crm_activity_flow.prepared_by_code"  # in the cache of the transaction


def note_preparing(dialogs):
    """Return the model of dialogs, with a note for those that the superuser makes."""
    if not dialogs.env.su:
        return dialogs
    return dialogs.with_context(**{PREPARING: OWN_CODE})


def note_prepared(dialogs, env):
    """Return new dialogs in an environment, and keep the note for the transaction."""
    if env.su:
        _get_prepared(dialogs).update(dict.fromkeys(dialogs._ids))
    return dialogs.with_env(env)


def is_prepared(dialog):
    """Return whether code prepares, or has prepared, a dialog in this transaction."""
    is_preparing = has_mark(dialog.env.context, PREPARING)
    return is_preparing or dialog.id in _get_prepared(dialog)


def _get_prepared(dialogs):
    prepared = dialogs.env["mail.activity"]._get_transaction_cache(PREPARED)
    return prepared.setdefault(dialogs._name, {})
