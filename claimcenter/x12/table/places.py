"""The order of a transaction set as a walk: which segment may follow which, made from the table.

A place is a loop and an identifier; it knows what may come next. Uses of one segment in one loop that differ only in
their qualifier stand in any order among themselves: payers do not keep that order, and nothing is lost by it.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from . import transaction
from .model import QUALIFIER_AT, Loop, Segment, Transaction


class Place:
    """One place in the walk: ``loop`` and ``identifier`` of the segment just read, and what may follow.

    ``following`` holds, by identifier, the places that may be reached with the qualifiers that lead there (none: any).
    """

    __slots__ = ("following", "identifier", "loop", "path")

    def __init__(self, loop: str, identifier: str, path: tuple[str, ...]) -> None:
        self.loop = loop
        self.identifier = identifier
        self.path = path
        self.following: dict[str, list[tuple[frozenset[str], Place]]] = {}

    def next(self, identifier: str, qualifier: str) -> Place | None:
        """The nearest place a segment leads to from here; None where it may not come.

        A qualifier nobody knows leads on where there is only one way: the code is then at fault, not the place.
        """
        ways = self.following.get(identifier, ())
        for codes, place in ways:
            if not codes or qualifier in codes:
                return place
        return ways[0][1] if ways and all(place is ways[0][1] for _, place in ways) else None

    def may_lead_to(self, segment: Segment, place: Place) -> None:
        """Add one continuation; what was added first is nearest."""
        self.following.setdefault(segment.id, []).append((segment.qualifiers, place))


def qualifier_of(elements: list[str], component: str) -> str:
    """The code that tells the uses of a segment apart."""
    at = QUALIFIER_AT.get(elements[0], 1)
    return elements[at].split(component, 1)[0] if at < len(elements) else ""


class _Row(NamedTuple):
    """One use of a segment with the loops above it from the root, and those that must be open for it to come."""

    segment: Segment
    loop: Loop
    path: tuple[Loop, ...]
    needed: tuple[str, ...]


@cache
def places(code: str) -> Place:
    """The place of the ST of a transaction set. Every place reached from it is linked; shared, never to be changed."""
    return _linked(transaction(code))


def _linked(table: Transaction) -> Place:
    rows = _rows(table.root, ())
    made: dict[tuple[str, str], Place] = {}
    for segment, loop, path, _ in rows:
        made.setdefault((loop.id, segment.id), Place(loop.id, segment.id, tuple(one.id for one in path)))
    for index, (segment, loop, path, _) in enumerate(rows):
        place = made[loop.id, segment.id]
        for following, target in _after(index, rows, path):
            place.may_lead_to(following, made[target, following.id])
    return made["", "ST"]


def _rows(loop: Loop, above: tuple[Loop, ...]) -> list[_Row]:
    path = (*above, loop)
    found: list[_Row] = []
    for item in loop.items:
        found.extend(_rows(item, path) if isinstance(item, Loop) else [_row(item, loop, path)])
    return found


def _row(segment: Segment, loop: Loop, path: tuple[Loop, ...]) -> _Row:
    """A loop that stands in two places (the claim) is another one there: the way from the root tells them apart."""
    inner = path[:-1] if segment is loop.opener else path
    return _Row(segment, loop, path, tuple(one.id for one in inner))


def _after(index: int, rows: list[_Row], path: tuple[Loop, ...]) -> list[tuple[Segment, str]]:
    """What may follow a row: its like, later segments of its loops, openers of inner loops, and loops over again."""
    here, own = rows[index].segment, path[-1]
    open_loops = tuple(loop.id for loop in path)
    alike = [item for item in own.items if isinstance(item, Segment) and item.id == here.id]
    found = [(item, own.id) for item in alike if len(alike) > 1 or item.repeat != 1]
    for segment, loop, _, needed in rows[index + 1 :]:
        if open_loops[: len(needed)] == needed:
            found.append((segment, loop.id))
    found += [(loop.opener, loop.id) for loop in reversed(path[1:]) if loop.repeat != 1]
    return found
