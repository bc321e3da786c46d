from odoo.tests import BaseCase, tagged

from odoo.addons.crm_activity_flow.models.effect.publication import ANY
from odoo.addons.crm_activity_flow.models.effect.questions import (
    DIMENSIONS,
    HEADLINES,
    Tally,
    get_kinds,
    get_questions,
    get_shortest,
)

TOTALS = ("deals", "closed", "won", "lost", "timed", "days", "revenue", "rates")


def get_cell(**values):
    """Return a call with a positive outcome, and a letter two days later."""
    cell = {
        "activity_type_id": 1,
        "outcome_id": 10,
        "sentiment": "positive",
        "attempt": 1,
        "team_id": 5,
        "next_type_id": 2,
        "next_days": 2,
        **values,
    }
    return tuple(cell[name] for name in DIMENSIONS[:-1])


def ask(**named):
    return tuple(named.get(name, ANY) for name in DIMENSIONS)


@tagged("post_install", "-at_install")
class TestEffectQuestions(BaseCase):
    """Which questions an activity is in, and what deals come to in each of them."""

    def _tally(self, cells, deals, least=1):
        tally = Tally()
        for cell, deal_ids in cells:
            tally.add_cell(7, cell, deal_ids)
        for deal in deals:
            tally.add_deal(*deal)
        return tally.get_totals(least)

    def test_kinds(self):
        """Each kind of question comes once; one with an outcome names its sentiment."""
        kinds = get_kinds()
        self.assertEqual(kinds[: len(HEADLINES)], list(HEADLINES))
        self.assertEqual(len(set(map(frozenset, kinds))), len(kinds))
        questions = [*get_questions(get_cell())]
        self.assertEqual(len(set(questions)), len(questions))
        self.assertIn(ask(outcome_id=10, sentiment="positive"), questions)
        self.assertNotIn(ask(outcome_id=10), questions)

    def test_within(self):
        """A letter after two days came within two, three, and more days, not one."""
        cases = {0: 6, 1: 6, 2: 5, 30: 1, 31: 0, None: 0}
        for days, count in cases.items():
            questions = [*get_questions(get_cell(next_days=days))]
            within = [question[-1] for question in questions if question[-1] != ANY]
            with self.subTest(days):
                self.assertEqual(len(within), count)
                self.assertTrue(all(days <= each for each in within))
        # whose type is gone
        gone = get_questions(get_cell(next_type_id=None))
        self.assertEqual({question[-1] for question in gone}, {ANY})

    def test_totals(self):
        """Each deal counts once in a question, whatever it came to."""
        first, second = get_cell(), get_cell(attempt=2)
        deals = [
            # id, won, lost, days, amount, rate
            (1, True, False, 10, 500, 0.5),
            (2, False, True, 20, 70, 0.5),
            (3, False, True, None, 70, 0.25),  # closed before it was created
            (4, False, False, None, 90, None),
            (5, True, False, 1, 1, 1),  # without activities
        ]
        totals = self._tally([(first, [1, 2, 3, 4]), (second, [1, 4])], deals)
        cases = {
            ask(): (4, 3, 1, 2, 2, 30, 500, 1.25),
            ask(team_id=5): (4, 3, 1, 2, 2, 30, 500, 1.25),
            ask(attempt=1): (4, 3, 1, 2, 2, 30, 500, 1.25),
            ask(attempt=2): (2, 1, 1, 0, 1, 10, 500, 0.5),
        }
        for question, expected in cases.items():
            with self.subTest(question):
                found = tuple(totals[7, question][name] for name in TOTALS)
                self.assertEqual(found, expected)

    def test_order(self):
        """Headlines come first, then what is about most deals; few are left out."""
        cells = [
            (get_cell(), [1, 2]),
            (get_cell(outcome_id=11), [3, 4, 5]),
            (get_cell(outcome_id=None, sentiment=None), [6, 7]),
            (get_cell(outcome_id=12), [8]),
        ]
        deals = [(number, False, True, 1, 0, 0) for number in range(1, 9)]
        totals = self._tally(cells, deals, least=2)
        outcomes = [
            question[DIMENSIONS.index("outcome_id")] for _company, question in totals
        ]
        self.assertEqual(outcomes[:6], [11, 10, None] * 2)
        self.assertNotIn(12, outcomes)

    def test_shortest(self):
        """A line is about the shortest time in which 30 deals had the next step."""
        deals = [(number, False, True, 1, 0, 0) for number in range(60)]
        cases = [
            ([(1, 30), (3, 30)], [1]),
            ([(1, 29), (3, 1)], [3]),
            ([(2, 20), (20, 9)], []),
            ([(7, 40)], [7]),
        ]
        for steps, expected in cases:
            start, cells = 0, []
            for days, count in steps:
                cells.append((get_cell(next_days=days), range(start, start + count)))
                start += count
            totals = dict(get_shortest(self._tally(cells, deals)))
            within = {question[-1] for _company, question in totals} - {ANY}
            with self.subTest(steps):
                self.assertEqual(sorted(within), expected)
