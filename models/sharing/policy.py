"""What share lines say: the level that one viewer has, for each owner and type.

The database looks the answer up in sets, see ``mail_activity_policy.py``.

Plain functions.
"""

import functools
from dataclasses import dataclass
from typing import NamedTuple

LEVELS = NONE, BUSY, READ, FULL = ("none", "busy", "read", "full")
RANKS = {level: rank for rank, level in enumerate(LEVELS)}
ALL_TYPES = 0
EVERYONE = 0
# owner and type as one number, for a lookup in one set
PAIR_BITS = 32
# policies that a process keeps, of some ten KiB each
POLICIES_KEPT = 256


class Line(NamedTuple):
    """A share line of an owner, as far as it is about one viewer."""

    owner: int
    activity_type: int  # or ALL_TYPES
    is_personal: bool  # or for everyone
    level: str
    opens: bool  # whether it can give the viewer more than the company's default
    default: str  # of the owner's company


@dataclass(frozen=True)
class Split:
    """The owners and pairs of owner and type on both sides of a level."""

    above: frozenset  # owners who share all other types at this level
    below: frozenset  # owners who don't
    pairs_above: frozenset  # the types that owners below share all the same
    pairs_below: frozenset  # the types that owners above don't


class Facts(NamedTuple):
    """What the database says about one viewer; for lists, see :func:`read_rows`."""

    lines: str  # the first five fields of ``Line``
    defaults: str  # owners whose company doesn't share everything, and its default
    full: str  # owners who share all on documents, because the viewer leads them
    has_private: bool  # whether there are any private activities
    viewer: int
    sees_all: bool  # on documents, whatever lines say


@dataclass(frozen=True, eq=False)
class Policy:
    """All that decides on the level of one viewer, but for the activity itself."""

    documents: dict  # levels by owner, see ``resolve``; full for owners not in it
    free: dict  # the same for activities without a document; none for others
    has_private: bool  # whether there are any private activities


def is_at_least(level, minimum):
    """Return whether a level includes another."""
    return RANKS[level] >= RANKS[minimum]


def get_lower(*levels):
    """Return the lowest of some levels."""
    return min(levels, key=RANKS.get)


@functools.lru_cache(POLICIES_KEPT)
def work_out(facts):
    """Return the policy that follows from what the database says.

    The same facts give the same policy, so that nothing that is kept can be outdated.

    :param Facts facts: about one viewer
    :rtype: Policy
    """
    defaults = {int(owner): level for owner, level in read_rows(facts.defaults)}
    lines = list(_read_lines(facts.lines, defaults))
    documents = {}
    if not facts.sees_all:
        # these need no lookup among those who share less
        full = {*read_ids(facts.full), facts.viewer}
        levels = get_document_levels(lines, defaults)
        documents = {
            owner: level for owner, level in levels.items() if owner not in full
        }
    return Policy(documents, get_free_levels(lines), facts.has_private)


def read_rows(text):
    """Return the rows of a text, with commas between them and blanks between fields.

    PostgreSQL takes half as long for that as for JSON.

    :param str text: None or empty without rows
    :rtype: list[list[str]]
    """
    return [row.split(" ") for row in text.split(",")] if text else []


def read_ids(text):
    """Return the ids of a text with rows of one field."""
    return [int(id_) for (id_,) in read_rows(text)]


def get_document_levels(lines, defaults):
    """Return the levels of owners for their activities on documents.

    :param list[Line] lines: of all owners
    :param dict[int, str] defaults: by owner, where it isn't full
    :rtype: dict[int, tuple[str, dict[int, str]]]
    """
    levels = {owner: (default, {}) for owner, default in defaults.items()}
    for owner, own in _group_by_owner(lines).items():
        levels[owner] = resolve(own, own[0].default)
    return levels


def get_free_levels(lines):
    """Return the levels of owners for their activities without a document.

    Only lines open these, neither the company's default nor what only closes.

    :param list[Line] lines: of all owners
    :rtype: dict[int, tuple[str, dict[int, str]]]
    """
    opening = [line for line in lines if line.opens]
    return {
        owner: resolve(own, NONE) for owner, own in _group_by_owner(opening).items()
    }


def resolve(lines, default):
    """Return an owner's level for all types, and the types that have another line.

    :param list[Line] lines: of one owner
    :param str default: the level without a line
    :rtype: tuple[str, dict[int, str]]
    """
    personal, everyone = {}, {}
    for line in lines:
        by_type = personal if line.is_personal else everyone
        by_type[line.activity_type] = _get_level(line)
    # a person's line for all types comes before everyone's line for one type
    winning = personal if ALL_TYPES in personal else everyone | personal
    level = winning.pop(ALL_TYPES, default)
    return level, winning


def get_lowest_levels(lines, default):
    """Return the lowest levels that an owner gives to anyone, for all types.

    Everyone's line doesn't replace the default: portal users and users of other
    companies never get more than that.

    :param dict[int, list[Line]] lines: of one owner, by viewer
    :param str default: of the owner's company
    :return: the lowest level, and that of types that have another one
    :rtype: tuple[str, dict[int, str]]
    """
    everyone = lines.get(EVERYONE, [])
    people = [own for viewer, own in lines.items() if viewer != EVERYONE]
    given = [resolve([*own, *everyone], default) for own in [[], *people]]
    types = {kind for _level, by_type in given for kind in by_type}
    lowest = get_lower(default, *(level for level, _by_type in given))
    return lowest, {
        kind: get_lower(default, *(_look_up(levels, kind) for levels in given))
        for kind in types
    }


def merge_types(lines, default, kinds, survivor, used):
    """Return an owner's levels for types that become one, by viewer.

    No one gets more than before of any activity that there is, and where lines of one
    viewer meet, the lowest stays. Who isn't in it needs no line.

    :param dict[int, list[Line]] lines: of the owner, by viewer
    :param str default: of the owner's company
    :param set[int] kinds: the types, the survivor among them
    :param set[tuple[int, bool]] used: of which types the owner has activities, and
        whether these have no document
    :rtype: dict[int, str]
    """
    levels = {}
    everyone = lines.get(EVERYONE, [])
    for viewer, own in lines.items():
        merged = [line for line in own if line.activity_type in kinds]
        merges = [
            _merge(merged, [*own, *shared], default, kinds, survivor, used)
            for shared in _get_shared(viewer, everyone)
        ]
        if any(is_needed for _lowest, is_needed in merges):
            levels[viewer] = get_lower(*(lowest for lowest, _is_needed in merges))
    return levels


def _get_shared(viewer, everyone):
    """Return what everyone's lines may be for a viewer of one's own lines.

    They only close for people of other companies.
    """
    if viewer == EVERYONE:
        return [[]]
    return [everyone, [line._replace(opens=False) for line in everyone]]


def _merge(merged, lines, default, kinds, survivor, used):
    """Return the level of a line for one viewer, and whether the viewer needs one.

    :param list[Line] merged: the viewer's own lines for the types
    :param list[Line] lines: all that are about the viewer
    """
    kept = [line for line in lines if line.activity_type not in kinds]
    before, without = (_resolve_both(each, default) for each in (lines, kept))
    limits = [
        get_lower(
            FULL,
            *(line.level for line in merged if not is_free),
            *(
                _look_up(before[is_free], kind)
                for kind, free in used
                if free == is_free
            ),
        )
        for is_free in (False, True)
    ]
    left = [_look_up(levels, survivor) for levels in without]
    lowest = get_lower(*limits)
    is_enough = all(map(is_at_least, limits, left))
    # a line that only free activities need would close those on documents
    keeps_none = not merged or RANKS[left[0]] > RANKS[lowest]
    return lowest, not (is_enough and keeps_none)


def _resolve_both(lines, default):
    """Return an owner's levels on documents, and without one, see :func:`resolve`."""
    opening = [line for line in lines if line.opens]
    return resolve(lines, default), resolve(opening, NONE)


def _look_up(levels, kind):
    level, by_type = levels
    return by_type.get(kind, level)


def split(levels, minimum):
    """Return which owners and pairs are on which side of a level.

    :param dict levels: see :func:`resolve`, by owner
    :rtype: Split
    """
    enough = {level for level in LEVELS if is_at_least(level, minimum)}
    above = {owner for owner in levels if levels[owner][0] in enough}
    pairs_above, pairs_below = set(), set()
    for owner, (_level, by_type) in levels.items():
        for activity_type, level in by_type.items():
            is_above = level in enough
            if is_above != (owner in above):
                pairs = pairs_above if is_above else pairs_below
                pairs.add(get_pair(owner, activity_type))
    return Split(
        *map(frozenset, (above, levels.keys() - above, pairs_above, pairs_below))
    )


def get_pair(owner, activity_type):
    """Return an owner and a type as one number."""
    return (owner << PAIR_BITS) + activity_type


def group_pairs(pairs):
    """Return the owners of pairs by type, see :func:`get_pair`."""
    owners = {}
    for pair in sorted(pairs):
        owner, activity_type = divmod(pair, 1 << PAIR_BITS)
        owners.setdefault(activity_type, []).append(owner)
    return owners


def _read_lines(text, defaults):
    for owner, activity_type, is_personal, level, opens in read_rows(text):
        yield Line(
            int(owner),
            int(activity_type),
            is_personal == "1",
            level,
            opens == "1",
            defaults.get(int(owner), FULL),
        )


def _get_level(line):
    return line.level if line.opens else get_lower(line.level, line.default)


def _group_by_owner(lines):
    by_owner = {}
    for line in lines:
        by_owner.setdefault(line.owner, []).append(line)
    return by_owner
