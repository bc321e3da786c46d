"""`./sandbox load`: fifty salespeople at once, on Odoo as it runs in production.

Several workers, and PostgreSQL with a streaming replica from which Odoo reads where a
method is read-only. The same salespeople work (see load/salespeople.py) in plain Odoo,
with the addon switched off, and with Outcomes and Statuses on, each for two minutes on
a database with the same rows. Prints requests per second, medians and 95th percentiles,
how many of PostgreSQL's transactions the replica had, and how many completions were
lost; writes them to ``bench.json``. Ends with exit code 1 if anything failed.
"""

import csv
import json
import subprocess
from dataclasses import asdict, dataclass

import addon
import benchmarks
import databases
import odoo_log
import postgres
import replication
import server
from cache import free_slot
from console import Stop, say, step, tied
from odoo_process import start
from places import CHECKOUT, LOGS, SANDBOX
from ports import free_port
from python_tools import tool_environment, venv

SCRIPTS = SANDBOX / "load"
REQUIREMENTS = SCRIPTS / "requirements.txt"
SIDES = ("plain", "off", "on")
COUNT = "100000"
PEOPLE = 50
SECONDS = 120
WORKERS = 4
FIRST_PORT = 8169
# what Odoo logs as an error, and mends by itself: a transaction is tried again, and a
# connection on which nothing is asked is closed
RETRIED = "could not serialize access"
IDLE = "Request timed out"
KINDS = (
    "list of one's own",
    "list of all",
    "board: progress bar",
    "board: cards",
    "complete",
    "plan: dialog",
    "plan: launch",
    "win",
    "overview",
    "Aggregated",
)


@dataclass
class Result:
    """What came of one side.

    :param dict kinds: by kind of request, "Aggregated" for all: how many, how many of
        them failed, how many a second, and in milliseconds the median and the value
        below which 95 % lie
    :param int on_replica: transactions of the replica
    :param int on_primary: transactions of the server
    :param int completed: activities that Odoo said it has completed
    :param int lost: those of them that aren't
    :param int retried: transactions that Odoo tried again
    :param list problems: other warnings and errors in Odoo's log
    """

    kinds: dict
    on_replica: int
    on_primary: int
    completed: int
    lost: int
    retried: int
    problems: list

    @property
    def is_clean(self):
        failed = sum(kind["failures"] for kind in self.kinds.values())
        return not (failed or self.lost or self.problems)


def run(count=COUNT):
    """Let all sides work, one after the other; return the exit code."""
    if not count.isdecimal():
        raise Stop(f"{count} isn't a number of activities.")
    slot, lock = free_slot("load")
    venv(REQUIREMENTS)  # not while people wait for it
    results = {}
    with lock, replication.replicated() as (primary, replica):
        for side in SIDES:
            say(f"\n=== {side}")
            database = _prepare(side, count, slot)
            with step("Copying the database"):
                replication.move(database, postgres.environment(), primary)
                replication.catch_up(primary, replica)
            databases.drop(database)
            results[side] = _work(side, database, primary, replica)
            primary.ask(f'DROP DATABASE "{database}" WITH (FORCE)')
    _print(results)
    figures = {side: asdict(result) for side, result in results.items()}
    benchmarks.keep(figures, "load", count)
    return int(not all(result.is_clean for result in results.values()))


def _prepare(side, count, slot):
    """Return a new database with rows, and people to work on them."""
    database = addon.own_name(f"load_{side}", slot)
    databases.copy(benchmarks.seeded("lists", count), database)
    if side != "plain":
        addon.install(database)
    variables = {"LOAD_SIDE": side, "LOAD_PEOPLE": str(PEOPLE)}
    with step("Making people and their work"):
        if benchmarks.run_script(SCRIPTS / "prepare.py", database, variables):
            raise Stop("prepare.py ended with an error.")
    return database


def _work(side, database, primary, replica):
    """Let people work on a running Odoo; return what came of it."""
    port = free_port(FIRST_PORT)
    log = LOGS / f"{database}.log"
    words = ["-d", database, f"--http-port={port}", f"--workers={WORKERS}"]
    words += [f"--gevent-port={free_port(port + 1)}"]
    # no scheduled actions: one of them would meet some side by chance
    words += [f"--db_replica_host={replica.sockets}", "--max-cron-threads=0"]
    before = [_count_transactions(each, database) for each in (primary, replica)]
    with log.open("wb") as stream:
        process = start(
            *words, database_server=primary.environment, stdout=stream, stderr=stream
        )
        try:
            server.wait(process, port, log)
            stem = CHECKOUT / f"load-{side}"
            with step(f"{PEOPLE} people at work for {SECONDS} s"):
                _let_work(side, database, port, stem)
        finally:
            server.end(process, patience=SECONDS)
    after = [_count_transactions(each, database) for each in (primary, replica)]
    on_primary, on_replica = (new - old for new, old in zip(after, before, strict=True))
    completed = json.loads(_completed(stem).read_text())
    alarms = odoo_log.alarms_in(log)
    problems = [entry for entry in alarms if RETRIED not in entry and IDLE not in entry]
    return Result(
        _read_kinds(stem),
        on_replica,
        on_primary,
        len(completed),
        _count_lost(primary, database, completed),
        sum(RETRIED in entry for entry in alarms),
        odoo_log.complaints(problems),
    )


def _let_work(side, database, port, stem):
    words = [venv(REQUIREMENTS) / "bin" / "locust"]
    words += ["-f", SCRIPTS / "salespeople.py", "--headless", "--only-summary"]
    words += ["-u", PEOPLE, "-r", 10, "-t", f"{SECONDS}s", "--reset-stats"]
    words += ["--host", f"http://127.0.0.1:{port}", "--csv", stem]
    variables = {
        "LOAD_COMPLETED": str(_completed(stem)),
        "LOAD_DATABASE": database,
        "LOAD_SIDE": side,
    }
    with (LOGS / "locust.log").open("wb") as stream:
        # its exit code says that a request failed, which the figures say, too
        subprocess.call(
            tied(list(map(str, words))),
            env=tool_environment(**variables),
            stdout=stream,
            stderr=stream,
        )


def _completed(stem):
    return stem.with_name(f"{stem.name}-completed.json")


def _read_kinds(stem):
    with stem.with_name(f"{stem.name}_stats.csv").open() as stream:
        rows = {row["Name"]: row for row in csv.DictReader(stream)}
    return {
        kind: {
            "requests": int(row["Request Count"]),
            "failures": int(row["Failure Count"]),
            "per_second": float(row["Requests/s"]),
            "median": float(row["50%"]),
            "p95": float(row["95%"]),
        }
        for kind, row in rows.items()
        if kind in KINDS
    }


def _count_transactions(server_, database):
    question = "SELECT xact_commit + xact_rollback FROM pg_stat_database"
    return int(server_.ask(f"{question} WHERE datname = '{database}'") or 0)


def _count_lost(primary, database, completed):
    """Return how many of the completed activities are still open."""
    ids = ", ".join(map(str, {0, *completed}))
    question = f"SELECT COUNT(*) FROM mail_activity WHERE active AND id IN ({ids})"
    return int(primary.ask(question, database))


def _print(results):
    print(f"\n{'':<22}" + "".join(f"{side:>34}" for side in results))
    heading = f"{'number':>10}{'failed':>8}{'median':>8}{'95 %':>8}"
    print(f"{'':<22}" + heading * len(results))
    for kind in KINDS:
        print(f"{kind:<22}" + "".join(_format(each, kind) for each in results.values()))
    for side, result in results.items():
        every = result.kinds["Aggregated"]
        print(
            f"{side}: {every['per_second']:.1f} requests a second;"
            f" {result.on_replica:,} transactions on the replica,"
            f" {result.on_primary:,} on the server; {result.completed} completed,"
            f" {result.lost} of them lost; {result.retried} tried again;"
            f" {len(result.problems)} problems in the log"
        )
        for text in result.problems[:5]:
            print(f"  {text}")


def _format(result, kind):
    row = result.kinds.get(kind)
    if not row:
        return f"{'-':>34}"
    return (
        f"{row['requests']:>10}{row['failures']:>8}{row['median']:>8.0f}"
        f"{row['p95']:>8.0f}"
    )
