from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ...models.activity import client_values as values

NAN = float("nan")


@tagged("post_install", "-at_install")
class TestActivityClientValues(BaseCase):
    """Values from clients are read as sent, or refused."""

    def test_ids(self):
        """Only what PostgreSQL accepts as the id of a record is an id."""
        for value, expected in (
            (1, True),
            (2**31 - 1, True),
            (2**31, False),
            (0, False),
            (-1, False),
            (True, False),
            (False, False),
            (None, False),
            ("1", False),
            (1.0, False),
            ([1], False),
        ):
            with self.subTest(value=value):
                self.assertIs(values.is_id(value), expected)

    def test_lists_of_ids(self):
        """A list of ids is a list or a tuple, and contains nothing else."""
        for value, expected in (
            ([1, 2], True),
            ((1, 2), True),
            ([], True),
            ([1, False], False),
            ([1, "2"], False),
            ({1, 2}, False),
            ("12", False),
            (1, False),
            (None, False),
        ):
            with self.subTest(value=value):
                self.assertIs(values.are_ids(value), expected)

    def test_integers(self):
        """True and False aren't integers, although Python says so."""
        for value, expected in ((0, True), (-5, True), (True, False), (1.0, False)):
            with self.subTest(value=value):
                self.assertIs(values.is_integer(value), expected)

    def test_texts(self):
        """A text is one that PostgreSQL can store."""
        for value, expected in (
            ("", True),
            ("Grüße \N{WAVING HAND SIGN}", True),
            ("a\0b", False),
            ("\ud83d", False),
            (b"bytes", False),
            (None, False),
            (["a"], False),
        ):
            with self.subTest(value=value):
                self.assertIs(values.is_text(value), expected)

    def test_dates(self):
        """Dates and times have exactly one format; empty values become None."""
        for parse, value, expected in (
            (values.parse_date, "2028-02-29", date(2028, 2, 29)),
            (values.parse_date, False, None),
            (values.parse_date, None, None),
            (values.parse_date, "", None),
            (
                values.parse_datetime,
                "2026-12-31 14:30:00",
                datetime(2026, 12, 31, 14, 30),
            ),
            (values.parse_datetime, False, None),
        ):
            with self.subTest(value=value):
                self.assertEqual(parse("name", value), expected)

    def test_no_dates(self):
        """An invalid date or time is refused, with its name and value."""
        for parse, value in (
            (values.parse_date, "2026-02-29"),
            (values.parse_date, "2026-2-28"),
            (values.parse_date, "2026-02-28 10:00:00"),
            (values.parse_date, "tomorrow"),
            (values.parse_date, 20260228),
            (values.parse_date, True),
            (values.parse_date, ["2026-02-28"]),
            (values.parse_datetime, "2026-02-28"),
            (values.parse_datetime, "2026-02-28T10:00:00"),
            (values.parse_datetime, "2026-02-28 24:00:00"),
            (values.parse_datetime, "2026-02-28 10:00:00+01:00"),
        ):
            with (
                self.subTest(value=value),
                self.assertRaises(values.BadValueError) as caught,
            ):
                parse("date_deadline", value)
            self.assertEqual(caught.exception.name, "date_deadline")
            self.assertEqual(caught.exception.value, value)

    def test_hours(self):
        """Hours are a number from 0 to the limit; an empty value is 0."""
        for value, expected in ((0, 0), (1.5, 1.5), (24, 24), (None, 0), (False, 0)):
            with self.subTest(value=value):
                self.assertEqual(values.parse_hours("hours", value, 24), expected)
        for value in (-0.1, 24.1, NAN, float("inf"), True, "2", [2]):
            with self.subTest(value=value), self.assertRaises(values.BadValueError):
                values.parse_hours("hours", value, 24)
