"""Runs tests with Odoo's own runner; read by `odoo shell`, which provides `env`.

The request comes as JSON in SANDBOX_REQUEST: `tags` (Odoo's test tags), `modules`,
`switches` (names of settings to turn on first), `assets` (whether browser tests need
the asset bundles), `report` (the file to write), and perhaps `only_manifest` (the one
addon that linters of all addons are to look at).
A test that ran into a time limit is run once more: the machine may have been busy.
"""

import json
import logging
import os
from pathlib import Path

from odoo import modules
from odoo.modules import Manifest, module
from odoo.tests import loader, result, shell

request = json.loads(os.environ["SANDBOX_REQUEST"])
TIME_LIMIT_SIGNS = ("TIMEOUT", "Script timeout exceeded", "TimeoutError", "timed out")


class LogGuard(logging.Handler):
    """Collects what Odoo's log warns about, except the report of failed tests."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        """Keep a record as one line, with the test that was running."""
        text = record.getMessage()
        if not text.startswith(("FAIL: ", "ERROR: ", "Tests failed: ")):
            test = getattr(module.current_test, "id", lambda: "no test")()
            self.lines.append((test, f"{record.levelname} {record.name}: {text}"))

    def report(self):
        """Return the lines; what a failed test logged is part of its failure."""
        return [
            f"{line} (in {test})"
            for test, line in dict.fromkeys(self.lines)
            if test not in Recorder.failed
        ]

    def forget(self, tests):
        """Drop what was logged by tests that are run again."""
        self.lines = [(test, line) for test, line in self.lines if test not in tests]


class Recorder(result.OdooTestResult):
    """Keeps what became of each test; Odoo's own result only counts."""

    ran, failed, skipped_tests = {}, {}, {}

    def startTest(self, test):
        self.ran[test.id()] = tag_of(test)
        super().startTest(test)

    def addSkip(self, test, reason):
        self.skipped_tests[test.id()] = reason
        super().addSkip(test, reason)

    def logError(self, flavour, test, error):
        name = getattr(test, "test_case", test).id()
        text = self._exc_info_to_string(error, test)
        self.failed[name] = f"{self.failed.get(name, '')}{flavour}: {text}"
        super().logError(flavour, test, error)


def tag_of(test):
    """Return the test tag that selects exactly this test."""
    return f"/{test.test_module}:{type(test).__name__}.{test._testMethodName}"


def turn_on(switches):
    """Turn settings on as an administrator would."""
    settings = env["res.config.settings"].create(dict.fromkeys(switches, True))
    settings.execute()
    env.cr.commit()


def run(tags, names):
    """Run the tests that the tags select, in the addons of these names."""
    if request["assets"]:
        # Made while a tour waits for its first page, they would eat its time limit.
        with env.registry.cursor() as cursor:
            env(cr=cursor)["ir.qweb"]._pregenerate_assets_bundles()
    shell.run_tests(env, tags, modules=names)


def time_limited():
    """Return the failed tests that only ran out of time."""
    return [
        name
        for name, text in Recorder.failed.items()
        if name in Recorder.ran and any(sign in text for sign in TIME_LIMIT_SIGNS)
    ]


def look_at_one(name):
    """Make Odoo's linters, which look at every addon they find, see only one."""
    manifest = Manifest.for_addon(name)
    Manifest.all_addon_manifests = staticmethod(lambda: [manifest])
    modules.get_modules = lambda: [name]


guard = LogGuard()
logging.getLogger().addHandler(guard)
loader.OdooTestResult = shell.OdooTestResult = Recorder
if request.get("only_manifest"):
    look_at_one(request["only_manifest"])
if request["switches"]:
    turn_on(request["switches"])
run(request["tags"], request["modules"])
again = time_limited()
if again:
    for name in again:
        del Recorder.failed[name]
    guard.forget(again)
    run(",".join(Recorder.ran[name] for name in again), request["modules"])
Path(request["report"]).write_text(
    json.dumps(
        {
            "ran": Recorder.ran,
            "failed": Recorder.failed,
            "skipped": Recorder.skipped_tests,
            "again": again,
            "log": guard.report(),
        }
    )
)
