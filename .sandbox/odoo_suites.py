"""Odoo's own tests of activities, calendar and CRM, with the addon installed.

They run on the fully loaded registry: at their usual moment, while their own module
loads, an addon that depends on it is not there yet.
"""

import addon
import databases
from browser_tests import count
from console import step
from machine import install_packages
from places import SANDBOX
from server import SWITCHES

INSTALLED = "crm,test_mail"
MODULES = ["mail", "test_mail", "calendar", "crm", "sales_team"]
TAGS = (
    "/mail/tests/test_mail_activity.py",
    "/test_mail/tests/test_mail_activity.py",
    "/test_mail/tests/test_mail_activity_mixin.py",
    "/test_mail/tests/test_mail_activity_plan.py",
    "/calendar",
    "/crm",
    "/sales_team",
)
EXPECTED = SANDBOX / "odoo_suites_on.txt"


def run_off(slot):
    """With the switches off, every one of Odoo's tests passes."""
    return count(_report(slot, "off", []))


def run_on(slot):
    """With the switches on, exactly the listed tests fail, each for its reason."""
    report = _report(slot, "on", SWITCHES)
    expected = expected_failures()
    surprises = expected.keys() - report["failed"].keys()
    for name in expected.keys() & report["failed"].keys():
        del report["failed"][name]
    result = count(report)
    for name in sorted(surprises & report["ran"].keys()):
        result.passed -= 1
        result.fail(f"{name} passes: take it off {EXPECTED.name}.")
    for name in sorted(surprises - report["ran"].keys()):
        result.fail(f"{name} did not run, but is listed in {EXPECTED.name}.")
    return result


def expected_failures():
    """Return the listed tests with their reasons: one `test: reason` a line."""
    lines = EXPECTED.read_text().splitlines()
    rows = [line.split(": ", 1) for line in lines if line and line[0] != "#"]
    return {name: reason for name, reason in rows}


def _report(slot, state, switches):
    """Run the tests on a copy, as they leave the switches behind."""
    install_packages(browser=True)
    name = addon.own_name("suites", slot)
    installed = addon.installed(name, INSTALLED, finish=_make_assets)
    database = addon.own_name(f"suites_{state}", slot)
    databases.copy(installed, database)
    with step(f"Odoo's own tests, switches {state}"):
        return addon.inside(
            database,
            "run_tests",
            tags=",".join(TAGS),
            modules=MODULES,
            switches=switches,
            assets=True,
        )


def _make_assets(database):
    """Make the asset bundles once, for both copies."""
    addon.inside(database, "make_assets")
