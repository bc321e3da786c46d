"""Locks and stamps of the cache: several sandboxes at once, interrupted ones."""

import contextlib
import fcntl
import shutil
import tempfile
from pathlib import Path

from console import say, step
from places import CACHE


def _open(name):
    path = CACHE / "locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a")


@contextlib.contextmanager
def alone(name):
    """Hold a lock that one process has at a time; the kernel frees it when we die."""
    with _open(name) as stream:
        if not try_lock(stream):
            say(f"Waiting: somebody else is busy with {name} …")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def try_lock(stream):
    """Take an exclusive lock if it is free; return whether we have it."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(name):
    """Return an open stream that holds a shared lock until it is closed."""
    stream = _open(name)
    fcntl.flock(stream, fcntl.LOCK_SH)
    return stream


def free_slot(name, start=1):
    """Return the lowest number that no other process holds, and its lock."""
    number = start
    while True:
        stream = _open(f"{name}-{number}")
        if try_lock(stream):
            return number, stream
        stream.close()
        number += 1


def built(target, title, build):
    """Return the folder `target`, built when it is missing.

    `build(folder)` fills a temporary folder beside it, renamed at the end: a folder
    of this name is a complete one, whenever we were interrupted. What the folder
    depends on is part of its name.
    """
    target = Path(target)
    if target.is_dir():
        return target
    with alone(target.parent.name):
        if not target.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            _sweep(target.parent)
            with step(title), _work_folder(target.parent) as folder:
                build(folder)
                folder.rename(target)
    return target


def _sweep(parent):
    """Remove what an interrupted set-up left."""
    for left in parent.glob("building-*"):
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _work_folder(parent):
    folder = Path(tempfile.mkdtemp(prefix="building-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_atomically(path, text):
    """Write a file that is either the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as stream:
        stream.write(text)
    Path(stream.name).replace(path)
