"""Translations: the template from Odoo's own export, and the files that follow it."""

import difflib
import json

from console import output, say
from odoo_process import odoo
from places import ADDON, CHECKOUT, ROOT, SANDBOX
from python_tools import program

LANGUAGES = ("de", "fr", "es", "pl", "ro")
FOLDER = ROOT / "i18n"
TEMPLATE = FOLDER / f"{ADDON}.pot"
# Lines of the header that differ at each export.
MOVING = ('"POT-Creation-Date', '"PO-Revision-Date')


def export(database, target):
    """Write the terms of the addon as it is in a database."""
    target.parent.mkdir(parents=True, exist_ok=True)
    odoo("i18n", "export", "-d", database, "-o", target, ADDON, log="i18n-export")
    return target


def update(database):
    """Rewrite the template and bring every translation up to date with it."""
    fresh = export(database, CHECKOUT / f"{ADDON}.pot")
    if not TEMPLATE.exists() or _settled(fresh) != _settled(TEMPLATE):
        TEMPLATE.parent.mkdir(exist_ok=True)
        TEMPLATE.write_text(fresh.read_text())
        say(f"Written: {TEMPLATE.relative_to(ROOT)}")
    for language in LANGUAGES:
        _merge(TEMPLATE, FOLDER / f"{language}.po")
    for text in _incomplete():
        say(text)


def problems(database):
    """Return in words what is out of date or not translated."""
    fresh = export(database, CHECKOUT / f"{ADDON}.pot")
    if not TEMPLATE.exists():
        return [f"i18n/{TEMPLATE.name} is missing: ./sandbox i18n"]
    old, new = _settled(TEMPLATE), _settled(fresh)
    if old != new:
        changes = [*difflib.unified_diff(old, new, "in git", "now", n=0, lineterm="")]
        return [f"i18n/{TEMPLATE.name} is old: ./sandbox i18n", *changes[:20]]
    return _incomplete()


def _settled(path):
    lines = path.read_text().splitlines()
    return [line for line in lines if not line.startswith(MOVING)]


def _merge(template, path):
    output([program("python"), SANDBOX / "po_files.py", "merge", template, path])


def _incomplete():
    """Return which terms of which language are not translated as they should be."""
    paths = [FOLDER / f"{language}.po" for language in LANGUAGES]
    missing = [f"{path.name} is missing" for path in paths if not path.exists()]
    found = [path for path in paths if path.exists()]
    command = [program("python"), SANDBOX / "po_files.py", "check", TEMPLATE, *found]
    return missing + json.loads(output(command))
