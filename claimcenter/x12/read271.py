"""Reader of the eligibility response (005010X279A1 271): what is covered, what it costs, and who else pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from .amounts import parse_amount, parse_quantity
from .dates import parse_date, parse_range
from .delimiters import Delimiters
from .envelope import Envelope, TransactionSet
from .tree import Node, Placed, whole

_PEOPLE: Final = {"2100C": "subscriber", "2100D": "dependent"}
_REJECTING: Final = {
    "2000A": "source",
    "2100A": "source",
    "2100B": "receiver",
    "2100C": "subscriber",
    "2100D": "dependent",
}


@dataclass(frozen=True, slots=True)
class NamedDate:
    """DTP: qualifier, first and last day."""

    qualifier: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class RelatedEntity:
    """2120: a name given with a benefit: primary care provider, another payer (evidence of a second plan), and so
    on.
    """

    entity: str
    name: str
    first: str
    id_qualifier: str
    identifier: str
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benefit:
    """One EB with what follows it. ``person`` is subscriber or dependent.

    ``information`` (EB01): 1 active, 6 inactive, A coinsurance, B copay, C deductible, F limit, G out of pocket, R
    other payer. ``authorization`` (EB11) and ``network`` (EB12): Y, N, U or W.
    """

    person: str
    information: str
    coverage_level: str
    service_types: tuple[str, ...]
    insurance_type: str
    plan: str
    period: str
    amount: Decimal | None
    percent: Decimal | None
    quantity_qualifier: str
    quantity: Decimal | None
    authorization: str
    network: str
    procedure: str
    messages: tuple[str, ...]
    dates: tuple[NamedDate, ...]
    references: tuple[tuple[str, str], ...]
    places_of_service: tuple[str, ...]
    entities: tuple[RelatedEntity, ...]
    ordinal: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """One AAA: ``level`` is source, receiver, subscriber, dependent or benefit; ``reason`` AAA03, ``follow_up``
    AAA04.
    """

    level: str
    valid: str
    reason: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class Person:
    """2100C or 2100D as the payer knows the person."""

    person: str
    last: str
    first: str
    middle: str
    member_id: str
    birth_date: date | None
    sex: str
    traces: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    dates: tuple[NamedDate, ...]


@dataclass(frozen=True, slots=True)
class EligibilityResponse:
    """One 271."""

    control_number: str
    version: str
    reference: str
    payer: str
    payer_id: str
    people: tuple[Person, ...]
    benefits: tuple[Benefit, ...]
    rejections: tuple[Rejection, ...]


def read_271(envelope: Envelope, opened: TransactionSet) -> EligibilityResponse:
    """The open set read to its end. Problems are on ``envelope.problems``; never raises on content."""
    root = whole(envelope, opened)
    delimiters = opened.delimiters
    every = [node for node, _ in _nodes(root)]
    source = next((node.first("NM1") for node in every if node.loop == "2100A"), None)
    return EligibilityResponse(
        opened.control_number,
        opened.version,
        root.value("BHT", 3),
        source.get(3) if source else "",
        source.get(9) if source else "",
        tuple(_person(node, level) for node, level in _nodes(root) if node.loop in _PEOPLE),
        tuple(benefit for node in every if node.loop in _PEOPLE for benefit in _benefits(node, delimiters)),
        tuple(rejection for node in every for rejection in _rejections(node)),
    )


def _nodes(node: Node, above: Node | None = None) -> Iterator[tuple[Node, Node]]:
    """Every node with the one above it."""
    for child in node.children:
        yield child, node
        yield from _nodes(child, node)


def _person(node: Node, level: Node) -> Person:
    named = node.first("NM1")
    parts = named.get if named else lambda _: ""
    return Person(
        _PEOPLE[node.loop],
        parts(3),
        parts(4),
        parts(5),
        parts(9),
        parse_date(node.value("DMG", 2)),
        node.value("DMG", 3),
        tuple(trace.get(2) for trace in level.all("TRN")),
        _references(node),
        _dates(node),
    )


def _references(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((ref.get(1), ref.get(2)) for ref in node.all("REF"))


def _dates(node: Node) -> tuple[NamedDate, ...]:
    return tuple(NamedDate(dtp.get(1), *parse_range(dtp.get(3))) for dtp in node.all("DTP"))


def _benefits(node: Node, delimiters: Delimiters) -> Iterator[Benefit]:
    for child in node.loops("2110"):
        yield _benefit(child, child.segments[0], _PEOPLE[node.loop], delimiters)


def _benefit(node: Node, eb: Placed, person: str, delimiters: Delimiters) -> Benefit:
    kinds = eb.get(3).split(delimiters.repeats) if delimiters.repeats else [eb.get(3)]
    places = [child.segments[0] for child in node.loops("2115")]
    return Benefit(
        person,
        eb.get(1),
        eb.get(2),
        tuple(kind for kind in kinds if kind),
        eb.get(4),
        eb.get(5),
        eb.get(6),
        parse_amount(eb.get(7)) if eb.get(7) else None,
        parse_quantity(eb.get(8)) if eb.get(8) else None,
        eb.get(9),
        parse_quantity(eb.get(10)) if eb.get(10) else None,
        eb.get(11),
        eb.get(12),
        eb.get(13),
        tuple(message.get(1) for message in node.all("MSG")),
        _dates(node),
        _references(node),
        tuple(place.get(2) for place in places if place.get(1) == "ZZ"),
        tuple(_entity(child) for child in node.loops("2120")),
        eb.ordinal,
    )


def _entity(node: Node) -> RelatedEntity:
    named = node.segments[0]
    numbers = [(per.get(at), per.get(at + 1)) for per in node.all("PER") for at in (3, 5, 7)]
    phones = tuple(number for kind, number in numbers if kind in {"TE", "UR", "WP"})
    return RelatedEntity(named.get(1), named.get(3), named.get(4), named.get(8), named.get(9), phones)


def _rejections(node: Node) -> Iterator[Rejection]:
    level = _REJECTING.get(node.loop, "benefit")
    for aaa in node.all("AAA"):
        yield Rejection(level, aaa.get(1), aaa.get(3), aaa.get(4))
