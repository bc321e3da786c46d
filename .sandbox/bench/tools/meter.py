"""What a question costs: seconds, queries and memory. Imported in Odoo's shell."""

import os
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

PEAK = "5"  # written to Linux's clear_refs, it forgets the peak of memory so far
KIB_PER_MIB = 1024
TRIES, PATIENCE = 4, 3  # and seconds
PAIRS, PAIRS_MIN, PAIRS_PATIENCE = 9, 3, 20


@dataclass(order=True)
class Figures:
    """What one question took; compared by seconds first.

    :param float seconds: of the processor, for Odoo and its PostgreSQL process
    :param int queries: that Odoo sent
    :param float mib: by which Odoo's memory grew at most
    """

    seconds: float
    queries: int
    mib: float

    def to_list(self):
        """Return the figures as plain data, in this order."""
        return list(astuple(self))


class Meter:
    """Measures on the connection of Odoo's shell.

    Counts the processor's time, so that what else the machine does matters little. The
    database works in one process, as what its helpers work wouldn't be counted.
    """

    def __init__(self, env):
        self.env = env
        self.backend = env.cr._cnx.get_backend_pid()
        env.cr.execute("SET max_parallel_workers_per_gather = 0")
        env.cr.commit()

    def measure(self, act, keep=False):
        """Return the figures of a question, in a transaction that is rolled back.

        :param Callable act: returns the answer, or what finds it out afterward
        :param bool keep: whether it is committed
        :return: the figures, and the answer
        :rtype: tuple[Figures, object]
        """
        env = self.env
        env.cr.rollback()
        env.invalidate_all()
        memory = self._forget_peak()
        queries, start = env.cr.sql_log_count, self._clock()
        answer = act()
        env.flush_all()
        figures = Figures(
            self._clock() - start,
            env.cr.sql_log_count - queries,
            max(_read_memory("VmHWM") - memory, 0) / KIB_PER_MIB,
        )
        if callable(answer):
            answer = answer()
        env.cr.commit() if keep else env.cr.rollback()
        return figures, answer

    def measure_best(self, act):
        """Return the fastest of several tries, of which the first one fills caches.

        What is slow is tried less often.
        """
        tries, seconds = [], 0
        while len(tries) < TRIES and seconds < PATIENCE:
            tries.append(self.measure(act))
            seconds += tries[-1][0].seconds
        return min(tries, key=lambda each: each[0])

    def measure_pair(self, act, other):
        """Compare two ways to the same answer, which take turns.

        The first turn only fills caches. As the machine is faster at some times than at
        others, each is compared with the one beside it.

        :return: the fastest figures of each, and the median of the ratios
        :rtype: tuple[Figures, Figures, float]
        """
        pairs, seconds = [], 0
        self.measure(act), self.measure(other)
        while len(pairs) < PAIRS_MIN or (
            len(pairs) < PAIRS and seconds < PAIRS_PATIENCE
        ):
            pairs.append((self.measure(act)[0], self.measure(other)[0]))
            seconds += sum(figures.seconds for figures in pairs[-1])
        ratio = median(first.seconds / second.seconds for first, second in pairs)
        return *map(min, zip(*pairs, strict=True)), ratio

    def set_jit(self, value):
        """Let PostgreSQL compile expensive queries ("on"), as it does by default."""
        self.env.cr.execute(f"SET jit = {value}")
        self.env.cr.commit()

    def _clock(self):
        """Return the seconds that the processor worked on this, as Linux counts."""
        try:
            spent = Path(f"/proc/{self.backend}/schedstat").read_text()
        except OSError:  # on another machine
            return time.perf_counter()
        return time.process_time() + int(spent.split()[0]) / 1e9

    def _forget_peak(self):
        """Return the memory in use, from which the next peak is measured."""
        try:
            Path(f"/proc/{os.getpid()}/clear_refs").write_text(PEAK)
        except OSError:  # the same
            return 0
        return _read_memory("VmRSS")


def _read_memory(name):
    """Return one of the kernel's figures on this process, in KiB."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
