"""Reader of claim statuses: 277CA (005010X214) and, by the same segments, 277 (005010X212)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from .amounts import parse_amount
from .dates import parse_date, parse_range
from .envelope import Envelope, TransactionSet
from .tree import Node, Placed, whole

HELD_ELEMENTS: Final = frozenset({"STC01", "STC01-1", "STC01-2"})
_ABOVE: Final = ("2000A", "2000B", "2000C")
_LEVELS: Final = {"2000A": "source", "2000B": "receiver", "2000C": "provider", "2000D": "claim"}


@dataclass(frozen=True, slots=True)
class StatusCode:
    """One status composite: category (``A2``), status (``20``) and the entity it speaks of (``PR``)."""

    category: str
    status: str
    entity: str


@dataclass(frozen=True, slots=True)
class Status:
    """One STC. ``level`` is source, receiver, provider, claim or line.

    ``reference`` is what the status is about: TRN02 at the level (our patient control number at claim level), the
    line control number (REF*FJ) for a line. ``action`` is WQ (accepted) or U (rejected). ``more`` are STC10 and STC11.
    """

    level: str
    reference: str
    code: StatusCode
    action: str
    amount: Decimal | None
    on: date | None
    more: tuple[StatusCode, ...] = ()
    message: str = ""
    claim: str = ""
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """2000D: one claim with its statuses, line statuses last."""

    patient_control_number: str
    payer_claim_control_number: str
    clearinghouse_trace: str
    service_from: date | None
    service_to: date | None
    patient_last: str
    patient_first: str
    member_id: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One 277. ``source_entity`` is PR (payer) or AY (clearinghouse); ``statuses`` are all of them, top down."""

    control_number: str
    version: str
    source: str
    source_id: str
    source_entity: str
    received_on: date | None
    processed_on: date | None
    accepted: int | None
    rejected: int | None
    statuses: tuple[Status, ...]
    claims: tuple[ClaimStatus, ...]


def read_277(envelope: Envelope, opened: TransactionSet) -> StatusReport:
    """The open set read to its end. Problems are on ``envelope.problems``; never raises on content."""
    root = whole(envelope, opened, HELD_ELEMENTS)
    component = opened.delimiters.component
    levels = list(_levels(root))
    top = next((node for node in levels if node.loop == "2000A"), Node("2000A"))
    receiver = next((node for node in levels if node.loop == "2000B"), Node("2000B"))
    name = (top.inner("2100A") or Node("2100A")).first("NM1")
    claims = tuple(_claim(node, component) for node in levels if node.loop == "2000D")
    others = [status for node in levels if node.loop in _ABOVE for status in _statuses(node, component)]
    return StatusReport(
        opened.control_number,
        opened.version,
        name.get(3) if name else "",
        name.get(9) if name else "",
        name.get(1) if name else "",
        parse_date(top.value("DTP", 3, "050")),
        parse_date(top.value("DTP", 3, "009")),
        _count(receiver.value("QTY", 2, "90")),
        _count(receiver.value("QTY", 2, "AA")),
        tuple(sorted([*others, *[s for c in claims for s in c.statuses]], key=lambda status: status.ordinal)),
        claims,
    )


def _levels(root: Node) -> Iterator[Node]:
    for node in root.children:
        yield node
        yield from _levels(node)


def _claim(node: Node, component: str) -> ClaimStatus:
    named = (node.inner("2100D") or Node("2100D")).first("NM1")
    first, last = parse_range(node.value("DTP", 3, "472"))
    own = list(_statuses(node, component))
    of_lines = [status for child in node.loops("2220D") for status in _line_statuses(node, child, component)]
    return ClaimStatus(
        node.value("TRN", 2),
        node.value("REF", 2, "1K"),
        node.value("REF", 2, "D9"),
        first,
        last,
        named.get(3) if named else "",
        named.get(4) if named else "",
        named.get(9) if named else "",
        (*own, *of_lines),
    )


def _statuses(node: Node, component: str) -> Iterator[Status]:
    claim = node.value("TRN", 2) if node.loop == "2000D" else ""
    for segment in node.all("STC"):
        yield _status(segment, component, _LEVELS.get(node.loop, node.loop), node.value("TRN", 2), claim)


def _line_statuses(claim: Node, node: Node, component: str) -> Iterator[Status]:
    reference = node.value("REF", 2, "FJ")
    for segment in node.all("STC"):
        yield _status(segment, component, "line", reference, claim.value("TRN", 2))


def _status(segment: Placed, component: str, level: str, reference: str, claim: str) -> Status:
    more = tuple(_code(segment.get(at), component) for at in (10, 11) if segment.get(at))
    return Status(
        level,
        reference,
        _code(segment.get(1), component),
        segment.get(3),
        parse_amount(segment.get(4)) if segment.get(4) else None,
        parse_date(segment.get(2)),
        more,
        segment.get(12),
        claim,
        segment.ordinal,
    )


def _code(text: str, component: str) -> StatusCode:
    parts = [*text.split(component), "", ""]
    return StatusCode(parts[0], parts[1], parts[2])


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None
