"""The Python tests: pytest with pytest-odoo, under coverage."""

import json
import os
import subprocess

import odoo_log
from console import tied
from odoo_process import ADDONS, CONFIG, environment
from places import ADDON, CHECKOUT, ROOT, SANDBOX
from python_tools import program
from results import Result

COVERED = ("models", "wizard", "report")


def is_browser_test(path):
    """Return whether a test file needs a browser, and so Odoo's own runner."""
    return path.name.endswith("_tour.py") or path.name == "test_hoot.py"


def files(room=None):
    """Return the Python test files (of a room)."""
    return [path for path in _found(room) if not is_browser_test(path)]


def browser_files(room=None):
    """Return the browser test files (of a room)."""
    return [path for path in _found(room) if is_browser_test(path)]


def _found(room):
    """Return the files of a room's folder, or else those whose names start so."""
    home = ROOT / "tests"
    own = sorted((home / room).glob("test_*.py")) if room else []
    return own or sorted(home.rglob(f"test_{room or ''}*.py"))


def run(database, files, measured=False):
    """Run test files on a database that has the addon.

    :param measured: whether to write down which lines of the addon they run
    """
    if not files:
        return Result()
    work = _work(database)
    work.mkdir(parents=True, exist_ok=True)
    report = work / "report.json"
    report.unlink(missing_ok=True)
    code = _pytest(database, files, report, measured)
    return _count(report, code)


def check_coverage(databases):
    """Print the coverage of all that was measured; below the limit it fails.

    :param databases: on which the tests ran
    """
    result = Result()
    work = CHECKOUT / "coverage"
    measured = [_work(database) / "coverage" for database in databases]
    if _run_coverage(work, "combine", "--keep", "--quiet", *measured):
        result.fail("There is no coverage of all tests.")
    elif _run_coverage(work, "report"):
        result.fail("Coverage of models/, wizard/ and report/ is below the limit.")
    else:
        result.passed += 1
    return result


def _run_coverage(target, verb, *words):
    rules = f"--rcfile={ROOT}/pyproject.toml"
    command = [program("coverage"), verb, rules, f"--data-file={target}", *words]
    return subprocess.call(command, env=environment())


def _work(database):
    return CHECKOUT / f"pytest-{database}"


def _pytest(database, paths, report, measured):
    """Run pytest with our terminal and return its exit code."""
    words = [
        *(_coverage_words() if measured else []),
        *["-m", "pytest", "-c", ROOT / "pyproject.toml", f"--rootdir={report.parent}"],
        *["-p", "pytest_report", "--odoo-log-level=warn"],
        *["--durations=20", "--durations-min=5"],
        *[f"--odoo-database={database}", f"--odoo-config={CONFIG}"],
        *[ADDONS / ADDON / path.relative_to(ROOT) for path in paths],
    ]
    return subprocess.call(
        tied([program("python"), *words]), cwd=report.parent, env=_environment(report)
    )


def _coverage_words():
    there = [ADDONS / ADDON / name for name in COVERED if (ROOT / name).is_dir()]
    source = ",".join(map(str, there))
    rules = f"--rcfile={ROOT}/pyproject.toml"
    return ["-m", "coverage", "run", rules, f"--source={source}"]


def _environment(report):
    base = environment()
    return base | {
        "PYTHONPATH": f"{base['PYTHONPATH']}{os.pathsep}{SANDBOX}",
        "SANDBOX_REPORT": str(report),
        "COVERAGE_FILE": str(report.with_name("coverage")),
    }


def _count(report, code):
    """Return what the plugin counted; no report is one failure."""
    result = Result()
    if not report.exists():
        result.fail(f"pytest ended with code {code}, without a report.")
        return result
    found = json.loads(report.read_text())
    result.passed, result.skipped = found["passed"], found["skipped"]
    result.failed = found["failed"]
    for line in odoo_log.complaints(found["log"]):
        result.fail(f"Odoo's log: {line}")
    if code and not result.failed:
        result.fail(f"pytest ended with code {code}.")
    return result
