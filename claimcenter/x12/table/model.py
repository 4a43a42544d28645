"""Shape of the declarative table: transactions are loops, loops hold segments, segments hold elements.

The table restates nothing of the implementation guides but identifiers, positions, usages, repeats, types, lengths
and code values. It is written in a short notation, read once at import.

Types of a segment, one word an element: ``AN1-60`` text, ``ID2-3`` code, ``R1-18`` number, ``N1-6`` whole number,
``DT8-8`` date, ``TM4-8`` time, ``C(...)`` composite. Usage at one place, one word an element: ``R`` required, ``S``
situational, ``.`` not used, ``{A,B}`` the codes allowed there, ``(...)`` the usage of the components, ``+5`` how
often the element may repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

REQUIRED, SITUATIONAL, UNUSED = "R", "S", "N"


@dataclass(frozen=True, slots=True)
class Element:
    """One element (or component) at one place. ``high`` is 0 for a composite, whose parts stand in ``components``."""

    position: int
    usage: str
    kind: str
    low: int
    high: int
    codes: frozenset[str] = frozenset()
    repeat: int = 1
    components: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """One use of a segment: where it stands, how often, and what its elements may hold there."""

    id: str
    usage: str
    repeat: int
    elements: tuple[Element, ...]

    @property
    def qualifiers(self) -> frozenset[str]:
        """Codes of the element that tells this use from others of the same identifier; empty when any value fits."""
        head = self.elements[QUALIFIER_AT.get(self.id, 1) - 1]
        return head.components[0].codes if head.components else head.codes


# Element that tells uses of one segment apart (HL by level, not by number); 1 unless named here.
QUALIFIER_AT = {"HL": 3}


@dataclass(frozen=True)
class Loop:
    """A loop: its first segment opens it; what follows stands in the order of the guide."""

    id: str
    usage: str
    repeat: int
    items: tuple[Segment | Loop, ...]

    @cached_property
    def opener(self) -> Segment:
        """The segment whose appearance starts the loop."""
        first = self.items[0]
        return first.opener if isinstance(first, Loop) else first

    def walk(self) -> Iterator[tuple[Loop, Segment]]:
        """Every segment use with the loop it stands in, in order."""
        for item in self.items:
            if isinstance(item, Loop):
                yield from item.walk()
            else:
                yield self, item


@dataclass(frozen=True)
class Transaction:
    """One transaction set of one implementation guide."""

    code: str
    functional_id: str
    versions: tuple[str, ...]
    root: Loop

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every segment identifier the guide knows."""
        return frozenset(segment.id for _, segment in self.root.walk())

    def uses(self, loop_id: str, segment_id: str) -> tuple[Segment, ...]:
        """The uses of a segment in a loop, in order; empty where the guide has none."""
        return self._uses.get((loop_id, segment_id), ())

    def use(self, loop_id: str, segment_id: str, qualifier: str = "") -> Segment:
        """The one use of a segment in a loop whose qualifier fits. Raises KeyError where the guide has none."""
        for segment in self.uses(loop_id, segment_id):
            if not qualifier or not segment.qualifiers or qualifier in segment.qualifiers:
                return segment
        raise KeyError(f"{self.code}: no {segment_id} {qualifier} in loop {loop_id}")

    @cached_property
    def _uses(self) -> dict[tuple[str, str], tuple[Segment, ...]]:
        found: dict[tuple[str, str], tuple[Segment, ...]] = {}
        for loop, segment in self.root.walk():
            key = (loop.id, segment.id)
            found[key] = (*found.get(key, ()), segment)
        return found


def words(notation: str) -> list[str]:
    """Split a notation on blanks that stand outside brackets."""
    found, depth, word = [], 0, ""
    for character in notation:
        depth += (character in "({") - (character in ")}")
        if character == " " and depth == 0:
            if word:
                found.append(word)
            word = ""
        else:
            word += character
    return [*found, word] if word else found


def elements(types: str, usages: str) -> tuple[Element, ...]:
    """Join a segment's types with the usage of one place; elements the usage leaves out are not used there."""
    uses = words(usages)
    kinds = words(types)
    if len(uses) > len(kinds):
        raise ValueError(f"more usages than elements: {usages!r} for {types!r}")
    return tuple(
        _element(position, kind, uses[position - 1] if position <= len(uses) else ".")
        for position, kind in enumerate(kinds, 1)
    )


def _element(position: int, kind: str, use: str) -> Element:
    letter = UNUSED if use[0] == "." else use[0]
    rest, _, repeat = use[1:].partition("+")
    times = int(repeat) if repeat else 1
    if kind.startswith("C("):
        inner = rest[1:-1] if rest.startswith("(") else " ".join("S" * len(words(kind[2:-1])))
        return Element(position, letter, "C", 0, 0, frozenset(), times, elements(kind[2:-1], inner))
    name = kind.rstrip("0123456789-")
    low, high = kind[len(name) :].split("-")
    codes = frozenset(rest[1:-1].split(",")) if rest.startswith("{") else frozenset()
    return Element(position, letter, name, int(low), int(high), codes, times)
