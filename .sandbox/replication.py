"""PostgreSQL as large installations have it: a server, and a streaming replica of it.

Both are new each time, apart from the server that everything else uses.
"""

import contextlib
import os
import shutil
import subprocess
import time

from console import Stop, output, run, step
from places import CACHE
from postgres import PATIENCE_SECONDS, ROLE, SETTINGS, as_server, folder, give

FOLDER = CACHE / "load"
# A replica gets what the server writes into its log.
REPLICATED = SETTINGS | {
    "wal_level": "replica",
    "max_wal_senders": "4",
    "hot_standby_feedback": "on",
}


class Server:
    """One of the two.

    :param Path sockets: the folder by which clients find it
    """

    def __init__(self, name):
        self.data = FOLDER / f"{name}-data"
        self.sockets = FOLDER / name
        self.environment = {
            "PGHOST": str(self.sockets),
            "PGUSER": ROLE,
            "PGPORT": "5432",
        }
        for path in (self.data, self.sockets):
            path.mkdir(parents=True, mode=0o700)
            give(path)

    def call(self, program, *words, log):
        """Run one of PostgreSQL's programs as the server's user."""
        run(
            as_server([folder() / program, *words]),
            log=log,
            cwd="/",
            start_new_session=True,
        )

    def start(self):
        """Start it, and wait until it answers."""
        words = ["-D", self.data, "-w", "-t", PATIENCE_SECONDS]
        words += ["-l", self.sockets / "server.log", "-o", f"-k {self.sockets}"]
        self.call("pg_ctl", "start", *words, log="load_pg_start")

    def stop(self):
        """End it, whatever it is doing."""
        words = ["stop", "-D", self.data, "-m", "immediate", "-w"]
        command = as_server([folder() / "pg_ctl", *words])
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.call(command, cwd="/", **quiet)

    def ask(self, statement, database="postgres"):
        """Run one statement and return what it prints."""
        words = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database]
        return output(
            [folder() / "psql", *words, "-c", statement],
            env=os.environ | self.environment,
        )


@contextlib.contextmanager
def replicated():
    """Run both; yield the server and its replica."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    primary, replica = Server("p"), Server("r")
    try:
        with step("Starting PostgreSQL with a replica"):
            _make(primary)
            primary.start()
            _copy(primary, replica)
            replica.start()
        yield primary, replica
    finally:
        replica.stop()
        primary.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)


def _make(server):
    words = ["-D", server.data, "-U", ROLE, "--encoding=UTF8", "--locale=C.UTF-8"]
    server.call("initdb", *words, "--auth=trust", "--no-sync", log="load_initdb")
    with (server.data / "postgresql.conf").open("a") as stream:
        stream.writelines(f"{key} = {value}\n" for key, value in REPLICATED.items())


def _copy(primary, replica):
    words = ["-h", primary.sockets, "-U", ROLE, "-D", replica.data]
    words += ["-R", "-X", "stream", "-c", "fast", "--no-sync"]
    replica.call("pg_basebackup", *words, log="load_basebackup")


def move(database, environment, server):
    """Copy a database from another server.

    :param dict environment: by which clients find the other server
    """
    server.ask(f'CREATE DATABASE "{database}" TEMPLATE template0')
    dump = subprocess.Popen(
        [folder() / "pg_dump", "-Fc", "-Z0", database],
        stdout=subprocess.PIPE,
        env=os.environ | environment,
    )
    restore = [folder() / "pg_restore", "-d", database, "--no-owner"]
    code = subprocess.call(
        restore, stdin=dump.stdout, env=os.environ | server.environment
    )
    if code or dump.wait():
        raise Stop(f"{database} could not be copied.")
    server.ask("VACUUM ANALYZE", database)


def catch_up(primary, replica):
    """Wait until the replica has all that the server has written."""
    position = primary.ask("SELECT pg_current_wal_lsn()")
    end = time.monotonic() + PATIENCE_SECONDS
    while replica.ask(f"SELECT pg_last_wal_replay_lsn() < '{position}'") == "t":
        if time.monotonic() > end:
            raise Stop("The replica doesn't follow its server.")
        time.sleep(0.5)
