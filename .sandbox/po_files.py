"""Merges and checks translation files; run in the sandbox's Python, which has polib.

Usage: po_files.py merge TEMPLATE FILE, or po_files.py check TEMPLATE FILE …
"""

import json
import sys
from pathlib import Path

import polib


def merge(template_path, path):
    """Add new terms, drop those that are gone, keep what is translated."""
    template = polib.pofile(template_path)
    known = Path(path).exists()
    translation = polib.pofile(path) if known else polib.POFile()
    before = str(translation)
    language = {"Language": Path(path).stem}
    translation.metadata = template.metadata | translation.metadata | language
    translation.merge(template)
    for entry in translation.obsolete_entries():
        translation.remove(entry)
    if str(translation) != before:
        translation.save(path)


def check(template_path, *paths):
    """Print, as JSON, what is missing in each translation."""
    template = {entry.msgid for entry in polib.pofile(template_path)}
    print(json.dumps([text for path in paths for text in _missing(template, path)]))


def _missing(template, path):
    name = Path(path).name
    translation = polib.pofile(path)
    terms = {entry.msgid for entry in translation if not entry.obsolete}
    yield from (f"{name}: lacks {text!r}" for text in sorted(template - terms))
    yield from (
        f"{name}: no longer used: {text!r}" for text in sorted(terms - template)
    )
    for entry in translation.untranslated_entries():
        yield f"{name}: not translated: {entry.msgid!r}"
    for entry in translation.fuzzy_entries():
        yield f"{name}: unsure: {entry.msgid!r}"


if __name__ == "__main__":
    {"merge": merge, "check": check}[sys.argv[1]](*sys.argv[2:])
