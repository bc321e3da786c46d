from collections import namedtuple

from odoo.tests import BaseCase, tagged

from ...models.next_step.matching import (
    ALWAYS,
    BY_OUTCOME,
    BY_SENTIMENT,
    Condition,
    count_in_a_row,
    get_specificity,
    pick,
)

Outcome = namedtuple("Outcome", "id sentiment")

# g: good, p: plain, b: bad, -: no outcome
OUTCOMES = {
    "g": Outcome(1, "positive"),
    "p": Outcome(2, "neutral"),
    "b": Outcome(3, "negative"),
    "-": Outcome(False, False),
}
GOOD, BAD = Condition(frozenset({1})), Condition(frozenset({3}))
EITHER = Condition(frozenset({1, 3}))
HAPPY, SAD = Condition(sentiment="positive"), Condition(sentiment="negative")
ANY = Condition()
GOOD_TWICE = Condition(frozenset({1}), min_attempts=2)
BAD_TWICE = Condition(frozenset({3}), min_attempts=2)
BAD_THRICE = Condition(frozenset({3}), min_attempts=3)
BAD_ANYTIME = Condition(frozenset({3}), min_attempts=0)
SAD_TWICE = Condition(sentiment="negative", min_attempts=2)
ANY_THRICE = Condition(min_attempts=3)

# each row: a condition, the outcomes that meet it
MET = [
    (ANY, "gpb-"),
    (GOOD, "g"),
    (EITHER, "gb"),
    (HAPPY, "g"),
    (SAD, "b"),
    (Condition(sentiment="neutral"), "p"),
    (Condition(frozenset({4})), ""),
    (Condition(frozenset({1}), "negative"), "g"),
]
# each row: a condition, the outcomes with the last one first, and the count
IN_A_ROW = [
    (GOOD, "", 0),
    (GOOD, "g", 1),
    (GOOD, "b", 0),
    (GOOD, "gg", 2),
    (GOOD, "ggbg", 2),
    (GOOD, "bgg", 0),
    (EITHER, "gbgp", 3),
    (SAD, "bb-b", 2),
    (ANY, "gp-b", 4),
    (GOOD_TWICE, "g", 1),
]
# each row: conditions, the outcomes with the last one first, and those met
PICKED = [
    ("no condition", [], "g", []),
    ("it holds", [GOOD], "g", [GOOD]),
    ("it doesn't", [GOOD], "b", []),
    ("none was recorded", [GOOD, HAPPY, ANY], "-", [ANY]),
    ("outcome beats sentiment", [HAPPY, GOOD], "g", [GOOD]),
    ("sentiment beats none", [ANY, HAPPY], "g", [HAPPY]),
    ("a more specific one that doesn't hold", [ANY, HAPPY, GOOD], "b", [ANY]),
    ("as specific", [GOOD, EITHER, ANY], "g", [GOOD, EITHER]),
    ("the same twice", [GOOD, Condition(frozenset({1}))], "g", [GOOD]),
    ("too few attempts", [BAD_THRICE], "bb", []),
    ("enough attempts", [BAD_THRICE], "bbb", [BAD_THRICE]),
    ("more than enough", [BAD_THRICE], "bbbb", [BAD_THRICE]),
    ("not in a row", [BAD_THRICE], "bbgb", []),
    ("no further than the row", [BAD_TWICE], "bbgb", [BAD_TWICE]),
    ("more attempts say more", [BAD, BAD_TWICE, BAD_THRICE], "bbb", [BAD_THRICE]),
    ("the most that hold", [BAD, BAD_TWICE, BAD_THRICE], "bb", [BAD_TWICE]),
    ("outcome beats attempts", [ANY_THRICE, SAD_TWICE, BAD], "bbb", [BAD]),
    ("sentiment beats attempts", [ANY_THRICE, SAD], "bbb", [SAD]),
    ("without attempts as with one", [BAD_ANYTIME, BAD], "b", [BAD_ANYTIME, BAD]),
    ("without attempts, but another", [BAD_ANYTIME], "g", []),
    ("nothing was completed", [ANY], "", []),
]


@tagged("post_install", "-at_install", "next_step")
class TestNextStepMatching(BaseCase):
    """Which conditions apply, without a database."""

    def _get_history(self, letters):
        return [OUTCOMES[letter] for letter in letters]

    def test_is_met_by(self):
        """Outcomes are checked first, then the sentiment; without both, all match."""
        for condition, expected in MET:
            with self.subTest(condition):
                met = [
                    letter
                    for letter, outcome in OUTCOMES.items()
                    if condition.is_met_by(outcome)
                ]
                self.assertEqual("".join(met), expected)

    def test_count_in_a_row(self):
        """Only outcomes in a row with the last one count."""
        for condition, letters, expected in IN_A_ROW:
            with self.subTest(condition, history=letters):
                count = count_in_a_row(condition, self._get_history(letters))
                self.assertEqual(count, expected)

    def test_get_specificity(self):
        """The kind of condition ranks first, then the attempts, at least one."""
        for condition, expected in (
            (ANY, (ALWAYS, 1)),
            (ANY_THRICE, (ALWAYS, 3)),
            (SAD, (BY_SENTIMENT, 1)),
            (SAD_TWICE, (BY_SENTIMENT, 2)),
            (BAD_ANYTIME, (BY_OUTCOME, 1)),
            (BAD, (BY_OUTCOME, 1)),
            (BAD_THRICE, (BY_OUTCOME, 3)),
        ):
            with self.subTest(condition):
                self.assertEqual(get_specificity(condition), expected)

    def test_pick(self):
        """Only the most specific conditions that are met apply."""
        for label, conditions, letters, expected in PICKED:
            with self.subTest(label):
                picked = pick(conditions, self._get_history(letters))
                self.assertEqual(picked, set(expected))

    def test_sentiment_is_read_late(self):
        """The sentiment isn't read unless a condition needs it: it costs a query."""
        no_sentiment = [namedtuple("Other", "id")(1)] * 3
        self.assertEqual(pick([GOOD, ANY], no_sentiment), {GOOD})
