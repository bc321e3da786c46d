"""`./sandbox bench`: measurements against plain Odoo, each side on a fresh database.

A bench is a script for Odoo's shell, `.sandbox/bench/<room>.py`. It runs twice in one
go, with `env` and these variables: BENCH_SIDE ("plain": CRM without the addon, then
"addon"), BENCH_RESULTS (a JSON file: the plain side writes it, the addon side reads it
and prints the table), BENCH_COUNT (how many records, for benches that have a choice;
else empty), BENCH_REPORT (where the addon side can write down its figures, which end up
in `bench.json`). It can import what is in `.sandbox/bench/tools/`.

A bench with a seed, `.sandbox/bench/seeds/<room>.py`, runs on a filled database: the
seed fills one of plain Odoo, which is kept, and the addon is installed in a copy of it.
"""

import json
import os
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
    codes = []
    for side in ("plain", "addon"):
        say(f"\n=== {script.stem}, {side} side")
        database = addon.own_name(f"bench_{side}", slot)
        _prepare(database, script.stem, count, slot, side)
        variables = {
            "BENCH_COUNT": count,
            "BENCH_REPORT": str(report),
            "BENCH_RESULTS": str(results),
            "BENCH_SIDE": side,
        }
        with step(f"{script.stem}: {side}"):
            codes.append(run_script(script, database, variables))
        databases.drop(database)
    if report.exists():
        keep(json.loads(report.read_text()), script.stem, count)
    return max(codes)


def keep(figures, room, count):
    """Write figures down beside those of other benches."""
    known = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    known.setdefault(room, {})[count] = figures
    REPORT.write_text(json.dumps(known, indent=1))


def _prepare(database, room, count, slot, side):
    """Make the database of one side, without or with rows."""
    seed = SEEDS / f"{room}.py"
    if not seed.exists():
        installed = addon.own_name("bench", slot)
        source = databases.template() if side == "plain" else addon.installed(installed)
        databases.copy(source, database)
        return
    databases.copy(seeded(room, count), database)
    if side == "addon":
        begin = time.monotonic()
        addon.install(database)
        say(f"Installed beside {count} records in {seconds(begin)}.")


def seeded(room, count):
    """Return a database of plain Odoo that is filled, by this version of the seed."""
    seed = SEEDS / f"{room}.py"
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
    words = ["shell", "-d", database, "--no-http", "--log-level=warn"]
    env = environment()
    env |= variables | {"PYTHONPATH": f"{env['PYTHONPATH']}{os.pathsep}{TOOLS}"}
    with script.open("rb") as stream:
        return subprocess.call(tied(command(*words)), env=env, stdin=stream)
