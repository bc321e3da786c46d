"""`./sandbox bench`: measurements against plain Odoo, each side on a fresh database.

A bench is a script for Odoo's shell, `.sandbox/bench/<room>.py`. It runs twice in one
go, with `env` and these variables: BENCH_SIDE ("plain": CRM without the addon, then
"addon"), BENCH_RESULTS (a JSON file: the plain side writes it, the addon side reads it
and prints the table), BENCH_COUNT (how many records, for benches that have a choice;
else empty), BENCH_REPORT (where the addon side can write down its figures, which end up
in `bench.json`). It can import what is in `.sandbox/bench/tools/`.

A bench with a seed, `.sandbox/bench/seeds/<room>.py`, runs on a filled database: the
seed fills one of plain Odoo, which is kept, and the addon is installed in a copy of it.
Both sides run at the same time, and take turns (`.sandbox/bench/tools/turns.py`): each
has a socket, BENCH_OTHER_SIDE, on which it hears the other.
"""

import contextlib
import json
import os
import socket
import subprocess
import time

import addon
import databases
from cache import alone, free_slot
from console import Stop, say, seconds, step, tied
from odoo_process import command, environment
from places import CHECKOUT, ROOT, SANDBOX, short_hash

SCRIPTS = SANDBOX / "bench"
SEEDS = SCRIPTS / "seeds"
TOOLS = SCRIPTS / "tools"
SIDES = ("plain", "addon")
REPORT = ROOT / "bench.json"
COUNTS = {
    "lists": ("10000", "100000", "1000000"),
    "overview": ("100000", "1000000"),
}


def run(room=None, count=""):
    """Run the benches (of one room, with so many records); return the exit code."""
    if count and not count.isdecimal():
        raise Stop(f"{count} isn't a number of records.")
    scripts = sorted(SCRIPTS.glob(f"{room or '*'}.py"))
    if not scripts:
        raise Stop(f"There is no .sandbox/bench/{room or '*'}.py.")
    slot, lock = free_slot("bench")
    with lock:
        return max(
            _bench(script, slot, each)
            for script in scripts
            for each in ([count] if count else COUNTS.get(script.stem, [""]))
        )


def _bench(script, slot, count):
    results = CHECKOUT / f"bench-{script.stem}-{slot}.json"
    results.unlink(missing_ok=True)
    report = results.with_suffix(".report.json")
    report.unlink(missing_ok=True)
    variables = {
        "BENCH_COUNT": count,
        "BENCH_REPORT": str(report),
        "BENCH_RESULTS": str(results),
    }
    in_turns = _seed(script.stem).exists()
    code = (_run_in_turns if in_turns else _run_in_a_row)(script, slot, variables)
    if report.exists():
        keep(json.loads(report.read_text()), script.stem, count)
    return code


def _run_in_a_row(script, slot, variables):
    codes = []
    for side in SIDES:
        say(f"\n=== {script.stem}, {side} side")
        own = variables | {"BENCH_SIDE": side}
        with _prepared(script.stem, slot, own) as database, step(script.stem):
            codes.append(run_script(script, database, own))
    return max(codes)


def _run_in_turns(script, slot, variables):
    ends = socket.socketpair()
    sides = [
        variables | {"BENCH_SIDE": side, "BENCH_OTHER_SIDE": str(end.fileno())}
        for side, end in zip(SIDES, ends, strict=True)
    ]
    with contextlib.ExitStack() as stack:
        names = [
            stack.enter_context(_prepared(script.stem, slot, own)) for own in sides
        ]
        stack.enter_context(step(script.stem))
        processes = [
            start_script(script, database, own, pass_fds=[end.fileno()])
            for database, own, end in zip(names, sides, ends, strict=True)
        ]
        for end in ends:
            end.close()  # so that a side that ends is noticed by the other
        return max(process.wait() for process in processes)


def keep(figures, room, count):
    """Write figures down beside those of other benches."""
    known = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    known.setdefault(room, {})[count] = figures
    REPORT.write_text(json.dumps(known, indent=1))


@contextlib.contextmanager
def _prepared(room, slot, variables):
    """Make the database of one side, without or with rows, for as long as needed."""
    side, count = variables["BENCH_SIDE"], variables["BENCH_COUNT"]
    database = addon.own_name(f"bench_{side}", slot)
    if _seed(room).exists():
        databases.copy(seeded(room, count), database)
        if side == "addon":
            begin = time.monotonic()
            addon.install(database)
            say(f"Installed beside {count} records in {seconds(begin)}.")
    else:
        installed = addon.own_name("bench", slot)
        source = databases.template() if side == "plain" else addon.installed(installed)
        databases.copy(source, database)
    yield database
    databases.drop(database)


def _seed(room):
    return SEEDS / f"{room}.py"


def seeded(room, count):
    """Return a database of plain Odoo that is filled, by this version of the seed."""
    seed = _seed(room)
    source = databases.template()
    key = short_hash(seed.read_text(), source)
    name = f"seed_{seed.stem}_{count}_{key}"
    with alone(f"database-{name}"):
        if not databases.exists(name):
            new = f"new_{name}"
            databases.copy(source, new)
            with step(f"Filling a database with {count} records (once)"):
                code = run_script(seed, new, {"BENCH_COUNT": count})
            if code:
                raise Stop(f"{seed.name} ended with code {code}.")
            databases.rename(new, name)
    return name


def run_script(script, database, variables):
    """Run a script in Odoo's shell and return its exit code."""
    return start_script(script, database, variables).wait()


def start_script(script, database, variables, **options):
    """Start a script in Odoo's shell; return its process.

    The options are those of ``subprocess.Popen``.
    """
    words = ["shell", "-d", database, "--no-http", "--log-level=warn"]
    env = environment()
    env |= variables | {"PYTHONPATH": f"{env['PYTHONPATH']}{os.pathsep}{TOOLS}"}
    with script.open("rb") as stream:
        return subprocess.Popen(tied(command(*words)), env=env, stdin=stream, **options)
