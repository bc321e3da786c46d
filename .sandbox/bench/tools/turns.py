"""Two sides of a bench that take turns, each in an Odoo of its own.

The speed of a machine changes from one minute to the next, at times by half: what isn't
measured beside one another can't be compared. Imported in Odoo's shell.
"""

import json
import os
import socket
from statistics import median

from meter import Figures

# of both sides together; what is slow is tried less often
TRIES, PATIENCE = 5, 5  # and seconds
# what is quick varies more, and is tried more often
QUICK_TRIES, QUICK_PATIENCE = 31, 2
# what takes plain Odoo longer isn't asked of it again: how fast it is varies little
SLOW = 10  # seconds


class Turns:
    """Lets plain Odoo act, then the addon, each while the other one waits.

    :raise EOFError: the other side has ended
    """

    def __init__(self, meter):
        other = socket.socket(fileno=int(os.environ["BENCH_OTHER_SIDE"]))
        self.stream = other.makefile("rw")
        self.meter = meter
        self.is_plain = os.environ["BENCH_SIDE"] == "plain"
        self.slow = {}

    def compare(self, name, act):
        """Ask a question on both sides.

        The first turn fills caches: if there are more, it doesn't count.

        :param Callable act: this side's way to the answer
        :return: the fastest figures of each side with its answer, plain Odoo first, and
            the median of the ratios of the addon's seconds to plain Odoo's
        :rtype: tuple[tuple[Figures, object], tuple[Figures, object], float]
        """
        pairs, seconds = [], 0
        while self._goes_on(len(pairs), seconds):
            pairs.append(self.exchange(lambda: self._measure(name, act)))
            seconds += sum(figures[0] for figures, _answer in pairs[-1])
        pairs = pairs[1:] or pairs
        ratio = median(addon[0][0] / plain[0][0] for plain, addon in pairs)
        plain, addon = (min(side) for side in zip(*pairs, strict=True))
        return *(
            (Figures(*figures), answer) for figures, answer in (plain, addon)
        ), ratio

    @staticmethod
    def _goes_on(tries, seconds):
        """Return whether a question is asked once more."""
        if tries < TRIES:
            return seconds < PATIENCE
        return tries < QUICK_TRIES and seconds < QUICK_PATIENCE

    def exchange(self, act):
        """Act in turn; return what came of it on both sides, plain Odoo first.

        :param Callable act: returns plain data
        """
        if self.is_plain:
            mine = act()
            self._tell(mine)
            return mine, self._hear()
        other = self._hear()
        mine = act()
        self._tell(mine)
        return other, mine

    def _measure(self, name, act):
        if name in self.slow:
            return self.slow[name]
        figures, answer = self.meter.measure(act)
        measured = [figures.to_list(), answer]
        if self.is_plain and figures.seconds > SLOW:
            self.slow[name] = measured
        return measured

    def _tell(self, data):
        self.stream.write(json.dumps(data) + "\n")
        self.stream.flush()

    def _hear(self):
        line = self.stream.readline()
        if not line:
            raise EOFError("The other side has ended.")
        return json.loads(line)
