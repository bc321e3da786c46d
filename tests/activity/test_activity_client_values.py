from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

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

    def test_cleaned(self):
        """Texts and all numbers become ids, or are refused; what is no id stays."""
        for value, expected in (
            ("7", 7),
            (" 7 ", 7),
            (7.0, 7),
            (Decimal(7), 7),
            (7, 7),
            ([7, "Flow"], [7, "Flow"]),
            (False, False),
            ("", ""),
            (None, None),
        ):
            self.assertEqual(values.clean_id(value), expected)
        for value in (
            "x",
            7.5,
            "7.5",
            Decimal("7.5"),
            7 + 0j,
            NAN,
            float("inf"),
            "virtual_1",
            True,
        ):
            with self.subTest(value=value), self.assertRaises(values.BadValueError):
                values.clean_id(value)
        self.assertEqual(values.clean_link("7"), 7)
        with self.assertRaises(values.BadValueError):
            values.clean_link({"id": 7})
        given = [(0, "virtual_1", {"a": "7"}), (1, "7", {"b": 1}), [4, 7.0], "8", (5,)]
        cleaned = [(0, "virtual_1", {"a": "7"}), [1, 7, {"b": 1}], [4, 7], 8, [5]]
        self.assertEqual(values.clean_links(given), cleaned)
        self.assertEqual(values.clean_links([(6, 0, ["7", 8])]), [[6, 0, [7, 8]]])
        self.assertEqual(values.clean_links([(6, 0, {7: 0}.keys())]), [[6, 0, [7]]])
        self.assertIs(values.clean_links(False), False)
        for value in ("78", {"78": 1}, 78, [[78]]):
            with self.assertRaises(values.BadValueError):
                values.clean_links([(6, 0, value)])
        for command in ([4, [7]], [1, [7], {}], [4, {"id": 7}]):
            with self.assertRaises(values.BadValueError):
                values.clean_links([command])

    def test_linked_in_other_forms(self):
        """Of a fraction, both numbers count; of a text for a list, its digits."""
        for value, expected in (
            (7.5, {7, 8}),
            ("7.5", {7, 8}),
            (Decimal("7.5"), {7, 8}),
            (True, {1}),
            ({"id": [7]}, {7}),
            ({"id": {"7": 1}}, {7}),
            ([(4, [7])], {7}),
            ([(6, 0, [[7], [[8.0]]])], {7, 8}),
            ([(6, 0, {7: 0}.keys())], {7}),
            ([(6, 0, "78")], {7, 8}),
            ([(6, 0, {"78": 1})], {78}),
            (NAN, set()),
        ):
            with self.subTest(value=value):
                self.assertEqual(values.get_linked_ids(value), expected)

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

    def test_links(self):
        """What a value links, and what it changes, is read in all of Odoo's forms."""
        linked = {1, 2}
        for value, named, changed in (
            (False, set(), {1, 2}),
            ([], set(), {1, 2}),
            (3, {3}, {1, 2, 3}),
            ("3", {3}, {1, 2, 3}),
            (3.0, {3}, {1, 2, 3}),
            (3.5, {3, 4}, {1, 2, 3, 4}),
            ("Flow", set(), {1, 2}),
            ({"id": 2, "display_name": "Flow"}, {2}, {1, 2}),
            ([1, 2], {1, 2}, set()),
            ((2, 3), {2, 3}, {1, 3}),
            (SimpleNamespace(_ids=(2, 3)), {2, 3}, {1, 3}),  # as records have
            ([(0, 0, {"name": "Flow"})], set(), set()),
            ([(0, "virtual_1", {})], set(), set()),
            ([(1, 2, {"name": "Flow"})], {2}, {2}),
            ([[2, 2]], {2}, {2}),
            ([(3, 9)], {9}, {9}),
            ([(4, 2), (4, 3)], {2, 3}, {3}),
            ([(5,)], set(), {1, 2}),
            ([(6, 0, [2, 3])], {2, 3}, {1, 3}),
            ([(5,), (4, 1)], {1}, {1, 2}),
        ):
            with self.subTest(value=value):
                self.assertEqual(values.get_linked_ids(value), named)
                self.assertEqual(values.get_changed_ids(value, linked), changed)

    def test_links_of_some_commands(self):
        """Commands can be chosen, and bring the values of lines."""
        value = [(0, 0, {"name": "Flow"}), (1, 5, {"name": "Other"}), (3, 6), (4, 7)]
        links = values.read_links(value)
        self.assertEqual(values.get_ids(links, (1, 4)), {5, 7})
        lines = [link.values["name"] for link in links if link.values]
        self.assertEqual(lines, ["Flow", "Other"])

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
