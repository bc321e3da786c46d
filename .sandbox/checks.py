"""The linters; each of them counts as one test."""

import functools
import os
import subprocess
import time
from pathlib import Path

import addon
import odoo_log
import translations
from cache import write_atomically
from console import Stop, say, seconds, tied
from node_tools import node_folder, node_modules
from odoo_process import ADDONS, environment
from odoo_source import addons_folders
from places import ADDON, ROOT, SANDBOX
from python_tools import program, tool_environment
from results import Result

# Odoo's own pylint checkers (its test_lint addon runs them over all of Odoo at once).
ODOO_CHECKERS = (
    "_odoo_checker_sql_injection",
    "_odoo_checker_gettext",
    "_odoo_checker_unlink_override",
)
ODOO_MESSAGES = (
    "used-before-assignment",
    "undefined-variable",
    "eval-used",
    "unreachable",
    "function-redefined",
    "sql-injection",
    "missing-gettext",
    "gettext-variable",
    "gettext-placeholders",
    "gettext-repr",
    "raise-unlink-override",
)
PRETTY = (".js", ".scss", ".xml")
NO_ENGLISH = (".po", ".pot", ".png")
# Read by people on their way in: README.md is what this project has.
OCA_UNWANTED = "prefer-readme-rst"


class Finding(Stop):
    """What a linter printed when it was not content."""


def run(database):
    """Run all linters.

    :param database: one that has the addon, for the checks that need Odoo itself
    """
    return _run([*_by_file(_tracked()), *OF_THE_WHOLE], database)


def run_on(names):
    """Run only the linters that look at one file at a time, on these files."""
    return _run(_by_file(_named(names)))


def _run(steps, database=None):
    result = Result()
    for title, check in steps:
        begin, state = time.monotonic(), "ok"
        try:
            check(database)
            result.passed += 1
        except Stop as finding:
            state = "✗"
            result.fail(f"{title}:\n{finding}")
        say(f"  {state} {title} ({seconds(begin)})")
    return result


def _expect_silence(command, **options):
    done = subprocess.run(
        tied(command), capture_output=True, text=True, cwd=ROOT, **options
    )
    if done.returncode:
        raise Finding((done.stdout + done.stderr).strip())


def _pylint_odoo(_database):
    # The OCA's README.rst is generated; README.md is written for people.
    words = [f"--rcfile={ROOT}/.pylintrc", "--disable=missing-readme"]
    _expect_silence([program("pylint"), *words, ADDONS / ADDON], env=environment())


def _odoo_checkers(_database):
    home = next(
        path
        for folder in addons_folders()
        if (path := folder / "test_lint" / "tests").is_dir()
    )
    base = environment()
    env = base | {
        "PYTHONPATH": f"{home}{os.pathsep}{base['PYTHONPATH']}",
        "ADDONS_PATH": os.pathsep.join(map(str, [*addons_folders(), ADDONS])),
    }
    _expect_silence(
        [
            program("pylint"),
            f"--rcfile={os.devnull}",
            "--disable=all,useless-option-value,unknown-option-value",
            f"--enable={','.join(ODOO_MESSAGES)}",
            f"--load-plugins={','.join(('_pylint_path_setup', *ODOO_CHECKERS))}",
            "--score=no",
            ADDONS / ADDON,
        ],
        env=env,
    )


def _oca(_database):
    command = [program("oca-checks-odoo-module"), f"--disable={OCA_UNWANTED}"]
    _expect_silence([*command, ADDONS / ADDON], env=tool_environment())


def prettier():
    """Return the command, with its XML plugin from the cache."""
    plugin = node_modules() / "@prettier/plugin-xml/src/plugin.js"
    return [
        node_modules() / ".bin/prettier",
        f"--config={ROOT}/.prettierrc.json",
        f"--plugin={plugin}",
    ]


def _eslint():
    config = f"--config={_eslint_config()}"
    words = ["--max-warnings=0", "--no-warn-ignored"]
    return [node_modules() / ".bin/eslint", config, *words]


def _eslint_config():
    """Return the configuration's copy beside the packages that it imports."""
    target = node_folder() / "eslint.config.mjs"
    write_atomically(target, (SANDBOX / "eslint.config.mjs").read_text())
    return target


def _tracked():
    """Return the checkout's files, new ones included, ignored ones not."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout
    paths = [ROOT / os.fsdecode(name) for name in names.split(b"\0") if name]
    return sorted(path for path in set(paths) if path.is_file())


def _named(names):
    """Return the files of these names."""
    paths = [Path(name).resolve() for name in names]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise Stop(f"No such file: {', '.join(missing)}")
    return paths


def _is_python(path):
    return path.suffix == ".py" or path == ROOT / "sandbox"


def _is_script(path):
    return path.suffix == ".js"


def _is_pretty(path):
    return path.suffix in PRETTY


def _is_english(path):
    return path.suffix not in NO_ENGLISH


def _ruff(*words):
    return [program("ruff"), *words, "--no-cache"]


# Each with the files it wants, and its command without them.
BY_FILE = (
    ("ruff format", _is_python, lambda: _ruff("format", "--check")),
    ("ruff check", _is_python, lambda: _ruff("check")),
    ("codespell", _is_english, lambda: [program("codespell")]),
    ("prettier", _is_pretty, lambda: [*prettier(), "--check"]),
    ("eslint", _is_script, _eslint),
)
FORMATTERS = (
    (_is_python, lambda: _ruff("check", "--fix-only")),
    (_is_python, lambda: _ruff("format")),
    (_is_pretty, lambda: [*prettier(), "--write", "--log-level=warn"]),
)


def _by_file(files):
    """Return the steps that look at one file at a time, for these files."""
    return [
        (title, functools.partial(_check_files, command, some))
        for title, wanted, command in BY_FILE
        if (some := [path for path in files if wanted(path)])
    ]


def _check_files(command, files, _database):
    _expect_silence([*command(), *files], env=tool_environment())


def _odoo_lint(database):
    """Run the rest of Odoo's test_lint on the addon alone, on the loaded registry.

    Its tests are only imported; what they look at is in the database without it.
    """
    # These have their own steps here; the last ones test Odoo's checkers themselves.
    left_out = ("test_pylint", "test_eslint", "test_checkers")
    tags = ["/test_lint", *(f"-/test_lint/tests/{name}.py" for name in left_out)]
    report = addon.inside(
        database,
        "run_tests",
        tags=",".join(tags),
        modules=["test_lint"],
        switches=[],
        assets=False,
        only_manifest=ADDON,
    )
    problems = [*report["failed"].values(), *odoo_log.complaints(report["log"])]
    if problems or not report["ran"]:
        raise Finding("\n".join(problems) or "Odoo's test_lint ran no test.")


def _translations(database):
    problems = translations.problems(database)
    if problems:
        raise Finding("\n".join(problems))


OF_THE_WHOLE = (
    ("pylint-odoo", _pylint_odoo),
    ("Odoo's pylint checkers", _odoo_checkers),
    ("oca-checks-odoo-module", _oca),
    ("Odoo's test_lint", _odoo_lint),
    ("translations", _translations),
)


def format_files(names):
    """Rewrite files as ruff and prettier want them; return the exit code.

    :param names: these only; none = all files
    """
    files, code = _named(names) or _tracked(), 0
    for wanted, command in FORMATTERS:
        some = [path for path in files if wanted(path)]
        if some:
            words, env = tied([*command(), *some]), tool_environment()
            code = max(code, subprocess.call(words, cwd=ROOT, env=env))
    return code
