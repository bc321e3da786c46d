"""A private PostgreSQL in the cache, on a unix socket of its own.

Sandboxes that run at the same time share it: each holds a shared lock, and the last
one out stops it. With PGHOST set, that server is used instead and left alone.
"""

import contextlib
import os
import pwd
import subprocess
import time
from pathlib import Path

from cache import alone, share, try_lock
from console import Stop, output, run, say, step
from places import CACHE

INSTALLED = Path("/usr/lib/postgresql")
SOCKETS = CACHE / "pg"
SERVER_LOG = SOCKETS / "server.log"
SOCKET_PATH_LIMIT = 107
PATIENCE_SECONDS = 120
ROLE = "odoo"
# The data can be made again at any time, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "jit": "off",
    "timezone": "'UTC'",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
}


def folder():
    """Return the newest installed server's folder of programs, or None."""
    found = INSTALLED.glob("*/bin/postgres")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    return newest and newest.parent


def is_foreign():
    """Return whether the user wants a server that is not ours."""
    return os.environ.get("PGHOST", str(SOCKETS)) != str(SOCKETS)


def environment():
    """Return the variables by which every client finds the server."""
    return {} if is_foreign() else clients_of(SOCKETS)


def clients_of(sockets):
    """Return the variables by which clients find the server of a socket folder."""
    return {"PGHOST": str(sockets), "PGUSER": ROLE, "PGPORT": "5432"}


@contextlib.contextmanager
def server():
    """Keep PostgreSQL up as long as somebody needs it."""
    if is_foreign():
        yield
        return
    user = share("postgres-users")
    try:
        _start()
        yield
    finally:
        if try_lock(user):
            _stop()
        user.close()


@contextlib.contextmanager
def nobody_else():
    """Make sure that no sandbox uses the cache any more, and PostgreSQL is down."""
    with share("postgres-users") as user:
        if not try_lock(user):
            raise Stop("Another sandbox is using the cache; please stop it first.")
        if folder() and _data().is_dir() and _runs():
            _stop()
        yield


def _data():
    return CACHE / "postgres" / folder().parent.name


def _start():
    if _answers():
        return
    with alone("postgres"):
        _check_socket_path()
        make_folder(SOCKETS)
        if not _data().is_dir():
            _make_cluster()
        if not _found_running():
            _launch_or_replace()


def _launch_or_replace():
    """Start the server; without fsync, a power cut may have damaged its data."""
    try:
        _launch()
    except Stop as reason:
        if _runs():
            raise
        say(f"PostgreSQL's data is damaged; making it anew. {reason}")
        _data().rename(_data().with_name(f"{_data().name}-damaged-{os.getpid()}"))
        _make_cluster()
        _launch()


def _runs():
    """Return whether a server process has the data, perhaps not answering yet."""
    status = as_server([folder() / "pg_ctl", "status", "-D", _data()])
    return subprocess.call(status, stdout=subprocess.DEVNULL, cwd="/") == 0


def _found_running():
    """Wait for a server that somebody started a moment ago, or that is just ending."""
    end = time.monotonic() + PATIENCE_SECONDS
    while _runs():
        if _answers():
            return True
        if time.monotonic() > end:
            raise Stop(f"PostgreSQL does not answer; its log: {SERVER_LOG}")
        time.sleep(0.2)
    return False


def _answers():
    ready = [folder() / "pg_isready", "-q", "-h", SOCKETS, "-p", "5432"]
    return subprocess.call(ready) == 0


def _check_socket_path():
    path = f"{SOCKETS}/.s.PGSQL.5432"
    if len(path.encode()) > SOCKET_PATH_LIMIT:
        raise Stop(
            f"The cache's path is too long for a unix socket ({path}); set "
            "CRM_ACTIVITY_FLOW_CACHE to a shorter one."
        )


def _make_cluster():
    with step("Making a private PostgreSQL cluster"):
        new = _data().with_name(f"{_data().name}-new-{os.getpid()}")
        make_data(new, SETTINGS)
        new.rename(_data())


def _launch():
    launch(_data(), SOCKETS, SERVER_LOG)


def _stop():
    stop(_data(), "fast")


# ------------------------------------------------------------
# Any server
# ------------------------------------------------------------


def make_folder(path):
    """Make a folder that only the server's user can open."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    user = _runs_as()
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


def make_data(data, settings):
    """Make the folder of a new server's data."""
    make_folder(data)
    words = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"]
    initdb = [folder() / "initdb", "-D", data, "-U", ROLE, *words]
    run(as_server(initdb), log="initdb", cwd="/")
    with (data / "postgresql.conf").open("a") as stream:
        stream.writelines(f"{key} = {value}\n" for key, value in settings.items())


def launch(data, sockets, log):
    """Start a server, and wait until it answers."""
    wait = ["-w", "-t", PATIENCE_SECONDS]
    words = ["-D", data, *wait, "-l", log, "-o", f"-k {sockets}"]
    run(
        as_server([folder() / "pg_ctl", "start", *words]),
        log="pg_start",
        sentence=f"PostgreSQL could not be started; its own words: {log}",
        # A Ctrl+C at our terminal must not reach the server that others use.
        start_new_session=True,
        cwd="/",
    )


def stop(data, mode):
    """Stop a server.

    :param str mode: "fast" or "immediate", see PostgreSQL's pg_ctl
    """
    command = [folder() / "pg_ctl", "stop", "-D", data, "-m", mode, "-w"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.call(as_server(command), cwd="/", **quiet)


def _runs_as():
    """Return the system user for the server: PostgreSQL refuses to be root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def as_server(command):
    """Return the command as the server's user, who may pass through root's folders.

    The cache of root lies below a folder that nobody else may enter; opening that to
    everyone would be worse than this one capability.
    """
    user = _runs_as()
    if not user:
        return command
    return [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        *command,
    ]


def psql(statement, database="postgres", clients=None):
    """Run one statement and return what it prints.

    :param dict clients: the variables by which another server is found
    """
    words = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database]
    try:
        return output(
            [folder() / "psql", *words, "-c", statement],
            env=os.environ | (clients or environment()),
        )
    except subprocess.CalledProcessError as error:
        raise Stop(f"PostgreSQL: {error.stderr.strip()}") from error
