"""The linters; each of them counts as one test."""

import os
import subprocess
import time

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
# Read by people on their way in: README.md is what this project has.
OCA_UNWANTED = "prefer-readme-rst"


class Finding(Stop):
    """What a linter printed when it was not content."""


def run(database=None):
    """Run all linters.

    :param database: one that has the addon, for the checks that need Odoo itself
    """
    result = Result()
    steps = [*STANDALONE, *(WITH_DATABASE if database else ())]
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


def _ruff_format(_database):
    _expect_silence([program("ruff"), "format", "--check", "--no-cache", *_python()])


def _ruff(_database):
    _expect_silence([program("ruff"), "check", "--no-cache", *_python()])


def _python():
    return [".", ".sandbox", "sandbox"]


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


def _codespell(_database):
    files = [path for path in _tracked() if path.suffix not in {".po", ".pot", ".png"}]
    _expect_silence([program("codespell"), *files])


def _prettier(_database):
    _expect_silence([*prettier(), "--check", *_pretty_files()], env=tool_environment())


def prettier():
    """Return the command, with its XML plugin from the cache."""
    plugin = node_modules() / "@prettier/plugin-xml/src/plugin.js"
    return [
        node_modules() / ".bin/prettier",
        f"--config={ROOT}/.prettierrc.json",
        f"--plugin={plugin}",
    ]


def _pretty_files():
    return [path for path in _tracked() if path.suffix in PRETTY]


def _eslint(_database):
    scripts = [path for path in _tracked() if path.suffix == ".js"]
    if scripts:
        command = [node_modules() / ".bin/eslint", f"--config={_eslint_config()}"]
        words = ["--max-warnings=0", "--no-warn-ignored", *scripts]
        _expect_silence([*command, *words], env=tool_environment())


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


STANDALONE = (
    ("ruff format", _ruff_format),
    ("ruff check", _ruff),
    ("pylint-odoo", _pylint_odoo),
    ("Odoo's pylint checkers", _odoo_checkers),
    ("oca-checks-odoo-module", _oca),
    ("codespell", _codespell),
    ("prettier", _prettier),
    ("eslint", _eslint),
)
WITH_DATABASE = (
    ("Odoo's test_lint", _odoo_lint),
    ("translations", _translations),
)


def format_all():
    """Rewrite the files as ruff and prettier want them; return the exit code."""
    commands = [
        [program("ruff"), "check", "--fix-only", "--no-cache", *_python()],
        [program("ruff"), "format", "--no-cache", *_python()],
        [*prettier(), "--write", "--log-level=warn", *_pretty_files()],
    ]
    env = tool_environment()
    return max(subprocess.call(tied(each), cwd=ROOT, env=env) for each in commands)
