"""Odoo's log: every warning or error in it fails the run, but for these."""

import re

# A pattern and why it is no fault of ours; nothing goes in here without a reason.
ALLOWED = (
    # The sandbox may be root in a container; Odoo's advice is for servers.
    r"Running as user 'root' is a security risk",
)
_ALLOWED = re.compile("|".join(ALLOWED))
_LINE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


def complaints(lines):
    """Return the lines that warn or report an error and are not allowed."""
    return [line for line in lines if not _ALLOWED.search(line)]


def complaints_in(path):
    """Return the same for one of Odoo's log files."""
    lines = path.read_text(errors="replace").splitlines()
    return complaints(line for line in lines if _LINE.match(line))
