"""Which conditions a completion meets, and which of them decide: plain, without Odoo.

An outcome is anything with an ``id`` and a ``sentiment``: a record, which reads its
sentiment only when a condition asks for it. Where none was recorded, both are false.
"""

from dataclasses import dataclass
from itertools import takewhile

# which condition says more: the outcomes, then the sentiment, then none
BY_OUTCOME, BY_SENTIMENT, ALWAYS = 2, 1, 0


@dataclass(frozen=True)
class Condition:
    """How activities have to end, and how often in a row."""

    outcome_ids: frozenset = frozenset()
    sentiment: str | bool = False
    min_attempts: int = 1

    def is_met_by(self, outcome):
        """Return whether one completion ended so, whatever the number of attempts."""
        if self.outcome_ids:
            return outcome.id in self.outcome_ids
        return not self.sentiment or outcome.sentiment == self.sentiment


def count_in_a_row(condition, history):
    """Return how many completions in a row, up to the last one, ended so.

    :param Iterable history: outcomes, the last one first
    """
    return sum(1 for _outcome in takewhile(condition.is_met_by, history))


def get_specificity(condition):
    """Return how much a condition says, to be compared.

    Of the same kind, the one that waits for more attempts says more.

    :rtype: tuple[int, int]
    """
    kind = ALWAYS
    if condition.outcome_ids:
        kind = BY_OUTCOME
    elif condition.sentiment:
        kind = BY_SENTIMENT
    return kind, max(condition.min_attempts, 1)


def pick(conditions, history):
    """Return the conditions that decide: of those that hold, the most specific ones.

    :param Iterable conditions: those that there are
    :param list history: outcomes, the last one first
    :rtype: set[Condition]
    """
    holding = {
        condition
        for condition in conditions
        # not a single one: it doesn't hold, however few attempts it asks for
        if count_in_a_row(condition, history) >= max(condition.min_attempts, 1)
    }
    best = max(map(get_specificity, holding), default=None)
    return {each for each in holding if get_specificity(each) == best}
