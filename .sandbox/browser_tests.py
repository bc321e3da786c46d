"""Tours and Hoot tests in a real browser, through Odoo's own runner."""

import addon
import odoo_log
from console import say, step
from machine import install_packages
from places import ADDON, ROOT
from python_tests import browser_files
from results import Result


def run_browser_tests(database, room=None):
    """Run the browser tests (of a room) on a database that has the addon."""
    files = browser_files(room)
    if not files:
        return Result()
    install_packages(browser=True)
    tags = ",".join(f"/{ADDON}/{path.relative_to(ROOT)}" for path in files)
    with step(f"Running {', '.join(path.stem for path in files)}"):
        report = addon.inside(
            database,
            "run_tests",
            tags=tags,
            modules=[ADDON],
            switches=[],
            assets=True,
        )
    result = count(report)
    if not report["ran"]:
        result.fail(f"Odoo's runner found no browser test in {tags}.")
    for name, reason in report["skipped"].items():
        result.fail(f"{name} was skipped: {reason}")
    result.skipped = 0
    return result


def count(report):
    """Return the counts of what Odoo's runner reported."""
    for name in report["again"]:
        say(f"  {name} ran out of time and was run once more.")
    unfinished = report["failed"].keys() | report["skipped"].keys()
    result = Result(
        passed=len(report["ran"].keys() - unfinished), skipped=len(report["skipped"])
    )
    for name, text in report["failed"].items():
        result.fail(f"{name}\n{text}\n(log: {report['log_file']})")
    for line in odoo_log.complaints(report["log"]):
        result.fail(f"Odoo's log: {line}")
    return result
