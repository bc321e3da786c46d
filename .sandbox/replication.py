"""PostgreSQL as large installations have it: a server, and a streaming replica of it.

Both are new each time, apart from the server that everything else uses.
"""

import contextlib
import os
import shutil
import subprocess
import time

from console import Stop, run, step
from places import CACHE
from postgres import (
    PATIENCE_SECONDS,
    ROLE,
    SETTINGS,
    as_server,
    clients_of,
    folder,
    launch,
    make_data,
    make_folder,
    psql,
    stop,
)

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
        self.environment = clients_of(self.sockets)

    def start(self):
        """Start it on its data, and wait until it answers."""
        make_folder(self.sockets)
        launch(self.data, self.sockets, self.sockets / "server.log")

    def ask(self, statement, database="postgres"):
        """Run one statement and return what it prints."""
        return psql(statement, database, self.environment)


@contextlib.contextmanager
def replicated():
    """Run both; yield the server and its replica."""
    if not folder():
        raise Stop("Please install PostgreSQL's server on this machine, for a replica.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    primary, replica = Server("p"), Server("r")
    try:
        with step("Starting PostgreSQL with a replica"):
            make_data(primary.data, REPLICATED)
            primary.start()
            _copy(primary, replica)
            replica.start()
        yield primary, replica
    finally:
        for each in (replica, primary):
            stop(each.data, "immediate")
        shutil.rmtree(FOLDER, ignore_errors=True)


def _copy(primary, replica):
    make_folder(replica.data)
    words = ["-h", primary.sockets, "-U", ROLE, "-D", replica.data]
    words += ["-R", "-X", "stream", "-c", "fast", "--no-sync"]
    run(as_server([folder() / "pg_basebackup", *words]), log="load_basebackup", cwd="/")


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
