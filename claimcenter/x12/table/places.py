"""The order of a transaction set as a walk: which segment may follow which, made from the table.

A place knows the loop it stands in and, for every identifier that may come next, the place reached. Uses that differ only in
their qualifier stand in any order among themselves: payers and people do not keep that order, and nothing is lost by it.
"""

from __future__ import annotations

from .model import Loop, Segment, Transaction


class Place:
    """One place in the walk: ``loop`` and ``identifier`` of the segment just read, ``following`` by identifier."""

    __slots__ = ("following", "identifier", "loop")

    def __init__(self, loop: str, identifier: str) -> None:
        self.loop = loop
        self.identifier = identifier
        self.following: dict[str, Place] = {}


def places(transaction: Transaction) -> Place:
    """The place before the first segment. Every place reached from it is linked."""
    root = Place("", "")
    rows = list(_rows(transaction.root, ()))
    made = {(loop.id, segment.id): Place(loop.id, segment.id) for segment, loop, _ in rows}
    root.following[rows[0][0].id] = made["", rows[0][0].id]
    for index, (segment, loop, path) in enumerate(rows):
        place = made[loop.id, segment.id]
        if segment.repeat != 1:
            place.following.setdefault(segment.id, place)
        for identifier, target in _after(index, rows, path):
            place.following.setdefault(identifier, made[target, identifier])
    return root


_Row = tuple[Segment, Loop, tuple[Loop, ...]]


def _rows(loop: Loop, above: tuple[Loop, ...]) -> list[_Row]:
    path = (*above, loop)
    found: list[_Row] = []
    for item in loop.items:
        found.extend(_rows(item, path) if isinstance(item, Loop) else [(item, loop, path)])
    return found


def _after(index: int, rows: list[_Row], path: tuple[Loop, ...]) -> list[tuple[str, str]]:
    """Identifiers that may follow a row: later segments of its loops, the openers of inner loops, and loops over again."""
    found: list[tuple[str, str]] = []
    here = rows[index][0]
    alike = [segment for segment in path[-1].items if isinstance(segment, Segment) and segment.id == here.id]
    if len(alike) > 1:
        found.append((here.id, path[-1].id))
    for segment, loop, inner in rows[index + 1 :]:
        if loop in path or (segment is loop.opener and inner[-2] in path):
            found.append((segment.id, loop.id))
    found += [(loop.opener.id, loop.id) for loop in reversed(path[1:]) if loop.repeat != 1]
    return found
