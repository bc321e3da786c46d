"""The addon in a database: installed, up to date, ready for tests or for people."""

import hashlib
import json
import os
import shutil

import databases
from cache import alone
from console import step
from odoo_process import odoo, shell
from odoo_source import addons_folders
from places import ADDON, CHECKOUT, CHECKOUT_KEY, LOGS, ROOT, SANDBOX

# What may change without any database noticing: Odoo reads it when it is asked for.
NOT_IN_DATABASE = {"static", "tests"}
INSIDE = SANDBOX / "inside_odoo"


def fingerprint():
    """Return a short text that changes when a database has to be updated."""
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files():
    for folder, names, files in os.walk(ROOT):
        top = folder == str(ROOT)
        names[:] = [
            name
            for name in names
            if not name.startswith((".", "__pycache__"))
            and not (top and name in NOT_IN_DATABASE)
        ]
        for name in files:
            path = ROOT / os.path.relpath(folder, ROOT) / name
            if path.suffix in {".py", ".xml", ".csv", ".po", ".pot", ".sql"}:
                yield path


def installed(name, modules="crm", demo=False, finish=None):
    """Make sure the database `name` is a fresh one with the addon as it is now.

    One that was made from the same files is kept as it is.

    :param finish: called with the new database's name before it gets its final one
    """
    made_from = f"{fingerprint()} {databases.template(modules, demo)}"
    with alone(f"database-{name}"):
        if databases.exists(name) and databases.note(name) == made_from:
            return name
        new = f"new_{name}"
        databases.copy(databases.template(modules, demo), new)
        with step(f"Installing the addon ({modules}{', demo data' if demo else ''})"):
            install(new, demo)
            if finish:
                finish(new)
        databases.set_note(new, made_from)
        databases.rename(new, name)
    return name


def install(name, demo=False, folder=None):
    """Install the addon in a database; return Odoo's log file.

    :param folder: an addons folder to take it from, instead of this checkout
    """
    words = [*(["--with-demo"] if demo else []), *_taken_from(folder)]
    return odoo(
        *["-d", name, "-i", ADDON, "--stop-after-init", "--no-http", *words],
        log=f"install-{name}",
        sentence="The addon could not be installed.",
    )


def _taken_from(folder):
    """Return the words that make Odoo take the addon from another addons folder."""
    folders = ",".join(map(str, [*addons_folders(), folder]))
    return [f"--addons-path={folders}"] if folder else []


def update(name, demo=False):
    """Update the addon in a database; return Odoo's log file."""
    words = ["--with-demo"] if demo else []
    return odoo(
        *["-d", name, "-u", ADDON, "--stop-after-init", "--no-http", *words],
        log=f"update-{name}",
        sentence="The addon could not be updated.",
    )


def own_name(purpose, slot=1):
    """Return a database name that no other checkout or running sandbox uses."""
    return f"{purpose}_{CHECKOUT_KEY}_{slot}"


def forget_gone_checkouts():
    """Remove the databases of checkouts that are no longer on the disk."""
    for folder in CHECKOUT.parent.iterdir():
        if (folder / "addons" / ADDON).exists():
            continue
        for name in databases.names(f"_{folder.name}_"):
            databases.drop(name)
        shutil.rmtree(folder)


def inside(database, script, folder=None, **request):
    """Run one of our scripts in Odoo's shell and return what it reports.

    :param folder: an addons folder to take the addon from, instead of this checkout
    """
    report = LOGS / f"{script}-{database}.json"
    report.unlink(missing_ok=True)
    request = json.dumps(request | {"report": str(report)})
    source, log = INSIDE / f"{script}.py", f"{script}-{database}"
    log = shell(database, source, log, request, *_taken_from(folder))
    return json.loads(report.read_text()) | {"log_file": str(log)}
