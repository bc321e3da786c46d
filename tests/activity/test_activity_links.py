from decimal import Decimal
from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from ...models.activity import links
from ...models.activity.client_values import BadValueError

NAN = float("nan")


@tagged("post_install", "-at_install")
class TestActivityLinks(BaseCase):
    """Links are read in all forms that Odoo takes, and cleaned or refused."""

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
                self.assertEqual(links.get_linked_ids(value), named)
                self.assertEqual(links.get_changed_ids(value, linked), changed)

    def test_texts(self):
        """Texts of dialogs are read as Odoo reads them."""
        for text, ids in (
            ("[1, 2]", {1, 2}),
            ("(1, 0x1F, 1_000)", {1, 31, 1000}),
            ("3", {3}),
            ([1, 2], {1, 2}),
            (False, set()),
            ("", set()),
            ("[1, ", set()),
            ("[" * 1000, set()),
            ("\0", set()),
            ("search([])", set()),
        ):
            with self.subTest(text=text):
                self.assertEqual(links.parse_ids(text), ids)

    def test_links_of_some_commands(self):
        """Commands can be chosen, and bring the values of lines."""
        value = [(0, 0, {"name": "Flow"}), (1, 5, {"name": "Other"}), (3, 6), (4, 7)]
        read = links.read_links(value)
        self.assertEqual(links.get_ids(read, (1, 4)), {5, 7})
        lines = [link.values["name"] for link in read if link.values]
        self.assertEqual(lines, ["Flow", "Other"])

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
            self.assertEqual(links.clean_id(value), expected)
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
            with self.subTest(value=value), self.assertRaises(BadValueError):
                links.clean_id(value)
        self.assertEqual(links.clean_link("7"), 7)
        with self.assertRaises(BadValueError):
            links.clean_link({"id": 7})
        given = [(0, "virtual_1", {"a": "7"}), (1, "7", {"b": 1}), [4, 7.0], "8", (5,)]
        cleaned = [(0, "virtual_1", {"a": "7"}), [1, 7, {"b": 1}], [4, 7], 8, [5]]
        self.assertEqual(links.clean_links(given), cleaned)
        self.assertEqual(links.clean_links([(6, 0, ["7", 8])]), [[6, 0, [7, 8]]])
        self.assertEqual(links.clean_links([(6, 0, {7: 0}.keys())]), [[6, 0, [7]]])
        self.assertIs(links.clean_links(False), False)
        for value in ("78", {"78": 1}, 78, [[78]]):
            with self.assertRaises(BadValueError):
                links.clean_links([(6, 0, value)])
        for command in ([4, [7]], [1, [7], {}], [4, {"id": 7}]):
            with self.assertRaises(BadValueError):
                links.clean_links([command])

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
                self.assertEqual(links.get_linked_ids(value), expected)
