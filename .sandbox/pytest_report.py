"""A pytest plugin: counts the tests, and what Odoo's log warned about meanwhile.

A warning fails no test by itself; `./sandbox test` reads this report and fails the run.
Tests that expect one say so with assertLogs or mute_logger, which hide it from here.
"""

import json
import logging
import os
from pathlib import Path

import freezegun

FAILED = ("failed", "error", "subtests failed")


class LogGuard(logging.Handler):
    """Collects warnings and errors with the test that was running."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []
        self.test = "before the first test"

    def emit(self, record):
        """Keep a record as one line."""
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        self.lines.append(f"{text} (in {self.test})")


guard = LogGuard()


def pytest_configure():
    """Start listening, and let pytest measure real time where tests stop the clock."""
    logging.getLogger().addHandler(guard)
    freezegun.configure(extend_ignore_list=["_pytest.timing"])


def pytest_runtest_logstart(nodeid):
    """Remember which test runs."""
    guard.test = nodeid.rpartition("/")[2]


def pytest_terminal_summary(terminalreporter):
    """Write down what was counted and heard."""
    stats = {kind: len(found) for kind, found in terminalreporter.stats.items()}
    report = {
        "passed": stats.get("passed", 0),
        "failed": sum(stats.get(kind, 0) for kind in FAILED),
        "skipped": stats.get("skipped", 0),
        "log": guard.lines,
    }
    Path(os.environ["SANDBOX_REPORT"]).write_text(json.dumps(report))
