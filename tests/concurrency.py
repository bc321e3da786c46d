import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from odoo import Command, api, sql_db
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, config

from .common import ROLES

BARRIER = 20260302  # any number: advisory locks apply to the copied database only
PATIENCE = 180  # seconds to wait for a silent worker before the test fails
WORKERS = 4


class Worker:
    """A process that makes RPC calls in a database, see ``rpc_worker.py``."""

    def __init__(self, database, **settings):
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("rpc_worker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        arguments = self._get_arguments(database)
        self.send(arguments=arguments, database=database, **settings)

    @staticmethod
    def _get_arguments(database):
        """Return the parent's configuration as options of the command line."""
        options = {
            "addons-path": ",".join(config["addons_path"]),
            "data-dir": config["data_dir"],
            "database": database,
            **{
                name: config[name]
                for name in (
                    "db_host",
                    "db_port",
                    "db_user",
                    "db_password",
                    "db_sslmode",
                )
            },
        }
        return [f"--{name}={value}" for name, value in options.items() if value]

    def send(self, **message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def receive(self):
        """Return the next answer; fail if none arrives."""
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = ready and self.process.stdout.readline()
        if not line:
            raise AssertionError("A worker died, or doesn't answer.")
        return json.loads(line)

    def kill(self):
        """Kill the process instantly, as a power failure would."""
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Copy:
    """One of many copies of a worker's process, which share what it has loaded."""

    def __init__(self, connection):
        connection.settimeout(PATIENCE)
        self.connection = connection
        self.file = connection.makefile("rw")

    def send(self, **message):
        self.file.write(json.dumps(message) + "\n")
        self.file.flush()

    def receive(self):
        """Return the next answer; fail if none arrives."""
        line = self.file.readline()
        if not line:
            raise AssertionError("A copy of a worker died.")
        return json.loads(line)

    def kill(self):
        """Close the connection, which ends the process."""
        self.file.close()
        self.connection.close()


class ConcurrencyCase(BaseCase):
    """Several processes work simultaneously in a copy of the test database.

    They commit, so they work in the copy: the test database stays unchanged, whatever
    happens here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = f"{get_db_name()}_at_once_{os.getpid()}"
        cls._copy_database()
        cls.workers = []
        # copies before the process that waits for them
        cls.addClassCleanup(lambda: [worker.kill() for worker in cls.workers[::-1]])
        cls._start_workers(WORKERS)

    @classmethod
    def _copy_database(cls):
        # PostgreSQL only copies databases that no one is connected to
        sql_db.close_db(get_db_name())
        cls._administrate("DROP DATABASE IF EXISTS %s WITH (FORCE)")
        cls._administrate("CREATE DATABASE %s TEMPLATE %s", get_db_name())
        cls.addClassCleanup(cls._drop_database)

    @classmethod
    def _drop_database(cls):
        sql_db.close_db(cls.database)
        cls._administrate("DROP DATABASE IF EXISTS %s WITH (FORCE)")
        shutil.rmtree(config.filestore(cls.database), ignore_errors=True)

    @classmethod
    def _administrate(cls, statement, *databases):
        names = [SQL.identifier(name) for name in (cls.database, *databases)]
        with closing(sql_db.db_connect("postgres").cursor()) as cr:
            # databases can't be created or dropped inside a transaction
            cr.rollback()
            cr._cnx.autocommit = True
            cr.execute(SQL(statement, *names))

    @classmethod
    def _start_workers(cls, count):
        started = [Worker(cls.database) for _ in range(count)]
        cls.workers += started
        for worker in started:
            worker.receive()

    @classmethod
    def _start_copies(cls, count):
        """Start many workers at once; return them."""
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        path = os.path.join(folder, "workers")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen(count)
            listener.settimeout(PATIENCE)
            cls.workers.append(Worker(cls.database, socket=path, copies=count))
            copies = [Copy(listener.accept()[0]) for _ in range(count)]
        cls.workers += copies
        for copy in copies:
            copy.receive()
        return copies

    @classmethod
    def _call(cls, model, method, *args, uid=api.SUPERUSER_ID, **kwargs):
        """Return the message that makes a worker call a method, as this user."""
        return {
            "uid": uid,
            "model": model,
            "method": method,
            "args": args,
            "kwargs": kwargs,
            "barrier": None,
        }

    @classmethod
    def _do(cls, model, method, *args, **kwargs):
        """Call a method as the superuser and commit; return what it returned."""
        worker = cls.workers[0]
        worker.send(**cls._call(model, method, *args, **kwargs))
        answer = worker.receive()
        if "error" in answer:
            raise AssertionError(answer)
        return answer["result"]

    @classmethod
    def _get_id(cls, xmlid):
        module, name = xmlid.split(".")
        domain = [("module", "=", module), ("name", "=", name)]
        return cls._do("ir.model.data", "search_read", domain, ["res_id"])[0]["res_id"]

    @classmethod
    def _create_managers(cls, count):
        """Create this many users with all sales rights; return their ids."""
        group = cls._get_id(ROLES["manager"])
        return cls._do(
            "res.users",
            "create",
            [
                {
                    "name": f"Flow manager {number}",
                    "login": f"flow_manager_{number}",
                    "group_ids": [Command.set([group])],
                }
                for number in range(count)
            ],
        )

    @classmethod
    def _race(cls, *calls):
        """Run calls simultaneously: none sees the others' changes.

        :return: the answers, in the order of the calls: a ``result``, or an ``error``
            (its class) with its ``message``
        :rtype: list[dict]
        """
        runners = list(zip(cls.workers, calls, strict=False))
        with cls._cursor() as cr:
            cr.execute("SELECT pg_advisory_lock(%s)", [BARRIER])
            try:
                for worker, call in runners:
                    worker.send(**{**call, "barrier": BARRIER})
                cls._wait_for_blocked(len(runners))
            finally:
                cr.execute("SELECT pg_advisory_unlock(%s)", [BARRIER])
        return [worker.receive() for worker, _call in runners]

    @classmethod
    def _cursor(cls):
        """Return a cursor on the copy, for what RPC can't do."""
        return sql_db.db_connect(cls.database).cursor()

    @classmethod
    def _wait_for_blocked(cls, count):
        """Wait until this many workers are waiting for a lock."""
        cls._wait_for(
            """
            SELECT COUNT(DISTINCT pid) = %s FROM pg_locks
             WHERE NOT granted AND pid IN (
                   SELECT pid FROM pg_stat_activity WHERE datname = %s)
            """,
            count,
            cls.database,
        )

    @classmethod
    def _wait_for(cls, query, *params):
        """Wait until a query returns true; each attempt is a new transaction."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with sql_db.db_connect("postgres").cursor() as cr:
                cr.execute(query, params)
                if cr.fetchone()[0]:
                    return
            time.sleep(0.02)
        raise AssertionError(f"This never became true: {query} {params}")
