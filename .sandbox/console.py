"""What the sandbox says, and how it runs other programs."""

import contextlib
import subprocess
import threading
import time

from places import LOGS

BEGIN = time.monotonic()
HEARTBEAT_SECONDS = 20


class Stop(Exception):  # noqa: N818 - not a bug: a reason to stop, told in a sentence
    """Ends the command with one clear sentence and no traceback."""


def say(text=""):
    """Print at once, also when the output is a pipe."""
    print(text, flush=True)


def seconds(start):
    """Return the time since `start` (of `time.monotonic`) as people read it."""
    passed = time.monotonic() - start
    return f"{passed / 60:.1f} min" if passed >= 90 else f"{passed:.1f} s"


@contextlib.contextmanager
def step(title):
    """Announce a long step, show that it is alive, and say how long it took."""
    start = time.monotonic()
    done = threading.Event()
    say(f"{title} …")

    def beat():
        while not done.wait(HEARTBEAT_SECONDS):
            say(f"  … {title}: {seconds(start)}")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    say(f"  {title}: done in {seconds(start)}")


def run(command, *, log=None, sentence=None, tail=12, **options):
    """Run a program with its output in a log file; stop with a sentence if it fails.

    :param command: list of words
    :param log: name of the log file in the cache, without suffix
    :param sentence: what to tell when it fails
    :param tail: how many of the log's last lines to show with it
    """
    path = LOGS / f"{log or 'last'}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        code = subprocess.call(
            tied(command), stdout=stream, stderr=subprocess.STDOUT, **options
        )
    if code:
        raise Stop(f"{sentence or 'A program failed.'}\n{_evidence(path, tail)}")
    return path


def _evidence(path, count):
    """Return the last lines of a log, and where the rest is."""
    lines = path.read_text(errors="replace").splitlines()[-count:]
    return "\n".join([*(f"  | {line[:200]}" for line in lines), f"  (log: {path})"])


def output(command, **options):
    """Return what a program prints; a failure is the caller's to understand."""
    return subprocess.run(
        command, check=True, text=True, capture_output=True, **options
    ).stdout.strip()


def tied(command):
    """Return a command that ends with us, even if we are killed outright."""
    return ["setpriv", "--pdeathsig", "TERM", *map(str, command)]
