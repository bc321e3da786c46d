"""The verbs of `./sandbox`."""

import argparse
import contextlib
import shlex
import shutil
import signal
import sys
import time

from console import Stop, say

VERBS = {}


def verb(function):
    """Register a function as a verb; its docstring's first line is its help."""
    VERBS[function.__name__.removeprefix("do_")] = function
    return function


def set_up(browser=False):
    """Make the machine ready: everything that later steps take for granted."""
    from machine import install_packages
    from odoo_process import environment

    install_packages(browser)
    environment()


@contextlib.contextmanager
def ready(browser=False):
    """Have everything set up and PostgreSQL running."""
    import postgres

    set_up(browser)
    with postgres.server():
        yield


@verb
def do_run(words):
    """run [--port N] [--fresh]: Odoo with demo data at http://localhost:8069."""
    parser = argparse.ArgumentParser(prog="sandbox run")
    parser.add_argument("--port", type=int)
    parser.add_argument("--fresh", action="store_true", help="a new database")
    options = parser.parse_args(words)
    import server

    with ready():
        server.run(options.port, options.fresh)


@verb
def do_test(words):
    """test [ROOM]: all tests, or those in tests/ROOM/ (or in files test_ROOM*.py)."""
    import suites

    with ready(browser=True):
        return suites.run(*words)


@verb
def do_lint(words):
    """lint [FILE …]: the linters; with FILEs, only the quick ones, on these."""
    import addon
    import checks

    if words:
        set_up()
        result = checks.run_on(words)
    else:
        with ready():
            # a database of its own: the tests may be running in theirs
            result = checks.run(addon.installed(addon.own_name("terms")))
    for text in result.problems:
        say(f"\n✗ {text}")
    say(f"\n{result}")
    return int(bool(result.failed))


@verb
def do_format(words):
    """format [FILE …]: rewrite the files as ruff and prettier want them."""
    import checks

    set_up()
    return checks.format_files(words)


@verb
def do_hook(words):
    """hook: have git commit format and lint what it takes (.pre-commit-config.yaml)."""
    import git_hook

    return git_hook.run() if words == ["run"] else git_hook.install()


@verb
def do_i18n(words):
    """i18n: write the translation template and bring the translations up to it."""
    import addon
    import translations

    with ready():
        translations.update(addon.installed(addon.own_name("terms")))


@verb
def do_bench(words):
    """bench [ROOM [COUNT]]: measure against plain Odoo (.sandbox/bench/ROOM.py)."""
    import benchmarks

    with ready():
        return benchmarks.run(*words)


@verb
def do_load(words):
    """load [COUNT]: fifty people at once, against plain Odoo (.sandbox/load/)."""
    import load_test

    with ready():
        return load_test.run(*words)


@verb
def do_screenshots(words):
    """screenshots: make the pictures of the README anew, from the demo data."""
    import screenshots

    with ready(browser=True):
        screenshots.run()


@verb
def do_shell(words):
    """shell [DATABASE]: Odoo's Python shell, by default on the database of `run`."""
    import databases
    import server
    from odoo_process import at_terminal

    with ready():
        name = words[0] if words else server.database()
        if not databases.exists(name):
            raise Stop(f"There is no database {name}; ./sandbox db {name} makes one.")
        return at_terminal("shell", "-d", name, "--no-http", "--log-level=warn")


@verb
def do_db(words):
    """db NAME [MODULE …]: a fresh database with crm (and MODULEs), no demo data."""
    import databases
    from odoo_process import odoo

    if not words:
        raise Stop("Please name the database: ./sandbox db NAME [MODULE …]")
    name, *modules = words
    with ready():
        databases.copy(databases.template(), name)
        if modules:
            odoo("-d", name, "-i", ",".join(modules), "--stop-after-init", "--no-http")
        say(f"Database {name} is ready.")


@verb
def do_odoo(words):
    """odoo …: Odoo's own command with this addon in its path (odoo -d NAME -u …)."""
    from odoo_process import at_terminal

    with ready():
        return at_terminal(*words)


@verb
def do_postgres(words):
    """postgres: keep the private PostgreSQL up until Ctrl+C."""
    with ready():
        say("PostgreSQL is up; Ctrl+C stops it when nobody else needs it.")
        while True:
            time.sleep(3600)


@verb
def do_env(words):
    """env: print the exports by which odoo, psql and pytest work in your own shell."""
    from odoo_process import environment

    with contextlib.redirect_stdout(sys.stderr):
        set_up()
        variables = environment()
    for name, value in variables.items():
        if name in ("PATH", "PYTHONPATH", "ODOO_RC") or name.startswith("PG"):
            say(f"export {name}={shlex.quote(value)}")


@verb
def do_clean(words):
    """clean: remove the cache, with everything that was fetched or made."""
    import postgres
    from places import CACHE

    if not CACHE.is_dir():
        return
    with postgres.nobody_else():
        shutil.rmtree(CACHE)
    say(f"Removed {CACHE}.")


@verb
def do_help(words):
    """help: these lines."""
    for function in VERBS.values():
        line, _colon, text = function.__doc__.splitlines()[0].partition(": ")
        say(f"  ./sandbox {line:<28} {text}")


def main(words):
    """Run one verb and return the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    name, *rest = words or ["help"]
    if name not in VERBS:
        say(f"There is no verb {name!r}. These are there:")
        name, rest = "help", []
    try:
        return VERBS[name](rest) or 0
    except Stop as reason:
        say(f"\n{reason}")
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    return 1
