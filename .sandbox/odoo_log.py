"""Odoo's log: every warning or error in it fails the run, but for these."""

import re

# A pattern and why it is no fault of ours; nothing goes in here without a reason.
ALLOWED = (
    # The sandbox may be root in a container; Odoo's advice is for servers.
    r"Running as user 'root' is a security risk",
)
_ALLOWED = re.compile("|".join(ALLOWED))
_ENTRY = re.compile(r"\n(?=\d{4}-\d\d-\d\d )")
_LINE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


def complaints(lines):
    """Return the lines that warn or report an error and are not allowed."""
    return [line for line in lines if not _ALLOWED.search(line)]


def complaints_in(path):
    """Return the same for one of Odoo's log files."""
    return complaints(entry.partition("\n")[0] for entry in alarms_in(path))


def alarms_in(path):
    """Return all warnings and errors in one of Odoo's log files, with all lines."""
    entries = _ENTRY.split(path.read_text(errors="replace"))
    return [entry for entry in entries if _LINE.match(entry)]
