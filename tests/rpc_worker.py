"""A separate process that answers RPC calls, for concurrency tests.

It reads its settings and then one call per line from standard input, and answers each
call with one line, all in JSON. Calls take the same path as in Odoo's own RPC, with
retries after transaction conflicts.

Given a socket and a number of copies, it forks that many processes, which talk through
the socket instead: loading Odoo for each one would take most of a test's time.
"""

import json
import logging
import os
import random
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from odoo import sql_db
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
    if not settings.get("copies"):
        return serve(registry, sys.stdin, sys.stdout)
    sql_db.close_all()  # a connection belongs to one process
    children = [fork(registry, settings["socket"]) for _ in range(settings["copies"])]
    for child in children:
        os.waitpid(child, 0)


def fork(registry, path):
    """Start a copy of this process that serves a socket; return its process id."""
    child = os.fork()
    if not child:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            with connection.makefile("rw") as file:
                serve(registry, file, file)
        os._exit(0)
    return child


def serve(registry, source, target):
    """Answer calls, one per line, or several series of them in a thread each."""
    say({"ready": True}, target)
    for line in source:
        message = json.loads(line)
        registry = registry.check_signaling()
        if "threads" in message:
            with ThreadPoolExecutor(len(message["threads"])) as executor:
                reply = list(
                    executor.map(
                        lambda calls, registry=registry: [
                            answer(registry, **call) for call in calls
                        ],
                        message["threads"],
                    )
                )
        else:
            reply = answer(registry, **message)
        say(reply, target)


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


def say(reply, target):
    target.write(json.dumps(reply, default=str) + "\n")
    target.flush()


if __name__ == "__main__":
    main()
