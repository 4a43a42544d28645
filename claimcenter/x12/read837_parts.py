"""Parts of an 837P that stand in many loops: names, addresses, references, dates, adjustments, providers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .amounts import ZERO, parse_amount, parse_quantity
from .claim837 import Address, Adjustment, Attachment, Contact, DateFact, Name, Note, Procedure, Provider, Reference
from .dates import parse_range
from .tree import Node, Placed


def amount(text: str) -> Decimal | None:
    """An amount that may be absent; None also where it cannot be read (the table reports it)."""
    return parse_amount(text) if text else None


def amount_or_zero(text: str) -> Decimal:
    """A required amount; zero where it is missing or cannot be read (the table reports it and the file is held)."""
    return parse_amount(text) or ZERO


def quantity(text: str) -> Decimal | None:
    return parse_quantity(text) if text else None


def name(segment: Placed | None) -> Name:
    """NM102-NM105 and NM107."""
    if segment is None:
        return Name("")
    return Name(segment.get(3), segment.get(4), segment.get(5), segment.get(7), segment.get(2) or "1")


def address(node: Node) -> Address | None:
    """N3 and N4 of a loop; None where it has neither."""
    street, city = node.first("N3"), node.first("N4")
    if street is None and city is None:
        return None
    line1, line2 = (street.get(1), street.get(2)) if street else ("", "")
    if city is None:
        return Address(line1, "", line2=line2)
    return Address(line1, city.get(1), city.get(2), city.get(3), line2, city.get(4))


def references(node: Node, leave: Iterable[str] = ()) -> tuple[Reference, ...]:
    """The REF segments of a loop, those that have a field of their own left out."""
    named = frozenset(leave)
    return tuple(Reference(ref.get(1), ref.get(2)) for ref in node.all("REF") if ref.get(1) not in named)


def dates(node: Node, leave: Iterable[str] = ()) -> tuple[DateFact, ...]:
    """The DTP segments of a loop that hold a date, those that have a field of their own left out."""
    named = frozenset(leave)
    found = []
    for segment in node.all("DTP"):
        first, last = parse_range(segment.get(3))
        if segment.get(1) not in named and first is not None:
            found.append(DateFact(segment.get(1), first, last if segment.get(2) == "RD8" else None))
    return tuple(found)


def notes(node: Node) -> tuple[Note, ...]:
    return tuple(Note(segment.get(1), segment.get(2)) for segment in node.all("NTE"))


def attachments(node: Node) -> tuple[Attachment, ...]:
    return tuple(Attachment(segment.get(1), segment.get(2), segment.get(6)) for segment in node.all("PWK"))


def contact(segment: Placed) -> Contact:
    """PER: name and up to three numbers by their qualifiers."""
    numbers = {segment.get(at): segment.get(at + 1) for at in (3, 5, 7)}
    return Contact(
        segment.get(2), numbers.get("TE", ""), numbers.get("EX", ""), numbers.get("FX", ""), numbers.get("EM", "")
    )


def provider(node: Node | None, role: str = "") -> Provider | None:
    """A provider loop (2310x, 2420x); None where there is none."""
    if node is None:
        return None
    named = node.first("NM1")
    return Provider(
        name(named),
        named.get(9) if named else "",
        node.value("PRV", 3),
        references(node),
        named.get(1) if named and role and named.get(1) != role else "",
        address(node),
    )


def providers(nodes: list[Node], role: str) -> tuple[Provider, ...]:
    return tuple(found for node in nodes if (found := provider(node, role)) is not None)


def procedure(text: str, component: str) -> Procedure:
    """SV101 or SVD03."""
    parts = [*text.split(component), *[""] * 7]
    return Procedure(parts[1], tuple(part for part in parts[2:6] if part), parts[0], parts[6])


def adjustments(node: Node) -> tuple[Adjustment, ...]:
    """Every triplet of the loop's CAS segments; one whose amount cannot be read is left out (it was reported)."""
    found = []
    for segment in node.all("CAS"):
        for at in range(2, len(segment.elements), 3):
            value = parse_amount(segment.get(at + 1))
            if segment.get(at) and value is not None:
                found.append(Adjustment(segment.get(1), segment.get(at), value, quantity(segment.get(at + 2))))
    return tuple(found)
