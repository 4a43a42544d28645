"""A transaction set as loops: what ``structure`` walks, gathered into nodes as the table nests them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from .envelope import Envelope, TransactionSet, at
from .structure import Walk
from .table import transaction
from .table.model import Loop
from .table.places import qualifier_of

# Levels of a claim's hierarchy, and the claim itself.
HIERARCHY: Final = frozenset({"2000A", "2000B", "2000C", "2300"})


class Placed(NamedTuple):
    """One segment in its loop. ``ordinal`` counts from the ST (= 1)."""

    id: str
    elements: list[str]
    ordinal: int
    text: str

    def get(self, position: int) -> str:
        """An element by its number; an empty string where the segment is shorter."""
        return at(self.elements, position)


class Node:
    """One loop with its own segments and the loops inside it, both in the order of the file.

    Whoever asks for a segment or a loop takes it; ``left`` tells what nobody took, so that nothing is lost unseen.
    """

    __slots__ = ("_taken", "children", "entered", "loop", "segments")

    def __init__(self, loop: str) -> None:
        self.loop = loop
        self.segments: list[Placed] = []
        self.children: list[Node] = []
        self.entered = False
        self._taken: set[int] = set()

    def find(self, identifier: str, *qualifiers: str) -> list[Placed]:
        """The loop's segments of an identifier, where given with one of these codes in the first element."""
        found = [segment for segment in self.segments if segment.id == identifier]
        return [segment for segment in found if segment.get(1) in qualifiers] if qualifiers else found

    def take(self, segment: Placed) -> Placed:
        """Take one segment of this loop."""
        self._taken.add(segment.ordinal)
        return segment

    def all(self, identifier: str, *qualifiers: str) -> list[Placed]:
        """What ``find`` finds, taken."""
        return [self.take(segment) for segment in self.find(identifier, *qualifiers)]

    def first(self, identifier: str, *qualifiers: str) -> Placed | None:
        """The first of them, taken."""
        found = self.find(identifier, *qualifiers)
        return self.take(found[0]) if found else None

    def value(self, identifier: str, position: int, *qualifiers: str) -> str:
        """One element of the first such segment, or an empty string."""
        found = self.first(identifier, *qualifiers)
        return found.get(position) if found else ""

    def loops(self, loop: str) -> list[Node]:
        """The inner loops of a name, entered."""
        found = [child for child in self.children if child.loop == loop]
        for child in found:
            child.entered = True
        return found

    def inner(self, loop: str) -> Node | None:
        """The first of them, entered."""
        found = next((child for child in self.children if child.loop == loop), None)
        if found is not None:
            found.entered = True
        return found

    def left(self) -> Iterator[tuple[Node, Placed]]:
        """Segments of this loop that nobody took, and every segment of inner loops that nobody entered. Loops of the
        hierarchy answer for themselves.
        """
        yield from ((self, segment) for segment in self.segments if segment.ordinal not in self._taken)
        for child in self.children:
            if not child.entered and child.loop not in HIERARCHY:
                yield from child.walk()

    def walk(self) -> Iterator[tuple[Node, Placed]]:
        """Every segment at or below this loop, with the loop it stands in."""
        for segment in self.segments:
            yield self, segment
        for child in self.children:
            yield from child.walk()


def grow(
    envelope: Envelope, opened: TransactionSet, held: frozenset[str] = frozenset()
) -> Iterator[tuple[Node, list[Node]]]:
    """Read the open set into nodes; yields the node a segment was put into, with the open loops from the root inwards.

    A loop is complete when the next yield shows it no longer open, or when the iteration ends.
    """
    walk = Walk(opened.code, envelope, opened.delimiters, held)
    root = Node("")
    stack = [root]
    for number, elements, text in envelope.body():
        loop = walk.take(number, elements, text)
        if loop is None:
            continue
        identifier = elements[0].upper()
        qualifier = qualifier_of(elements, opened.delimiters.component)
        _descend(stack, opened.code, loop, identifier, qualifier)
        stack[-1].segments.append(Placed(identifier, elements, number - opened.start + 1, text))
        if identifier in {"CLM", "TRN"}:
            walk.claim = at(elements, 1 if identifier == "CLM" else 2) or None
        yield stack[-1], stack


def whole(envelope: Envelope, opened: TransactionSet, held: frozenset[str] = frozenset()) -> Node:
    """The open set read to its end, as its root node."""
    root = Node("")
    for _, stack in grow(envelope, opened, held):
        root = stack[0]
    return root


def _descend(stack: list[Node], code: str, loop: str, identifier: str, qualifier: str) -> None:
    """Leave loops that have ended and enter the one a segment opens."""
    opener, parents = _shape(code)[loop]
    opens = identifier == opener[0] and (not opener[1] or qualifier in opener[1])
    if loop and (opens or _opens_unannounced(stack, loop, identifier)):
        depth = max((at for at, node in enumerate(stack) if node.loop in parents), default=len(stack) - 1)
        del stack[depth + 1 :]
        node = Node(loop)
        stack[-1].children.append(node)
        stack.append(node)
        return
    depth = max(at for at, node in enumerate(stack) if node.loop == loop)
    del stack[depth + 1 :]


def _opens_unannounced(stack: list[Node], loop: str, identifier: str) -> bool:
    """A segment whose loop is not open, and a second SV1 in one line: the segment that should open the loop was left
    out.
    """
    open_node = next((node for node in reversed(stack) if node.loop == loop), None)
    return open_node is None or (identifier == "SV1" and bool(open_node.find("SV1")))


@cache
def _shape(code: str) -> dict[str, tuple[tuple[str, frozenset[str]], frozenset[str]]]:
    """For each loop its opener, with the qualifiers that open it, and the loops it may stand in."""
    found: dict[str, tuple[tuple[str, frozenset[str]], frozenset[str]]] = {}
    waiting = [(transaction(code).root, frozenset[str]())]
    while waiting:
        loop, parents = waiting.pop()
        known = found[loop.id][1] if loop.id in found else frozenset[str]()
        found[loop.id] = ((loop.opener.id, loop.opener.qualifiers), parents | known)
        waiting += [(item, frozenset({loop.id})) for item in loop.items if isinstance(item, Loop)]
    return found
