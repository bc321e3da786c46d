"""Which figures can be shown to people who mustn't know those of a few deals.

Plain, without Odoo. A *question* names some dimensions with a value each, and stands
for the deals behind it. The answers that are published are chosen so that neither one
of them, nor the difference between it and those of the questions it contains, is about
fewer than ten deals. What readers do with published answers (filter, group, add up,
export) can't tell them more than these do.
"""

from collections import defaultdict
from itertools import product

MIN_DEALS = 10
ANY = "*"  # of a dimension that a question doesn't name; None is a value
ATTEMPT = "attempt"
# after these, a later attempt isn't part of an earlier one
AFTERWARDS = {"next_type_id", "next_days", "next_within"}


def is_safe(difference):
    """Return whether a difference says nothing, or something about enough deals."""
    return difference == 0 or abs(difference) >= MIN_DEALS


def get_wider(question):
    """Return the questions that name less, and so contain all of its deals."""
    choices = [(value, ANY) if value != ANY else (ANY,) for value in question]
    return [wider for wider in product(*choices) if wider != question]


class Publication:
    """The questions that are answered, by the number of deals behind them.

    A question is a tuple with a value, or ``ANY``, for each of the dimensions.
    """

    def __init__(self, dimensions):
        self.dimensions = dimensions
        self.sizes = {}
        # what is published of a question: the sizes of all parts of it, and the sum of
        # those that name the same dimensions, such as the rows of a table
        self._parts = defaultdict(set)
        self._sums = defaultdict(lambda: defaultdict(int))

    def add(self, question, size):
        """Publish the answer to a question if that is safe; return whether it is.

        What was added before has precedence.

        :param int size: the number of deals
        """
        level = self._get_level(question)
        wider = get_wider(question)
        earlier = self._get_earlier_attempts(question)
        if not self._can_add(question, size, level, wider, earlier):
            return False
        self.sizes[question] = size
        for whole in wider:
            self._parts[whole].add(size)
            self._sums[whole][level] += size
        for whole in earlier:
            self._parts[whole].add(size)
        return True

    def _can_add(self, question, size, level, wider, earlier):
        if size < MIN_DEALS:
            return False
        for whole in [*wider, *earlier]:
            if whole in self.sizes and not is_safe(self.sizes[whole] - size):
                return False
        for whole in wider:
            if whole in self.sizes:
                rest = self.sizes[whole] - self._sums[whole][level] - size
                if not is_safe(rest):
                    return False
        sums = self._sums[question].values()
        return all(is_safe(size - each) for each in [*self._parts[question], *sums])

    def _get_level(self, question):
        return tuple(value != ANY for value in question)

    def _get_earlier_attempts(self, question):
        """Return those about earlier attempts: deals with a third had a second.

        Also with fewer dimensions named than in the question.
        """
        named = dict(zip(self.dimensions, question, strict=True))
        attempt = named.get(ATTEMPT, ANY)
        if attempt in (ANY, None):
            return []
        choices = []
        for name, value in named.items():
            if name == ATTEMPT:
                choices.append(range(1, attempt))
            elif name in AFTERWARDS or value == ANY:
                choices.append((ANY,))
            else:
                choices.append((value, ANY))
        return list(product(*choices))
