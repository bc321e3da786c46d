import random

from odoo.tests import BaseCase, tagged

from ...models.sharing.policy import (
    ALL_TYPES,
    BUSY,
    EVERYONE,
    FULL,
    LEVELS,
    NONE,
    READ,
    Facts,
    Line,
    get_document_levels,
    get_free_levels,
    get_pair,
    group_pairs,
    is_at_least,
    merge_types,
    resolve,
    split,
    work_out,
)

ANNA, BERT = 7, 8
CALL, MAIL = 3, 4


def make_line(is_personal, activity_type, level, opens=True, default=FULL, owner=ANNA):
    return Line(owner, activity_type, is_personal, level, opens, default)


@tagged("post_install", "-at_install")
class TestSharingPolicy(BaseCase):
    """The lines of owners become the levels of a viewer."""

    def test_winning_line(self):
        """A person and a type win over a person, then everyone's type, then everyone.

        Without a line, it's the company's default.
        """
        person_type = make_line(True, CALL, NONE, default=BUSY)
        person = make_line(True, ALL_TYPES, BUSY, default=BUSY)
        everyone_type = make_line(False, CALL, READ, default=BUSY)
        everyone = make_line(False, ALL_TYPES, FULL, default=BUSY)
        for lines, call, mail in (
            ([person_type, person, everyone_type, everyone], NONE, BUSY),
            ([person, everyone_type, everyone], BUSY, BUSY),
            ([everyone_type, everyone], READ, FULL),
            ([person_type, everyone_type, everyone], NONE, FULL),
            ([person_type, everyone], NONE, FULL),
            ([everyone], FULL, FULL),
            ([everyone_type], READ, BUSY),
            ([person_type], NONE, BUSY),
        ):
            for given in (lines, lines[::-1]):
                with self.subTest(lines=given):
                    level, by_type = get_document_levels(given, {})[ANNA]
                    self.assertEqual(by_type.get(CALL, level), call)
                    self.assertEqual(by_type.get(MAIL, level), mail)

    def test_defaults(self):
        """Owners without a line share as their company does."""
        self.assertEqual(get_document_levels([], {ANNA: READ}), {ANNA: (READ, {})})
        self.assertEqual(get_free_levels([]), {})

    def test_closing_lines(self):
        """For outsiders, a line for everyone gives the lower of it and the default."""
        for level in LEVELS:
            for default in LEVELS:
                lower = level if is_at_least(default, level) else default
                line = make_line(False, ALL_TYPES, level, opens=False, default=default)
                levels = get_document_levels([line], {ANNA: default})
                self.assertEqual(levels, {ANNA: (lower, {})})

    def test_free(self):
        """Only lines that open count for activities without a document."""
        lines = [
            make_line(False, ALL_TYPES, FULL, opens=False),
            make_line(True, CALL, READ),
            make_line(True, CALL, READ, opens=False, owner=BERT),
        ]
        self.assertEqual(get_free_levels(lines), {ANNA: (NONE, {CALL: READ})})

    def test_facts(self):
        """Whoever sees all, or leads an owner, sees more on documents alone.

        Each fact counts: what is kept of other facts is not the answer.
        """
        lines = f"{ANNA} {ALL_TYPES} 0 {BUSY} 1,{BERT} {CALL} 1 {NONE} 0"
        bert = {BERT: (READ, {CALL: NONE})}
        both = {ANNA: (BUSY, {}), **bert}
        free = {ANNA: (BUSY, {})}
        facts = Facts(
            lines=lines,
            defaults=f"{BERT} {READ}",
            full=None,
            has_private=False,
            viewer=BERT + 1,
            sees_all=False,
        )
        for changes, documents, opened in (
            ({}, both, free),
            ({"full": f"{ANNA},{BERT + 2}"}, bert, free),
            ({"viewer": ANNA}, bert, free),
            ({"sees_all": True}, {}, free),
            ({"lines": None}, {BERT: (READ, {})}, {}),
            ({"lines": None, "defaults": None}, {}, {}),
        ):
            with self.subTest(changes=changes):
                policy = work_out(facts._replace(**changes))
                self.assertEqual((policy.documents, policy.free), (documents, opened))
                self.assertFalse(policy.has_private)
        self.assertTrue(work_out(facts._replace(has_private=True)).has_private)

    def test_split(self):
        """Owners and pairs are split at a level; pairs only if they differ."""
        levels = {
            ANNA: (NONE, {CALL: READ, MAIL: BUSY}),
            BERT: (FULL, {CALL: READ, MAIL: NONE}),
        }
        for minimum, above, below, pairs_above, pairs_below in (
            (BUSY, {BERT}, {ANNA}, [(ANNA, CALL), (ANNA, MAIL)], [(BERT, MAIL)]),
            (READ, {BERT}, {ANNA}, [(ANNA, CALL)], [(BERT, MAIL)]),
            (FULL, {BERT}, {ANNA}, [], [(BERT, CALL), (BERT, MAIL)]),
        ):
            with self.subTest(minimum=minimum):
                found = split(levels, minimum)
                self.assertEqual(found.above, above)
                self.assertEqual(found.below, below)
                self.assertEqual(
                    found.pairs_above, {get_pair(*pair) for pair in pairs_above}
                )
                self.assertEqual(
                    found.pairs_below, {get_pair(*pair) for pair in pairs_below}
                )

    def test_pairs(self):
        """Different owners and types make different pairs, up to the highest id."""
        highest = 2**31 - 1
        ids = (1, 2, highest)
        pairs = {get_pair(owner, kind) for owner in ids for kind in (0, *ids)}
        self.assertEqual(len(pairs), 12)
        owners = sorted(ids)
        self.assertEqual(group_pairs(pairs), dict.fromkeys((0, *owners), owners))
        self.assertLess(max(pairs), 2**63)

    def test_merged_types(self):
        """Whatever lines there are, no level rises, and the lower of two stays."""
        chance = random.Random(60)
        kinds, people = {CALL, MAIL}, (EVERYONE, ANNA, BERT)
        for number in range(2_000):
            default = chance.choice(LEVELS)
            used = {
                (kind, free)
                for kind in kinds
                for free in (False, True)
                if chance.random() < 0.5
            }
            lines = {
                viewer: [
                    make_line(
                        viewer != EVERYONE, kind, chance.choice(LEVELS), default=default
                    )
                    for kind in (ALL_TYPES, CALL, MAIL)
                    if chance.random() < 0.5
                ]
                for viewer in people
            }
            merged = merge_types(lines, default, kinds, MAIL, used)
            after = {
                viewer: [line for line in own if line.activity_type not in kinds]
                + [
                    make_line(viewer != EVERYONE, MAIL, merged[viewer], default=default)
                    for _once in range(viewer in merged)
                ]
                for viewer, own in lines.items()
            }
            with self.subTest(number=number):
                for viewer in (*people, None):  # the last one has no lines
                    for opens in (True, False):  # for people of other companies
                        rest = (viewer, opens, default, used)
                        self._check_merged(lines, after, *rest)

    def _check_merged(self, before, after, viewer, opens, default, used):
        def get_level(lines, kind, is_free):
            own = lines.get(viewer, []) if viewer != EVERYONE else []
            everyone = [each._replace(opens=opens) for each in lines[EVERYONE]]
            if is_free:
                everyone = everyone if opens else []
            level, by_type = resolve([*own, *everyone], NONE if is_free else default)
            return by_type.get(kind, level)

        for kind, is_free in used:
            self.assertTrue(
                is_at_least(
                    get_level(before, kind, is_free), get_level(after, MAIL, is_free)
                )
            )
        for line in before.get(viewer, []):
            if line.activity_type in (CALL, MAIL) and viewer != EVERYONE:
                self.assertTrue(is_at_least(line.level, get_level(after, MAIL, False)))
