"""Small questions the edits ask of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from claimcenter.x12.claim837 import (
    Address,
    Adjustment,
    Claim,
    LineAdjudication,
    Name,
    OtherPayer,
    Patient,
    Provider,
    ServiceLine,
    Subscriber,
)

from .model import Path

POSITIONS = "PSTABCDEFGH"
MEDICARE = frozenset({"MA", "MB"})
Decision = tuple[int, int, ServiceLine, LineAdjudication]


def total(adjustments: Iterable[Adjustment]) -> Decimal:
    return sum((item.amount for item in adjustments), Decimal(0))


def money(amount: Decimal) -> str:
    """For messages: two decimals."""
    return f"{amount:.2f}" if amount.is_finite() else str(amount)


def difference(should: Decimal, found: Decimal) -> str:
    gap = found - should
    return f"{money(abs(gap))} too {'much' if gap > 0 else 'little'}"


def numbered_lines(claim: Claim) -> Iterator[tuple[int, ServiceLine]]:
    return enumerate(claim.lines, 1)


def decisions(claim: Claim, payer_id: str) -> list[Decision]:
    """(line number, place in the line's tuple, line, decision) of one payer."""
    return [
        (number, index, line, item)
        for number, line in numbered_lines(claim)
        for index, item in enumerate(line.adjudications)
        if item.payer_id == payer_id
    ]


def has_adjudicated(claim: Claim, payer: OtherPayer) -> bool:
    """Whether the claim says this payer decided: an amount paid, adjustments, or a decision on a line."""
    return payer.paid is not None or bool(payer.adjustments) or bool(decisions(claim, payer.payer_id))


def is_bypassed(payer: OtherPayer) -> bool:
    return payer.noncovered is not None


def comes_before(payer: OtherPayer, claim: Claim) -> bool:
    """Whether the payer's place in the order is before the destination's. ``U`` is before nobody."""
    mine, theirs = POSITIONS.find(claim.subscriber.position), POSITIONS.find(payer.position)
    return 0 <= theirs < mine


def service_days(claim: Claim) -> list[date]:
    days = [day for line in claim.lines for day in (line.service_date, line.service_date_to) if day]
    return sorted(days)


def the_patient(claim: Claim) -> tuple[Patient | Subscriber, str, Path]:
    """The person treated, the loop and the path where that person stands."""
    if claim.patient:
        return claim.patient, "2010CA", ("patient",)
    return claim.subscriber, "2010BA", ("subscriber",)


def all_providers(claim: Claim) -> Iterator[tuple[str, str, Provider, Path, int | None]]:
    """(loop, role, provider, path, line number) of every provider below the billing provider."""
    yield from _held(claim, (), "2310", None)
    for number, line in numbered_lines(claim):
        yield from _held(line, ("lines", number - 1), "2420", number)


_ROLES = (
    ("rendering", "B", "A", "rendering provider"),
    ("facility", "C", "C", "facility"),
    ("supervising", "D", "D", "supervising provider"),
    ("ordering", "", "E", "ordering provider"),
)


def _held(
    holder: Claim | ServiceLine, path: Path, loop: str, line: int | None
) -> Iterator[tuple[str, str, Provider, Path, int | None]]:
    for index, provider in enumerate(holder.referring):
        place = (*path, "referring", index)
        yield f"{loop}{'F' if line else 'A'}", "referring provider", provider, place, line
    for name, claim_letter, line_letter, role in _ROLES:
        held: Provider | None = getattr(holder, name, None)
        if held is not None:
            yield f"{loop}{line_letter if line else claim_letter}", role, held, (*path, name), line


def rendering_of(claim: Claim, line: ServiceLine) -> Provider | None:
    return line.rendering or claim.rendering


def named_people(claim: Claim) -> Iterator[tuple[str, Name, Path]]:
    """(loop, name, path) of subscriber, patient and other insureds."""
    yield "2010BA", claim.subscriber.name, ("subscriber", "name")
    if claim.patient:
        yield "2010CA", claim.patient.name, ("patient", "name")
    for index, payer in enumerate(claim.other_payers):
        yield "2330A", payer.insured.name, ("other_payers", index, "insured", "name")


def addresses(claim: Claim) -> Iterator[tuple[str, Address, Path]]:
    """(loop, address, path) of every address that is present."""
    people: list[tuple[str, Address | None, Path]] = [
        ("2010BA", claim.subscriber.address, ("subscriber", "address")),
        ("2010BB", claim.payer.address, ("payer", "address")),
        ("2010CA", claim.patient.address if claim.patient else None, ("patient", "address")),
        ("2310C", claim.facility.address if claim.facility else None, ("facility", "address")),
    ]
    for index, payer in enumerate(claim.other_payers):
        people.append(("2330A", payer.insured.address, ("other_payers", index, "insured", "address")))
        people.append(("2330B", payer.payer_address, ("other_payers", index, "payer_address")))
    yield from ((loop, address, path) for loop, address, path in people if address)


def payer_name(claim: Claim, payer_id: str) -> str:
    names = [payer.payer_name for payer in claim.other_payers if payer.payer_id == payer_id]
    return names[0] if names else payer_id
