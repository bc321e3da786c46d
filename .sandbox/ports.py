"""Ports for Odoo: one that is free now, and that no other sandbox is about to take."""

import socket

from cache import free_slot

_HELD = []


def is_free(port):
    """Return whether nobody listens on this port of the machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_port():
    """Return a free port that was hardly used a moment ago.

    For tests: a browser that another run left behind still asks its old port.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def free_port(first):
    """Return the first free port from `first` on, and keep it until we end."""
    while True:
        port, lock = free_slot("port", first)
        if is_free(port):
            _HELD.append(lock)
            return port
        lock.close()
        first = port + 1
