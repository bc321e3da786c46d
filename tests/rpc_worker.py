"""A process of its own that answers RPC calls, for tests of what happens at once.

It reads its settings and then one call for each line from its standard input, and
answers each with one line, all of it JSON. Calls take the path that Odoo's own RPC
takes, with another try after a conflict of transactions.
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
    # between two tries Odoo waits for seconds: a test needs the tries, not the wait
    rpc.random = SimpleNamespace(
        uniform=lambda low, high: random.uniform(low, high) / 8
    )
    registry = Registry(settings["database"])
    say({"ready": True})
    for line in sys.stdin:
        say(answer(registry.check_signaling(), **json.loads(line)))


def answer(registry, uid, model, method, args, kwargs, barrier):
    """Make one call, and return what it returned, or the error that it raised.

    :param int barrier: an advisory lock to wait for. The wait is the transaction's
        first query, so the call will see nothing of what others do meanwhile.
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
