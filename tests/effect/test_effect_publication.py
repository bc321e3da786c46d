from odoo.tests import BaseCase, tagged

from odoo.addons.crm_activity_flow.models.effect.publication import ANY, Publication

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
