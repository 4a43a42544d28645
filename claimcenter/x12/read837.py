"""Reader of the professional claim (005010X222A1, and its X222 and X222A2 spellings) into ``claim837`` data.

Both shapes of the hierarchy are read: the claim under the subscriber (2000B) and under the patient (2000C).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .claim837 import (
    Address,
    BillingGroup,
    BillingProvider,
    Carried,
    Claim,
    FunctionalGroup,
    Interchange,
    Name,
    Receiver,
    Submitter,
    TransactionSet,
)
from .dates import parse_date, parse_short_date
from .envelope import Envelope, at
from .envelope import Interchange as Received
from .envelope import TransactionSet as OpenSet
from .read837_claim import claim as read_claim
from .read837_parts import address, carried, carried_segments, contacts, name, references
from .tree import Node, Placed, grow

# Elements whose every fault is a reason to hold: the money and the names of things hang on them.
HELD_ELEMENTS = frozenset(
    {"CLM01", "CLM02", "CLM05-1", "SV101-2", "SV102", "SVD01", "SVD02", "CAS01", "CAS02", "CAS03", "HL03", "SBR01"}
)
_LEVELS = ("2000A", "2000B", "2000C")


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """One claim with the places of its segments: ordinals count from the ST (= 1)."""

    claim: Claim
    ordinal: int
    subscriber_level: Node
    patient_level: Node | None
    node: Node
    provider_level: Node

    def segments(self) -> Iterator[tuple[str, Placed]]:
        """Every segment of the claim with its loop: subscriber and patient level first, then 2300 to 2430."""
        for level in (self.subscriber_level, self.patient_level):
            for child in [] if level is None else [level, *[c for c in level.children if c.loop.startswith("2010")]]:
                yield from ((child.loop, segment) for segment in child.segments)
        yield from ((node.loop, segment) for node, segment in self.node.walk())


@dataclass(frozen=True, slots=True)
class ReadSet:
    """One 837 as read: the data, the claims with their places, and the levels above them."""

    transaction: TransactionSet
    claims: tuple[ReadClaim, ...]
    segments: int


def read_837(envelope: Envelope, opened: OpenSet) -> ReadSet:
    """The open set read to its end. Problems are on ``envelope.problems``; never raises on content."""
    root = Node("")
    for _, stack in grow(envelope, opened, HELD_ELEMENTS):
        root = stack[0]
    found = list(_claims(root, (), opened.delimiters.component))
    bht = root.first("BHT")
    submitter, receiver = root.inner("1000A") or Node("1000A"), root.inner("1000B") or Node("1000B")
    component = opened.delimiters.component
    transaction = TransactionSet(
        control_number=opened.control_number,
        reference=bht.get(3) if bht else "",
        created_at=_moment(bht.get(4), bht.get(5)) if bht else _moment("", ""),
        submitter=Submitter(
            name(submitter.first("NM1")),
            submitter.value("NM1", 9),
            contacts(submitter, 2),
            carried(submitter, component),
        ),
        receiver=Receiver(receiver.value("NM1", 3), receiver.value("NM1", 9)),
        billing_groups=tuple(_groups(root, found, component)),
        purpose=bht.get(2) if bht else "",
        kind=bht.get(6) if bht else "",
        version=opened.version,
        carried=(*carried(receiver, component), *_outside(root, found, component)),
    )
    return ReadSet(transaction, tuple(found), opened.segments)


def _outside(root: Node, found: list[ReadClaim], component: str) -> tuple[Carried, ...]:
    """What belongs to no claim: loops nobody opened in their place, and levels that lead to no claim."""
    used = {id(level) for one in found for level in (one.subscriber_level, one.patient_level)}
    idle = (level for level in _levels(root) if id(level) not in used)
    return (*carried(root, component), *carried_segments((pair for one in idle for pair in one.walk()), component))


def _levels(node: Node) -> Iterator[Node]:
    """The subscriber and patient levels below a node."""
    for child in node.children:
        if child.loop in {"2000B", "2000C"}:
            yield child
        yield from _levels(child)


def _claims(node: Node, above: tuple[Node, ...], component: str) -> Iterator[ReadClaim]:
    """Every claim below a node with the levels it stands under, wherever a broken hierarchy puts it."""
    for child in node.children:
        if child.loop != "2300":
            yield from _claims(child, (*above, child), component)
            continue
        levels = {level.loop: level for level in above}
        subscriber, patient = levels.get("2000B") or Node("2000B"), levels.get("2000C")
        claim = read_claim(child, subscriber, patient, component)
        provider = levels.get("2000A") or Node("2000A")
        yield ReadClaim(claim, child.segments[0].ordinal, subscriber, patient, child, provider)


def _groups(root: Node, found: list[ReadClaim], component: str) -> Iterator[BillingGroup]:
    """The billing providers with their claims; claims under none come first, with an empty provider."""
    levels = root.loops("2000A")
    known = {id(level) for level in levels}
    by_level: dict[int, list[Claim]] = {}
    for one in found:
        level = id(one.provider_level)
        by_level.setdefault(level if level in known else 0, []).append(one.claim)
    if 0 in by_level:
        yield BillingGroup(billing_provider(Node("2000A"), component), tuple(by_level[0]))
    for node in levels:
        yield BillingGroup(billing_provider(node, component), tuple(by_level.get(id(node), ())))


def billing_provider(level: Node, component: str) -> BillingProvider:
    """2000A PRV, 2010AA and 2010AB; currency and pay-to plan are carried."""
    node = level.inner("2010AA") or Node("2010AA")
    tax = node.first("REF", "EI", "SY")
    pay_to = level.inner("2010AB")
    return BillingProvider(
        name=name(node.first("NM1")),
        npi=node.value("NM1", 9),
        tax_id=tax.get(2) if tax else "",
        tax_id_qualifier=tax.get(1) if tax else "",
        address=address(node) or Address("", ""),
        taxonomy=level.value("PRV", 3),
        pay_to=address(pay_to) if pay_to is not None else None,
        contact=next(iter(contacts(node, 1)), None),
        references=references(node, component, ("EI", "SY")),
        npi_qualifier=node.value("NM1", 8) or "XX",
        pay_to_name=_pay_to_name(pay_to, node),
        carried=(*carried(level, component), *carried(node, component), *_of_pay_to(pay_to, component)),
    )


def _pay_to_name(pay_to: Node | None, provider: Node) -> Name | None:
    """The guide has no name in 2010AB, only whether it is a person's; given where it is not as in 2010AA."""
    named = pay_to.first("NM1") if pay_to is not None else None
    if named is None or (not any(named.elements[3:8]) and named.get(2) == provider.value("NM1", 2)):
        return None
    return name(named)


def _of_pay_to(pay_to: Node | None, component: str) -> tuple[Carried, ...]:
    return carried(pay_to, component) if pay_to is not None else ()


def _moment(day: str, time: str) -> datetime:
    """BHT04 and BHT05, GS04 and GS05; the first moment of the calendar where they are no date."""
    on = parse_date(day) or parse_short_date(day)
    if on is None:
        return datetime.min  # noqa: DTZ901 - stands for "none", never computed with
    hour, minute = (
        (int(time[:2]), int(time[2:4])) if time[:4].isascii() and time[:4].isdigit() and len(time) >= 4 else (0, 0)
    )
    return datetime(on.year, on.month, on.day, min(hour, 23), min(minute, 59))  # noqa: DTZ001 - X12 times have no zone


def read_interchanges(envelope: Envelope) -> Iterator[tuple[Interchange, list[ReadSet]]]:
    """Every interchange of professional claims in an input, whole. Sets of other kinds are passed over (inspect
    reports them).
    """
    current: Received | None = None
    groups: list[tuple[tuple[str, ...], list[ReadSet]]] = []
    for opened in envelope.transactions():
        if not isinstance(opened, OpenSet) or opened.code != "837":
            continue
        if opened.interchange is not current and current is not None:
            yield _interchange(current, groups), [one for _, sets in groups for one in sets]
            groups = []
        current = opened.interchange
        elements = opened.group.elements if opened.group else ()
        if not groups or groups[-1][0] is not elements:
            groups.append((elements, []))
        groups[-1][1].append(read_837(envelope, opened))
    if current is not None:
        yield _interchange(current, groups), [one for _, sets in groups for one in sets]


def _interchange(received: Received, groups: list[tuple[tuple[str, ...], list[ReadSet]]]) -> Interchange:
    isa = received.elements
    return Interchange(
        sender_qualifier=at(isa, 5),
        sender_id=received.sender,
        receiver_qualifier=at(isa, 7),
        receiver_id=received.receiver,
        control_number=received.control_number,
        created_at=_moment(at(isa, 9), at(isa, 10)),
        usage=received.usage,
        groups=tuple(_group(gs, sets) for gs, sets in groups),
        acknowledgment_requested=at(isa, 14) == "1",
    )


def _group(gs: tuple[str, ...], sets: list[ReadSet]) -> FunctionalGroup:
    return FunctionalGroup(
        at(gs, 2),
        at(gs, 3),
        at(gs, 6),
        _moment(at(gs, 4), at(gs, 5)),
        tuple(one.transaction for one in sets),
        at(gs, 8),
    )
