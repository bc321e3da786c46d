"""The questions that salespeople can ask, and what their deals come to.

Plain, without Odoo. A *question* names some dimensions with a value each, and ``ANY``
for the others. It is about the deals of one company, each of which counts once, however
many of its activities the question is about.

The deals are counted here, and not in the database: there, each kind of question means
going through all activities once more and sorting out again which belong to the same
deal. Here it means some set operations for each deal.
"""

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import combinations, count
from operator import itemgetter

from .publication import ANY

# What rows are about. Each deal has one company, and salespeople read about one company
# at a time: it isn't a dimension of what they read.
DIMENSIONS = (
    "activity_type_id",
    "outcome_id",
    "sentiment",
    "attempt",
    "team_id",
    "next_type_id",
    "next_days",
    "next_within",
)
# The questions that are answered for salespeople, again by what matters most. After
# these come the other pairs and triples.
HEADLINES = (
    ("activity_type_id", "outcome_id"),
    ("outcome_id",),
    ("sentiment",),
    ("activity_type_id",),
    (),  # above all of these
    ("team_id",),
    ("attempt",),
    ("next_type_id",),
    ("next_days",),
)
# Days within which the next step is done, for the line in the dialog: per step, only
# one of them is published, as each one contains the deals of those before it.
WITHIN = (1, 2, 3, 7, 14, 30)
LINE = ("activity_type_id", "outcome_id", "next_type_id", "next_within")
LINE_DEALS = 30
CELLS_MAX = 200_000  # whose questions are kept, as deals often have the same cells
# the pairs that no question needs
NEVER_TOGETHER = ({"outcome_id", "sentiment"}, {"next_type_id", "next_days"})


def get_dimensions(names):
    """Return the dimensions among these names, in their order.

    An outcome has a sentiment: who names one names the other, too.
    """
    named = {*names, *(["sentiment"] if "outcome_id" in names else [])}
    return [name for name in DIMENSIONS if name in named]


def get_asked(question):
    """Return what a question names, with the values."""
    return {
        name: value
        for name, value in zip(DIMENSIONS, question, strict=True)
        if value != ANY
    }


def get_kinds():
    """Return the dimensions of each kind of question, those that matter most first."""
    pairs_and_triples = (
        names
        for size in (2, 3)
        for names in combinations(DIMENSIONS[:-1], size)
        if names not in HEADLINES
        and not any(pair.issubset(names) for pair in NEVER_TOGETHER)
    )
    return [*HEADLINES, LINE, *pairs_and_triples]


def get_questions(cell):
    """Yield the questions that a cell's deals belong to.

    :param tuple cell: the values of ``DIMENSIONS`` without the last one
    """
    values = (*cell, ANY)
    for pick in _PICKS:
        yield pick(values)
    next_type_id, next_days = cell[_NEXT_TYPE_AT], cell[_NEXT_DAYS_AT]
    if next_type_id is not None and next_days is not None:
        question = _PICK_LINE(values)
        for days in WITHIN:
            if next_days <= days:
                yield (*question[:_WITHIN_AT], days)


def _get_pick(named):
    """Return a function that picks values, given ``ANY`` in place of the last one."""
    return itemgetter(*(at if at in named else _WITHIN_AT for at in range(_SIZE)))


_SIZE = len(DIMENSIONS)
_NEXT_TYPE_AT, _NEXT_DAYS_AT, _WITHIN_AT = map(
    DIMENSIONS.index, ("next_type_id", "next_days", "next_within")
)
_NAMED = [
    {DIMENSIONS.index(name) for name in get_dimensions(kind)} for kind in get_kinds()
]
_PICKS = [_get_pick(named) for named in _NAMED if _WITHIN_AT not in named]
_PICK_LINE = _get_pick({DIMENSIONS.index(name) for name in get_dimensions(LINE)})


class Tally:
    """Totals of deals, by company and question.

    First come the cells, then the deals. Questions are numbers here, which are faster
    to put into sets than the names and values that they stand for.
    """

    def __init__(self):
        self._numbers = defaultdict(count().__next__)  # by company and question
        self._cells = defaultdict(list)  # by deal
        self._counts = defaultdict(Counter)  # by what deals came to
        self._sums = {name: defaultdict(float) for name in ("days", "revenue", "rates")}
        self._get_numbers = lru_cache(CELLS_MAX)(self._get_numbers)

    def add_cell(self, company_id, cell, deal_ids):
        """Take note of the deals with activities of one kind.

        :param tuple cell: see ``get_questions``
        """
        key = (company_id, cell)
        for deal_id in deal_ids:
            self._cells[deal_id].append(key)

    def add_deal(self, deal_id, is_won, is_lost, days, amount, rate):
        """Count a deal, once for each question.

        :param days: from creation to closing, or None
        :param amount: its revenue if it is won
        :param rate: the won rate that it is compared with, or None
        """
        cells = self._cells.pop(deal_id, ())
        numbers = set().union(*(self._get_numbers(*cell) for cell in cells))
        self._counts[is_won, is_lost, days is not None].update(numbers)
        for name, value in (
            ("days", days),
            ("revenue", is_won and amount),
            ("rates", (is_won or is_lost) and rate),
        ):
            if value:
                sums = self._sums[name]
                for number in numbers:
                    sums[number] += value

    def _get_numbers(self, company_id, cell):
        return [self._numbers[company_id, question] for question in get_questions(cell)]

    def get_totals(self, least):
        """Return what figures are made of, in the order of publication.

        The numbers of deals, of closed, won and lost ones, and of those with days; the
        sums of days, of revenue and of the won rates that they are compared with.

        :param int least: number of deals; questions about fewer are left out
        :return: the totals by name, by company and question
        :rtype: dict[tuple, dict]
        """
        deals = sum(self._counts.values(), Counter())
        found = {
            key: self._get_totals(number)
            for key, number in self._numbers.items()
            if deals[number] >= least
        }
        return dict(sorted(found.items(), key=_get_rank))

    def _get_totals(self, number):
        totals = dict.fromkeys(("deals", "closed", "won", "lost", "timed"), 0)
        for (is_won, is_lost, is_timed), counts in self._counts.items():
            size = counts[number]
            totals["deals"] += size
            totals["closed"] += size * (is_won or is_lost)
            totals["won"] += size * is_won
            totals["lost"] += size * is_lost
            totals["timed"] += size * is_timed
        sums = {name: numbers[number] for name, numbers in self._sums.items()}
        return {**totals, **sums}


def _get_rank(item):
    """Return what questions are sorted by: their kind, then most deals first."""
    (company_id, question), totals = item
    kind = {at for at, value in enumerate(question) if value != ANY}
    values = [(value is None, value) for value in question if value != ANY]
    within = question[_WITHIN_AT]
    return (
        _NAMED.index(kind),
        0 if within == ANY else within,
        -totals["deals"],
        company_id,
        values,
    )


def get_shortest(totals):
    """Yield the totals, with only one question for each line in the dialog.

    It is about the shortest time in which enough deals had the next step.

    :param dict totals: by company and question, in the order of publication
    """
    answered = set()
    for key, each in totals.items():
        company_id, question = key
        if question[_WITHIN_AT] == ANY:
            yield key, each
            continue
        step = (company_id, question[:_WITHIN_AT])
        if step not in answered and each["closed"] >= LINE_DEALS:
            answered.add(step)
            yield key, each
