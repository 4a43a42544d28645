"""Readers of the functional acknowledgements: 999 (005010X231A1) and 997 (005010X230)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .envelope import Envelope, TransactionSet
from .tree import Node, Placed, whole

# The 997 says the same in other segments.
_SEGMENT_ERROR: Final = ("IK3", "AK3")
_ELEMENT_ERROR: Final = ("IK4", "AK4")
_SET_RESULT: Final = ("IK5", "AK5")
HELD_ELEMENTS: Final = frozenset(
    {"AK101", "AK102", "AK201", "AK202", "IK501", "AK501", "AK901", "AK902", "AK903", "AK904"}
)


@dataclass(frozen=True, slots=True)
class ElementError:
    """IK4: position in the segment (component position after a dash), the guide's element number, code, and the bad
    value.
    """

    position: str
    element_number: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class SegmentError:
    """IK3 with its IK4 and CTX: where in the acknowledged set, and what. ``context`` holds CTX01 values
    (``CLM01:PCN``).
    """

    segment: str
    position: int | None
    loop: str
    codes: tuple[str, ...]
    elements: tuple[ElementError, ...] = ()
    context: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.codes[0] if self.codes else ""


@dataclass(frozen=True, slots=True)
class SetResult:
    """AK2 to IK5: what became of one transaction set. ``status`` is A, E, M, P, R, W or X; empty where no IK5 came."""

    code: str
    control_number: str
    version: str
    status: str
    codes: tuple[str, ...]
    errors: tuple[SegmentError, ...]

    @property
    def accepted(self) -> bool:
        return self.status in {"A", "E"}


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One 999 or 997. The counts are AK902-04: sets included, received, accepted (None where they are no numbers)."""

    code: str
    control_number: str
    version: str
    functional_id: str
    group_control_number: str
    acknowledged_version: str
    status: str
    included: int | None
    received: int | None
    accepted: int | None
    codes: tuple[str, ...]
    sets: tuple[SetResult, ...]


def read_999(envelope: Envelope, opened: TransactionSet) -> Acknowledgement:
    """The open set, 999 or 997, read to its end. Problems are on ``envelope.problems``; never raises on content."""
    root = whole(envelope, opened, HELD_ELEMENTS)
    component = opened.delimiters.component
    head, tail = root.first("AK1"), root.first("AK9")
    for name, found in (("AK1", head), ("AK9", tail)):
        if found is None:
            envelope.report("missing_segment", f"The acknowledgement has no {name} segment.", element=name)
    included, received, accepted = (_count(tail.get(at)) if tail else None for at in (2, 3, 4))
    return Acknowledgement(
        opened.code,
        opened.control_number,
        opened.version,
        head.get(1) if head else "",
        head.get(2) if head else "",
        head.get(3) if head else "",
        tail.get(1) if tail else "",
        included,
        received,
        accepted,
        tuple(code for code in tail.elements[5:10] if code) if tail else (),
        tuple(_result(node, component) for node in root.loops("2000")),
    )


def _result(node: Node, component: str) -> SetResult:
    started, ended = node.segments[0], _first(node, _SET_RESULT)
    return SetResult(
        started.get(1),
        started.get(2),
        started.get(3),
        ended.get(1) if ended else "",
        tuple(code for code in ended.elements[2:7] if code) if ended else (),
        tuple(_error(child, component) for child in node.loops("2100")),
    )


def _error(node: Node, component: str) -> SegmentError:
    first = node.segments[0]
    inner = [segment for _, segment in node.walk()]
    return SegmentError(
        first.get(1),
        _count(first.get(2)),
        first.get(3),
        tuple(code for code in first.elements[4:9] if code),
        tuple(_element(segment, component) for segment in inner if segment.id in _ELEMENT_ERROR),
        tuple(segment.get(1) for segment in inner if segment.id == "CTX"),
    )


def _element(segment: Placed, component: str) -> ElementError:
    position = "-".join(part for part in segment.get(1).split(component) if part)
    return ElementError(position, segment.get(2), segment.get(3), segment.get(4))


def _first(node: Node, identifiers: tuple[str, ...]) -> Placed | None:
    return next((segment for segment in node.segments if segment.id in identifiers), None)


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None
