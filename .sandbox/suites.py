"""`./sandbox test`: every part, or one room of it."""

import threading
import time
import traceback
from collections import deque
from contextlib import suppress

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
        for result in _run_side_by_side(_room_parts(room) if room else PARTS, slot):
            total += result
        if not room:
            total += _run_part("Coverage", _check_coverage, slot)
    for text in total.problems:
        say(f"\n✗ {text}")
    say(f"\nAll of it took {seconds(BEGIN)}.")
    say(str(total))
    return 1 if total.failed or not total.passed else 0


def _run_side_by_side(parts, slot):
    """Run the parts, a few at a time; return their results.

    The threads are daemons: when we are interrupted they, and what they started, end
    with us.
    """
    waiting, results = deque(parts), []
    threads = [
        threading.Thread(
            target=_run_waiting, args=(waiting, slot, results), daemon=True
        )
        for _number in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _run_waiting(waiting, slot, results):
    """Run what no other thread has begun, until nothing is left."""
    with suppress(IndexError):
        while True:
            results.append(_run_part(*waiting.popleft(), slot))


def _room_parts(room):
    files = python_tests.files(room)
    if not files and not python_tests.browser_files(room):
        raise Stop(f"There is no tests/{room}/, and no test_{room}*.py.")
    return [
        ("Python tests", lambda slot: python_tests.run(_database("test", slot), files)),
        (
            "Browser tests",
            lambda slot: run_browser_tests(_database("browser", slot), room),
        ),
    ]


def _database(purpose, slot):
    """Return a database with the addon; each part has one of its own."""
    return addon.installed(addon.own_name(purpose, slot))


def _run_linters(slot):
    return checks.run(_database("lint", slot))


def _run_python(slot):
    others = set(python_tests.files()) - set(python_tests.files("sharing"))
    return python_tests.run(_database("test", slot), sorted(others), measured=True)


def _run_sharing(slot):
    """Run the longest test without measuring: that would take it minutes more."""
    database = _database("test_sharing", slot)
    files = set(python_tests.files("sharing"))
    longest = set(python_tests.files(LONGEST))
    result = python_tests.run(database, sorted(files - longest), measured=True)
    result += python_tests.run(database, sorted(longest))
    return result


def _check_coverage(slot):
    return python_tests.check_coverage(
        [addon.own_name(purpose, slot) for purpose in ("test", "test_sharing")]
    )


def _run_odoo(slot):
    """Run Odoo's tests twice, one after the other: both begin with the same copy."""
    result = odoo_suites.run_off(slot)
    result += odoo_suites.run_on(slot)
    return result


def _run_browser(slot):
    return run_browser_tests(_database("browser", slot))


# It asks everything again that other tests ask, in two worlds.
LONGEST = "sharing_interference"
# Two, for the two cores that a small machine has.
AT_ONCE = 2
# The longest first, so that both threads end at about the same time.
PARTS = (
    ("Python tests of Sharing", _run_sharing),
    ("Python tests of all other rooms", _run_python),
    ("Odoo's own tests, switches off and on", _run_odoo),
    ("Browser tests", _run_browser),
    ("Linters", _run_linters),
    ("Install, upgrade, uninstall, reinstall", lifecycle.run),
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
