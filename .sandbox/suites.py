"""`./sandbox test`: every part, or one room of it."""

import threading
import time
import traceback

import addon
import checks
import lifecycle
import odoo_suites
import python_tests
from browser_tests import run_browser_tests
from cache import free_slot
from console import BEGIN, Stop, say, seconds
from results import Result


def run(room=None):
    """Run the tests and return the exit code.

    :param room: run only `tests/<room>/` (or else all `test_<room>*.py`), without
        linters and Odoo's suites
    """
    addon.forget_gone_checkouts()
    slot, lock = free_slot("test")
    total = Result()
    with lock:
        for result in _run_lanes(_room_lanes(room) if room else ALL_LANES, slot):
            total += result
    for text in total.problems:
        say(f"\n✗ {text}")
    say(f"\nAll of it took {seconds(BEGIN)}.")
    say(str(total))
    return 1 if total.failed or not total.passed else 0


def _run_lanes(lanes, slot):
    """Run the lanes side by side; return the results of all their parts.

    The threads are daemons: when we are interrupted they, and what they started, end
    with us.
    """
    results = []
    threads = [
        threading.Thread(target=_run_lane, args=(lane, slot, results), daemon=True)
        for lane in lanes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _run_lane(lane, slot, results):
    for title, part in lane:
        results.append(_run_part(title, part, slot))


def _room_lanes(room):
    if not python_tests.files(room) and not python_tests.browser_files(room):
        raise Stop(f"There is no tests/{room}/, and no test_{room}*.py.")
    return [
        [("Python tests", lambda slot: python_tests.run(_database(slot), room))],
        [("Browser tests", lambda slot: run_browser_tests(_browser(slot), room))],
    ]


def _database(slot):
    return addon.installed(addon.own_name("test", slot))


def _browser(slot):
    """Return a database for the browser tests: never two kinds of tests on one."""
    return addon.installed(addon.own_name("browser", slot))


# Two, for the two cores that a small machine has, and about as long as each other; each
# part has databases of its own.
ALL_LANES = (
    (
        ("Linters", lambda slot: checks.run(_database(slot))),
        ("Python tests", lambda slot: python_tests.run(_database(slot))),
    ),
    (
        ("Odoo's own tests, switches off", odoo_suites.run_off),
        ("Odoo's own tests, switches on", odoo_suites.run_on),
        ("Install, upgrade, uninstall, reinstall", lifecycle.run),
        ("Browser tests", lambda slot: run_browser_tests(_browser(slot))),
    ),
)


def _run_part(title, part, slot):
    """Run one part; a part that can't run at all is a failure, not the end."""
    begin = time.monotonic()
    say(f"\n=== {title}")
    result = Result()
    try:
        result = part(slot)
    except Stop as reason:
        result.fail(f"{title}: {reason}")
    except Exception:  # a lane that dies silently would look like a green one
        result.fail(f"{title}:\n{traceback.format_exc()}")
    say(f"=== {title}: {result}, in {seconds(begin)}")
    return result
