"""A separate process that answers RPC calls, for concurrency tests.

It reads its settings and then one call per line from standard input, and answers each
call with one line, all in JSON. Calls take the same path as in Odoo's own RPC, with
retries after transaction conflicts.
"""

import json
import logging
import random
import sys
from types import SimpleNamespace

from odoo.modules.registry import Registry
from odoo.service import model as rpc
from odoo.tools import config


def main():
    settings = json.loads(sys.stdin.readline())
    config.parse_config(settings["arguments"])
    logging.disable(logging.CRITICAL)
    # Odoo waits for seconds between retries: tests need the retries, not the wait
    rpc.random = SimpleNamespace(
        uniform=lambda low, high: random.uniform(low, high) / 8
    )
    registry = Registry(settings["database"])
    say({"ready": True})
    for line in sys.stdin:
        say(answer(registry.check_signaling(), **json.loads(line)))


def answer(registry, uid, model, method, args, kwargs, barrier):
    """Make one call, and return its result, or the error that it raised.

    :param int barrier: an advisory lock to wait for. Waiting is the transaction's
        first query, so the call sees no changes that others make after that.
    """
    try:
        with registry.cursor() as cr:
            if barrier:
                cr.execute("SELECT pg_advisory_xact_lock_shared(%s)", [barrier])
            return {"result": rpc.execute_cr(cr, uid, model, method, args, kwargs)}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def say(reply):
    sys.stdout.write(json.dumps(reply, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
