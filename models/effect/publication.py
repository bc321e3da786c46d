"""Which figures can be shown to people who mustn't know those of a few deals.

Plain, without Odoo. A *question* names some dimensions with a value each, and stands
for deals: all of them, or those that a figure is about (its *base*). The answers that
are published are chosen so that none of these is about one to nine deals:

- an answer;
- the difference between two answers of which one contains the other: it names fewer
  dimensions, or an earlier attempt, or is about all deals instead of the closed ones;
- what is left of an answer without all the parts of it that name the same dimensions,
  such as the rows of a table;
- the open deals, which are what is left of all deals without the closed ones, and the
  differences between these.

Other bases aren't compared with each other, as there is nothing to subtract: days are
known only of deals with a time of closing, and revenue only of won ones. The numbers of
won and lost deals are a rate of at least ten closed ones; either can be below ten.

What readers do with published answers (filter, group, export) can't tell them more than
these do. Few deals can still be told from

- three or more answers other than a total and its parts: all deals, minus those with an
  outcome, minus those of a team, plus those with both;
- answers of different days: figures are computed every night, and what differs may come
  from one deal;
- a missing answer: it, or a difference, is about few deals;
- what readers know anyway: they can open every deal, and see how it ended.
"""

from collections import defaultdict
from functools import lru_cache
from itertools import product

MIN_DEALS = 10
ALL, CLOSED = "deals", "closed"  # the bases that contain each other
RESULT, OPEN = "result", "open"  # the dimension that closed and open deals differ in
ANY = "*"  # of a dimension that a question doesn't name; None is a value
ATTEMPT = "attempt"
# after these, a later attempt isn't part of an earlier one
AFTERWARDS = {"next_type_id", "next_days", "next_within"}


def is_safe(difference):
    """Return whether a difference says nothing, or something about enough deals."""
    return difference == 0 or abs(difference) >= MIN_DEALS


@lru_cache(maxsize=1_000)  # asked several times in a row
def get_wider(question):
    """Return the questions that name less, and so contain all of its deals."""
    choices = [(value, ANY) if value != ANY else (ANY,) for value in question]
    return [wider for wider in product(*choices) if wider != question]


@lru_cache(maxsize=1_000)
def get_earlier_attempts(dimensions, question):
    """Return the questions about earlier attempts: deals with a third had a second.

    Also with fewer dimensions named than in the question.
    """
    named = dict(zip(dimensions, question, strict=True))
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


class CompanyPublication:
    """The questions that are answered about one company, by what the answers are about.

    A question is a tuple with a value, or ``ANY``, for each of the dimensions.
    """

    def __init__(self, dimensions):
        self._by_base = defaultdict(lambda: Publication(dimensions))
        self._by_result = Publication((*dimensions, RESULT))

    def add(self, question, base, sizes):
        """Publish the answer to a question if that is safe; return whether it is.

        :param str base: what the answer is about
        :param dict sizes: the number of deals by base
        """
        if base == CLOSED:
            return self._by_result.add((*question, CLOSED), sizes[CLOSED])
        if base == ALL:
            return self._add_all(question, sizes[ALL], sizes[ALL] - sizes[CLOSED])
        return self._by_base[base].add(question, sizes[base])

    def _add_all(self, question, size, size_open):
        """Publish the number of all deals, and that of the open ones if it follows."""
        sizes = {(*question, ANY): size}
        if size_open and (*question, CLOSED) in self._by_result.sizes:
            sizes[*question, OPEN] = size_open
        if not is_safe(size_open) or not all(
            self._by_result.can_add(*item) for item in sizes.items()
        ):
            return False
        for item in sizes.items():
            self._by_result.add(*item)
        return True


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
        if not self.can_add(question, size):
            return False
        self.sizes[question] = size
        level = self._get_level(question)
        wider = get_wider(question)
        for whole in wider:
            self._sums[whole][level] += size
        for whole in [*wider, *get_earlier_attempts(self.dimensions, question)]:
            self._parts[whole].add(size)
        return True

    def can_add(self, question, size):
        """Return whether an answer tells nothing about few deals, with the others."""
        if size < MIN_DEALS:
            return False
        level = self._get_level(question)
        wider = [whole for whole in get_wider(question) if whole in self.sizes]
        earlier = get_earlier_attempts(self.dimensions, question)
        rests = [
            *(self.sizes[whole] - self._sums[whole][level] - size for whole in wider),
            *(self.sizes.get(whole, size) - size for whole in [*wider, *earlier]),
            *(size - each for each in self._parts[question]),
            *(size - each for each in self._sums[question].values()),
        ]
        return all(map(is_safe, rests))

    def _get_level(self, question):
        """Return what a question shares with those that can be added up with it."""
        return tuple(
            value if name == RESULT else value != ANY
            for name, value in zip(self.dimensions, question, strict=True)
        )
