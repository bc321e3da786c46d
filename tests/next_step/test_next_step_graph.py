from odoo.tests import BaseCase, tagged

from ...models.next_step.graph import find_circle, get_reachable

# each row: edges ("ab" is from a to b), and the cycle from a back to it
CIRCLES = [
    ("nothing follows", "", ""),
    ("a chain ends", "ab bc", ""),
    ("to itself", "aa", "a"),
    ("two", "ab ba", "ab"),
    ("three", "ab bc ca", "abc"),
    ("past a dead end", "ab ac ca bd", "ac"),
    ("a dead end last", "ac ab ca bd", "ac"),
    ("two ways to the last", "ab bc bd dc ca", "abc"),
    ("a circle that it isn't in", "ab bc cb", ""),
    ("another leads to itself", "ab bb", ""),
    ("another leads to it", "ba", ""),
    ("round another circle", "ab bb bc ca", "abc"),
    ("from another circle back", "ab bc cb cd da", "abcd"),
]
# each row: edges, starts, and what they reach
REACHABLE = [
    ("nothing follows", "", "a", "a"),
    ("no start", "ab", "", ""),
    ("a chain", "ab bc", "a", "abc"),
    ("only forward", "ab bc", "b", "bc"),
    ("a circle", "ab bc ca", "b", "abc"),
    ("itself", "aa", "a", "a"),
    ("several ways", "ab ac bd cd", "a", "abcd"),
    ("several starts", "ab cd ef", "ac", "abcd"),
    ("a start that another leads to", "ab bc", "ab", "abc"),
    ("not what is apart", "ab cd", "a", "ab"),
]


@tagged("post_install", "-at_install", "next_step")
class TestNextStepGraph(BaseCase):
    """Cycles and reachability, without a database."""

    def _get_following(self, pairs):
        """Return a function that returns the successors of a letter."""
        return lambda letter: [b for a, b in pairs.split() if a == letter]

    def test_find_circle(self):
        """The cycle begins with the start, and is in order."""
        for label, pairs, expected in CIRCLES:
            with self.subTest(label):
                circle = find_circle("a", self._get_following(pairs))
                self.assertEqual("".join(circle), expected)

    def test_get_reachable(self):
        """Starts reach themselves, and everything they lead to, directly or not."""
        for label, pairs, starts, expected in REACHABLE:
            with self.subTest(label):
                reachable = get_reachable(starts, self._get_following(pairs))
                self.assertEqual(reachable, set(expected))

    def test_many(self):
        """A long chain causes no deep recursion, and visits each link once."""
        asked = []

        def get_following(number):
            asked.append(number)
            return [number + 1] if number < 10_000 else [0]

        self.assertEqual(find_circle(0, get_following), list(range(10_001)))
        self.assertEqual(len(asked), 10_001)
        self.assertEqual(len(get_reachable([0], get_following)), 10_001)
