"""Doing something that may fail, without failing what it follows."""

import logging

from psycopg2 import OperationalError

from odoo.exceptions import ConcurrencyError, UserError

_logger = logging.getLogger(__name__)


def try_each(env, items, act):
    """Do something for all items together; if it fails, try it on each half.

    :param Environment env: of the transaction
    :param items: a recordset or a list
    :param callable act: what to do; takes some of the items
    :return: its results, paired with the items they are for, and why it failed, paired
        with each item that it failed for
    :rtype: tuple[list[tuple], list[tuple]]
    """
    if not items:
        return [], []
    is_last = len(items) == 1
    result, error = try_completely(env, lambda: act(items), logs=is_last)
    if not error:
        return [(items, result)], []
    if is_last:
        return [], [(items[0], error)]
    middle = len(items) // 2
    results, errors = try_each(env, items[:middle], act)
    more_results, more_errors = try_each(env, items[middle:], act)
    return results + more_results, errors + more_errors


def try_completely(env, act, logs=True):
    """Do something completely, or not at all.

    :param Environment env: of the transaction
    :param callable act: what to do
    :param bool logs: whether to log a failure; not if it is retried
    :return: its result, and why it failed, if it did
    :raise OperationalError: a conflict with another transaction; Odoo retries the whole
        request
    """
    # earlier changes aren't ours: they stay, and if they fail, everything fails
    env.flush_all()
    pending = env.cr.precommit.data
    told = len(pending.get("bus.bus.values", ()))
    try:
        # a savepoint that flushes by itself would post what Odoo tracks too early
        with env.cr.savepoint(flush=False):
            result = act()
            env.flush_all()
    except (ConcurrencyError, OperationalError):
        raise
    except Exception as error:
        env.transaction.clear()
        # or clients would count activities that don't exist
        del pending.get("bus.bus.values", [])[told:]
        return None, _get_error_text(env, error, logs)
    return result, None


def _get_error_text(env, error, logs):
    """Return the text of an error for users, without technical details."""
    if isinstance(error, UserError):
        return str(error)
    if logs:
        _logger.error("What follows could not be done.", exc_info=error)
    return env._("an unexpected error. Administrators can find it in the server log.")
