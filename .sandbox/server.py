"""`./sandbox run`: Odoo for people, with demo data and everything switched on."""

import time
import urllib.error
import urllib.request

import addon
import databases
from cache import free_slot
from console import BEGIN, Stop, say, seconds, step
from odoo_process import start
from places import LOGS
from ports import free_port, is_free

SWITCHES = [
    "group_activity_outcome",
    "group_activity_status",
    "group_activity_sharing",
]
FIRST_PORT = 8069
PATIENCE_SECONDS = 180


def run(port=None, fresh=False):
    """Serve Odoo until it is interrupted.

    :param port: the port asked for; without one, the next free one from 8069 on
    :param fresh: whether to start from a new database
    """
    if port and not is_free(port):
        raise Stop(f"Port {port} is taken by another program.")
    addon.forget_gone_checkouts()
    slot, lock = free_slot("run")
    with lock:
        _serve(database(slot, fresh), port or _next_port())


def _next_port():
    port = free_port(FIRST_PORT)
    if port != FIRST_PORT:
        say(f"Port {FIRST_PORT} is taken; using {port}.")
    return port


def database(slot=1, fresh=False):
    """Return the database of this slot, up to date with the addon's files."""
    name = addon.own_name("run", slot)
    if fresh or not databases.exists(name):
        databases.copy(demo(), name)
        databases.set_note(name, addon.fingerprint())
    elif databases.note(name) != addon.fingerprint():
        with step("The addon has changed: updating the database"):
            addon.update(name, demo=True)
            _turn_on(name)
        databases.set_note(name, addon.fingerprint())
    return name


def demo():
    """Return a database with all demo data and all switches on, made when needed."""
    return addon.installed(addon.own_name("demo"), demo=True, finish=_turn_on)


def _turn_on(name):
    addon.inside(name, "turn_on", switches=SWITCHES)


def _serve(name, port):
    log = LOGS / f"{name}.log"
    words = ["-d", name, f"--http-port={port}", "--max-cron-threads=1"]
    with log.open("wb") as stream:
        process = start(*words, stdout=stream, stderr=stream)
        try:
            wait(process, port, log)
            say(f"\nOdoo answers after {seconds(BEGIN)}: http://localhost:{port}")
            say(f"User admin, password admin. Ctrl+C stops it. Its log: {log}")
            process.wait()
        finally:
            end(process)
    raise Stop(f"Odoo ended by itself; its log: {log}")


def wait(process, port, log):
    """Wait until Odoo answers a request, or say why it does not."""
    latest = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < latest and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/web/login"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise Stop(f"Odoo did not start; its log: {log}")


def end(process, patience=10):
    """Stop a server, and what it has started.

    :param float patience: seconds that it has to end what it is doing
    """
    process.terminate()
    try:
        process.wait(timeout=patience)
    finally:
        process.kill()
