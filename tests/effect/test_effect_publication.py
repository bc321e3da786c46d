from odoo.tests import BaseCase, tagged

from odoo.addons.crm_activity_flow.models.effect.publication import (
    ANY,
    CompanyPublication,
    Publication,
)

DIMENSIONS = ("outcome_id", "attempt", "team_id", "next_type_id")


def ask(outcome_id=ANY, attempt=ANY, team_id=ANY, next_type_id=ANY):
    return (outcome_id, attempt, team_id, next_type_id)


@tagged("post_install", "-at_install")
class TestEffectPublication(BaseCase):
    """What was published never tells anything about one to nine deals."""

    def _publish(self, *questions):
        """Return the sizes that are published, of questions in their order."""
        publication = Publication(DIMENSIONS)
        return [size for question, size in questions if publication.add(question, size)]

    def test_cases(self):
        """Each case: the questions in their order, and the sizes that are published."""
        cases = {
            "nine deals": ([(ask(), 9)], []),
            "ten deals": ([(ask(), 10)], [10]),
            "none left": ([(ask(1), 12), (ask(), 12)], [12, 12]),
            "nine left": ([(ask(1), 12), (ask(), 21)], [12]),
            "ten left": ([(ask(1), 12), (ask(), 22)], [12, 22]),
            "total first": ([(ask(), 21), (ask(1), 12)], [21]),
            "two levels up": ([(ask(1, team_id=1), 12), (ask(), 21)], [12]),
            "two levels down": ([(ask(), 21), (ask(1, team_id=1), 12)], [21]),
            "sum of two": (
                [(ask(1), 20), (ask(2), 20), (ask(), 49)],
                [20, 20],
            ),
            "sum of two, one too many": (
                [(ask(), 49), (ask(1), 20), (ask(2), 20)],
                [49, 20],
            ),
            "a deal in both": ([(ask(1), 12), (ask(2), 12), (ask(), 23)], [12, 12]),
            "ten deals in both": (
                [(ask(1), 22), (ask(2), 22), (ask(), 34)],
                [22, 22, 34],
            ),
            "sum of a grid": (
                [(ask(1, team_id=1), 20), (ask(2, team_id=2), 20), (ask(), 41)],
                [20, 20],
            ),
            "other dimensions": ([(ask(1), 20), (ask(team_id=1), 15)], [20, 15]),
            "second attempt": ([(ask(1, 1), 20), (ask(1, 2), 15)], [20]),
            "second attempt first": ([(ask(1, 2), 15), (ask(1, 1), 20)], [15]),
            "second attempt of one": ([(ask(attempt=1), 20), (ask(1, 2), 15)], [20]),
            "second of ten more": ([(ask(1, 1), 25), (ask(1, 2), 15)], [25, 15]),
            "what followed the second": (
                [(ask(1, 1, next_type_id=1), 20), (ask(1, 2, next_type_id=1), 15)],
                [20, 15],
            ),
            "no outcome": ([(ask(None), 12), (ask(), 21)], [12]),
        }
        for name, (questions, expected) in cases.items():
            with self.subTest(name):
                self.assertEqual(self._publish(*questions), expected)

    def test_bases(self):
        """Each case: base, question, how many deals of how many; what is published."""
        cases = {
            "nine open": (
                [("closed", ask(), 20, 29), ("deals", ask(), 20, 29)],
                [True, False],
            ),
            "ten open": (
                [("closed", ask(), 20, 30), ("deals", ask(), 20, 30)],
                [True, True],
            ),
            "none open": (
                [("closed", ask(), 20, 20), ("deals", ask(), 20, 20)],
                [True, True],
            ),
            "too few closed": (
                [("closed", ask(), 9, 30), ("deals", ask(), 9, 30)],
                [False, True],
            ),
            "closed ones of a part": (
                [("closed", ask(1), 20, 20), ("deals", ask(), 25, 25)],
                [True, False],
            ),
            "closed ones of all parts": (
                [
                    ("closed", ask(1), 20, 20),
                    ("closed", ask(2), 20, 20),
                    ("deals", ask(), 45, 45),
                ],
                [True, True, False],
            ),
            "closed ones of all parts, and the open ones of one": (
                [
                    ("closed", ask(1), 20, 35),
                    ("closed", ask(2), 20, 20),
                    ("deals", ask(1), 20, 35),
                    ("deals", ask(), 30, 45),
                ],
                [True, True, True, False],
            ),
            "closed ones of an earlier attempt": (
                [("closed", ask(1, 2), 20, 20), ("deals", ask(1, 1), 25, 25)],
                [True, False],
            ),
            "twelve open, three more in the rest": (
                [
                    ("closed", ask(1), 28, 40),
                    ("closed", ask(), 38, 53),
                    ("deals", ask(1), 28, 40),
                    ("deals", ask(), 38, 53),
                ],
                [True, True, True, False],
            ),
            "other bases": (
                [
                    ("won", ask(1), 12, 50),
                    ("timed", ask(), 13, 50),
                    ("won", ask(), 15, 50),
                ],
                [True, True, False],
            ),
        }
        for name, (answers, expected) in cases.items():
            publication = CompanyPublication(DIMENSIONS)
            added = [
                publication.add(
                    *(question, base),
                    {"closed": part, "timed": part, "won": part, "deals": size},
                )
                for base, question, part, size in answers
            ]
            with self.subTest(name):
                self.assertEqual(added, expected)
