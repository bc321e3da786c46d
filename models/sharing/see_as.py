"""Looking at activities with another user's eyes: what both may read, unchanged.

Not plain: it is about transactions.
"""

from contextlib import contextmanager

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import UserError

# The id of the user who looks. Not in the cache of the transaction, which is emptied
# when a savepoint inside is rolled back: then only the other user's access would count.
LOOKER = "crm_activity_flow.looker"


@contextmanager
def see_as(env, user):
    """Give the environment of another user, in which nothing can be written.

    While it is open, the policy of sharing withholds from that user whatever the
    current one may not read either, see ``mail.activity._get_looker``. Only fixed
    methods get such an environment: never one that a client names.

    What is computed in it leaves as plain data: all records lose their caches.

    :param Environment env: of the user who looks
    :param res.users user: an internal user, whom the current one may look as
    :raise UserError: something tried to write
    :raise RuntimeError: someone looks already: what that user may not read would show
    """
    if LOOKER in env.cr.postcommit.data:
        raise RuntimeError("see_as() can't be used inside itself")
    user = user.sudo()
    companies = user.company_id | user.company_ids
    context = {
        "allowed_company_ids": companies.ids,
        # screens are read by whoever looks, like the words around them
        "lang": env.context.get("lang") or env.user.lang,
        "tz": user.tz,
    }
    cr = env.cr
    savepoint = cr.savepoint(flush=True)
    try:
        # what the current user has read isn't for the other one
        env.invalidate_all(flush=False)
        cr.postcommit.data[LOOKER] = env.uid
        cr.execute("SET LOCAL transaction_read_only = on")
        seen = env(user=user.id, su=False, context=context)
        yield seen
        # what would only be written later fails now
        seen.flush_all()
    except ReadOnlySqlTransaction as error:
        raise UserError(env._("You can't change anything in See As.")) from error
    finally:
        cr.postcommit.data.pop(LOOKER, None)
        # with it, one can write again, and nothing the other one has read is kept
        savepoint.close(rollback=True)
