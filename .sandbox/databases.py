"""Databases: installed once, kept as templates, copied when one is needed.

A database gets its final name when it is complete, so a name that exists is one to
rely on. What it was made from is kept in its comment.
"""

import os
import shutil

from cache import alone
from console import step
from odoo_process import DATA, odoo
from odoo_source import odoo_key
from postgres import psql

FILESTORE = DATA / "filestore"


def exists(name):
    """Return whether there is a database of this name."""
    return bool(psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def names(part):
    """Return the names of the databases that have this text in their name."""
    question = f"SELECT datname FROM pg_database WHERE strpos(datname, '{part}') > 0"
    return psql(question).splitlines()


def drop(name):
    """Remove a database and its files, whoever is connected."""
    psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def copy(source, target):
    """Make `target` a copy of `source`, files included."""
    drop(target)
    if (FILESTORE / source).is_dir():
        # Odoo names files after their content and never changes one: links will do.
        shutil.copytree(FILESTORE / source, FILESTORE / target, copy_function=os.link)
    psql(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')


def rename(source, target):
    """Give a database, and the folder of its files, another name."""
    drop(target)
    if (FILESTORE / source).is_dir():
        (FILESTORE / source).rename(FILESTORE / target)
    psql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')


def note(name):
    """Return what was noted on a database, or an empty text."""
    return psql(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        f" WHERE datname = '{name}'"
    )


def set_note(name, text):
    """Note on a database what it was made from."""
    psql(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")


def template(modules="crm", demo=False):
    """Return the name of a database with Odoo's modules, installed when missing.

    :param modules: technical names, comma separated
    :param demo: whether to load Odoo's demo data
    """
    kind = f"{modules.replace(',', '_')}{'_demo' if demo else ''}"
    name = f"template_{kind}_{odoo_key()}"
    if not exists(name):
        with alone(f"database-{name}"):
            if not exists(name):
                _install(name, modules, demo)
    return name


def _install(name, modules, demo):
    new = f"new_{name}"
    drop(new)
    words = ["--with-demo"] if demo else []
    with step(f"Installing {modules} {'with demo data ' if demo else ''}(once)"):
        odoo(
            "-d", new, "-i", modules, "--stop-after-init", "--no-http", *words, log=name
        )
        rename(new, name)
