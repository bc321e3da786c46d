"""`./sandbox bench`: measurements against plain Odoo, each side on a fresh database.

A bench is a script for Odoo's shell, `.sandbox/bench/<room>.py`. It runs twice in one
go, with `env` and these variables: BENCH_SIDE ("plain": CRM without the addon, then
"addon"), BENCH_RESULTS (a JSON file: the plain side writes it, the addon side reads it
and prints the table), BENCH_COUNT (how many records, for benches that have a choice;
else empty).
"""

import subprocess

import addon
import databases
from cache import free_slot
from console import Stop, say, step, tied
from odoo_process import command, environment
from places import CHECKOUT, SANDBOX

SCRIPTS = SANDBOX / "bench"


def run(room=None, count=""):
    """Run the benches (of one room, with so many records); return the exit code."""
    if count and not count.isdecimal():
        raise Stop(f"{count} isn't a number of records.")
    scripts = sorted(SCRIPTS.glob(f"{room or '*'}.py"))
    if not scripts:
        raise Stop(f"There is no .sandbox/bench/{room or '*'}.py.")
    slot, lock = free_slot("bench")
    with lock:
        return max(_bench(script, slot, count) for script in scripts)


def _bench(script, slot, count):
    results = CHECKOUT / f"bench-{script.stem}-{slot}.json"
    results.unlink(missing_ok=True)
    sources = {
        "plain": databases.template(),
        "addon": addon.installed(addon.own_name("bench", slot)),
    }
    codes = []
    for side, source in sources.items():
        say(f"\n=== {script.stem}, {side} side")
        database = addon.own_name(f"bench_{side}", slot)
        databases.copy(source, database)
        variables = {
            "BENCH_COUNT": count,
            "BENCH_RESULTS": str(results),
            "BENCH_SIDE": side,
        }
        with step(f"{script.stem}: {side}"):
            codes.append(_measure(script, database, variables))
        databases.drop(database)
    return max(codes)


def _measure(script, database, variables):
    words = ["shell", "-d", database, "--no-http", "--log-level=warn"]
    env = environment() | variables
    with script.open("rb") as stream:
        return subprocess.call(tied(command(*words)), env=env, stdin=stream)
