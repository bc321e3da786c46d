"""Which conditions a completion meets, and which of them apply: plain, without Odoo.

An outcome is anything with an ``id`` and a ``sentiment``, such as a record, whose
sentiment is read only when a condition asks for it. Without an outcome, both are false.
"""

from dataclasses import dataclass
from itertools import takewhile

# the kinds of conditions; a higher number is more specific
BY_OUTCOME, BY_SENTIMENT, ALWAYS = 2, 1, 0


@dataclass(frozen=True)
class Condition:
    """How activities have to end, and how many times in a row."""

    outcome_ids: frozenset = frozenset()
    sentiment: str | bool = False
    min_attempts: int = 1

    def is_met_by(self, outcome):
        """Return whether one completion ended that way, whatever the attempts."""
        if self.outcome_ids:
            return outcome.id in self.outcome_ids
        return not self.sentiment or outcome.sentiment == self.sentiment


def count_in_a_row(condition, history):
    """Return how many completions in a row, up to the latest, ended that way.

    :param Iterable history: outcomes, latest first
    """
    return sum(1 for _outcome in takewhile(condition.is_met_by, history))


def get_specificity(condition):
    """Return how specific a condition is, as a value to compare.

    Of conditions of the same kind, the one that waits for more attempts is more
    specific.

    :rtype: tuple[int, int]
    """
    kind = ALWAYS
    if condition.outcome_ids:
        kind = BY_OUTCOME
    elif condition.sentiment:
        kind = BY_SENTIMENT
    return kind, max(condition.min_attempts, 1)


def pick(conditions, history):
    """Return the conditions that apply: the most specific ones that are met.

    :param Iterable conditions: the conditions to choose from
    :param list history: outcomes, latest first
    :rtype: set[Condition]
    """
    holding = {
        condition
        for condition in conditions
        # without a single match, a condition isn't met, even if it asks for 0 attempts
        if count_in_a_row(condition, history) >= max(condition.min_attempts, 1)
    }
    best = max(map(get_specificity, holding), default=None)
    return {each for each in holding if get_specificity(each) == best}
