"""Parts of an 837P that stand in many loops: names, addresses, references, dates, adjustments, providers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .amounts import ZERO, parse_amount, parse_quantity
from .claim837 import (
    Address,
    Adjustment,
    Attachment,
    Carried,
    Contact,
    DateFact,
    Name,
    Note,
    Procedure,
    Provider,
    Reference,
)
from .dates import parse_date, parse_range
from .table import transaction
from .tree import Node, Placed

# Levels and lines are numbered anew.
_NEVER_CARRIED = frozenset({"HL", "LX"})
_CONTACT_CODES = ("TE", "EX", "FX", "EM")


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
    return Address(line1, city.get(1), city.get(2), city.get(3), line2, city.get(4), city.get(7))


def carried(node: Node, component: str) -> tuple[Carried, ...]:
    """What stands in a loop and was not taken by a field, and the loops inside it that nobody entered.

    Called last, when everything else of the loop was read.
    """
    return carried_segments(node.left(), component)


def carried_segments(found: Iterable[tuple[Node, Placed]], component: str) -> tuple[Carried, ...]:
    kept = ((node.loop, one) for node, one in found if one.id not in _NEVER_CARRIED)
    return tuple(Carried(loop, one.id, _parts(loop, one, component)) for loop, one in kept)


def _parts(loop: str, segment: Placed, component: str) -> tuple[str | tuple[str, ...], ...]:
    """Elements without the empty end; composites, by the table, as tuples."""
    uses = transaction("837").uses(loop, segment.id)
    composites = {element.position for use in uses for element in use.elements if element.components}
    values = segment.elements[1:]
    while values and not values[-1]:
        values = values[:-1]
    return tuple(
        tuple(value.split(component)) if position in composites and component in value else value
        for position, value in enumerate(values, 1)
    )


def reference(node: Node, *qualifiers: str) -> str:
    """The number of the one REF that has a field of its own; empty, and left for others, where it says more."""
    found = next((ref for ref in node.find("REF", *qualifiers) if not any(ref.elements[3:])), None)
    return node.take(found).get(2) if found else ""


def references(node: Node, component: str, leave: Iterable[str] = ()) -> tuple[Reference, ...]:
    """The REF segments of a loop that are no more than a number, perhaps another payer's.

    Qualifiers to ``leave`` have a field of their own: a second one of those is carried. A level is read once for each
    of its claims, so what is taken already counts here all the same.
    """
    named = frozenset(leave)
    found = []
    for ref in node.find("REF"):
        detail = ref.get(4).split(component)
        plain = not ref.get(3) and (detail == [""] or (detail[0] == "2U" and len(detail) == 2))
        if plain and ref.get(1) not in named:
            found.append(Reference(node.take(ref).get(1), ref.get(2), "".join(detail[1:])))
    return tuple(found)


def day(node: Node, qualifier: str) -> date | None:
    """The day of the one DTP*D8 that has a field of its own; one that holds no day is left to be carried."""
    for segment in node.find("DTP", qualifier):
        found = parse_date(segment.get(3)) if segment.get(2) == "D8" else None
        if found is not None:
            node.take(segment)
            return found
    return None


def dates(node: Node, leave: Iterable[str] = ()) -> tuple[DateFact, ...]:
    """The DTP segments of a loop that hold a day or a range, those that have a field of their own left out."""
    named = frozenset(leave)
    facts = ((segment, date_fact(segment)) for segment in node.find("DTP") if segment.get(1) not in named)
    return tuple(fact for segment, fact in facts if fact is not None and node.take(segment))


def date_fact(segment: Placed) -> DateFact | None:
    """DTP as a day or a range, whichever of the two it says it is; None for anything else."""
    first, last = parse_range(segment.get(3))
    if first is None or last is None or segment.get(2) not in {"D8", "RD8"}:
        return None
    return DateFact(segment.get(1), first, last if "-" in segment.get(3) else None)


def notes(node: Node) -> tuple[Note, ...]:
    return tuple(Note(segment.get(1), segment.get(2)) for segment in node.all("NTE"))


def attachments(node: Node) -> tuple[Attachment, ...]:
    return tuple(Attachment(segment.get(1), segment.get(2), segment.get(6)) for segment in node.all("PWK"))


def contacts(node: Node, most: int) -> tuple[Contact, ...]:
    """The first PER segments of a loop that are a name with numbers of different kinds."""
    fitting = [segment for segment in node.find("PER") if _is_contact(segment)][:most]
    return tuple(_contact(node.take(segment)) for segment in fitting)


def _is_contact(segment: Placed) -> bool:
    codes = [segment.get(at) for at in (3, 5, 7) if segment.get(at) or segment.get(at + 1)]
    return bool(codes) and len(set(codes)) == len(codes) and set(codes) <= set(_CONTACT_CODES)


def _contact(segment: Placed) -> Contact:
    numbers = {segment.get(at): segment.get(at + 1) for at in (3, 5, 7)}
    return Contact(segment.get(2), *(numbers.get(code, "") for code in _CONTACT_CODES))


def provider(node: Node | None, component: str, role: str = "") -> Provider | None:
    """A provider loop (2310x, 2420x); None where there is none."""
    if node is None:
        return None
    named = node.first("NM1")
    return Provider(
        name(named),
        named.get(9) if named else "",
        node.value("PRV", 3),
        references(node, component),
        named.get(1) if named and role and named.get(1) != role else "",
        address(node),
        (named.get(8) if named else "") or "XX",
        carried(node, component),
    )


def providers(nodes: list[Node], component: str, role: str) -> tuple[Provider, ...]:
    return tuple(found for node in nodes if (found := provider(node, component, role)) is not None)


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
