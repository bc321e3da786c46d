"""Odoo's own command, with the addon's checkout in its addons path."""

import subprocess

import postgres
from cache import write_atomically
from console import run, tied
from odoo_source import addons_folders, odoo_script, odoo_source
from places import ADDON, CACHE, CHECKOUT, ROOT
from ports import any_port
from python_tools import program, tool_environment

ADDONS = CHECKOUT / "addons"
CONFIG = CHECKOUT / "odoo.conf"
DATA = CACHE / "odoo-data"


def configure():
    """Lay down Odoo's configuration and the link by which it finds the addon.

    The checkout's folder has any name, and Odoo walks every folder of an addons path:
    it sees one link with the addon's name, in a folder that holds nothing else.
    """
    ADDONS.mkdir(parents=True, exist_ok=True)
    link = ADDONS / ADDON
    if not link.is_symlink():
        link.symlink_to(ROOT)
    DATA.mkdir(parents=True, exist_ok=True)
    folders = ",".join(str(path) for path in [*addons_folders(), ADDONS])
    text = f"""[options]
addons_path = {folders}
data_dir = {DATA}
http_interface = 127.0.0.1
admin_passwd = admin
max_cron_threads = 0
screenshots = {CHECKOUT / "browser"}
"""
    if not CONFIG.exists() or CONFIG.read_text() != text:
        write_atomically(CONFIG, text)


def environment():
    """Return the process environment of everything that imports Odoo."""
    configure()
    return tool_environment(
        **postgres.environment(),
        PYTHONPATH=str(odoo_source()),
        PYTHONUNBUFFERED="1",
        ODOO_RC=str(CONFIG),
    )


def command(*words):
    """Return Odoo's command line."""
    return [program("python"), odoo_script(), *words]


def odoo(*words, log="odoo", sentence="Odoo stopped with an error."):
    """Run Odoo to its end, quietly; return its log file."""
    return run(command(*words), log=log, sentence=sentence, env=environment())


def shell(database, script, log, request="{}", *more):
    """Run a Python script in Odoo's shell; return its log file.

    :param request: what the script finds in SANDBOX_REQUEST, JSON as a rule
    :param more: more words for Odoo's command line
    """
    words = ["shell", "-d", database, f"--http-port={any_port()}", *more]
    with open(script, "rb") as stream:
        return run(
            command(*words),
            log=log,
            sentence="Odoo's shell stopped with an error.",
            env=environment() | {"SANDBOX_REQUEST": request},
            stdin=stream,
        )


def start(*words, database_server=None, **options):
    """Start Odoo and return the process.

    :param dict database_server: the variables by which it finds another PostgreSQL
    """
    env = environment() | (database_server or {})
    return subprocess.Popen(tied(command(*words)), env=env, **options)


def at_terminal(*words):
    """Run Odoo with our terminal and return its exit code."""
    return subprocess.call(tied(command(*words)), env=environment())
