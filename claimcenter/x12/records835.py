"""One segment of a remittance into one record. Pure functions of the elements; None where an amount cannot be read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .amounts import ZERO, parse_amount, parse_money, parse_quantity
from .dates import parse_date
from .envelope import at
from .remittance import (
    Adjustment,
    Amount,
    Contact,
    DateFact,
    InpatientAdjudication,
    Name,
    OutpatientAdjudication,
    Procedure,
    ProviderAdjustment,
    Quantity,
    Reference,
    Remark,
    RemittanceClaim,
    RemittanceLine,
)

INPATIENT_REMARKS = (5, 20, 21, 22, 23)
_BLANKS = [""] * 14
_NOTHING = (ZERO, 0)
# Makes a record without the detour through its own __new__: names and references are most of what differs in a file.
_new = tuple.__new__


def optional(text: str) -> Decimal | None:
    """An amount or quantity that may be absent; None also where it cannot be read (the table reports it)."""
    return parse_quantity(text) if text else None


def adjustments(e: list[str], text: str) -> tuple[Adjustment, ...]:
    """Up to six triplets; one whose amount cannot be read is left out (the reader reports it)."""
    found = []
    for start in range(2, len(e), 3):
        reason, raw = e[start], at(e, start + 1)
        amount = parse_money(raw or "0")
        if amount is not None and (reason or raw):
            found.append(Adjustment(e[1], reason, amount[0], optional(at(e, start + 2)), text, amount[1]))
    return tuple(found)


def unread_amounts(e: list[str]) -> list[int]:
    """Positions of CAS amounts that cannot be read or are missing beside their reason."""
    return [
        start + 1
        for start in range(2, len(e), 3)
        if (e[start] or at(e, start + 1)) and parse_amount(at(e, start + 1)) is None
    ]


def procedure(text: str, component: str) -> Procedure:
    """SVC01 or SVC06: qualifier, code, up to four modifiers, description."""
    parts = text.split(component)
    modifiers = tuple(part for part in parts[2:6] if part)
    return Procedure(parts[0], at(parts, 1), modifiers, at(parts, 6))


def names(e: list[str], text: str) -> tuple[Name]:
    if len(e) < 10:
        e += _BLANKS
    return (_new(Name, (e[1], e[2], e[3], e[4], e[5], e[7], e[8], e[9], text)),)


def references(e: list[str], text: str) -> tuple[Reference]:
    if len(e) == 3:
        return (_new(Reference, (e[1], e[2], "", text)),)
    e += _BLANKS
    return (_new(Reference, (e[1], e[2], e[3], text)),)


def dates(e: list[str], text: str) -> tuple[DateFact]:
    return (DateFact(at(e, 1), parse_date(at(e, 2)), at(e, 2), text),)


def amounts(e: list[str], text: str) -> tuple[Amount, ...]:
    """One amount, or nothing where it cannot be read (the reader reports it)."""
    value = parse_amount(at(e, 2))
    return () if value is None else (Amount(at(e, 1), value, text),)


def quantities(e: list[str], text: str) -> tuple[Quantity, ...]:
    """One quantity, or nothing where it cannot be read (the reader reports it)."""
    value = parse_quantity(at(e, 2))
    return () if value is None else (Quantity(at(e, 1), value, text),)


def remarks(e: list[str], text: str) -> tuple[Remark]:
    return (Remark(at(e, 1), at(e, 2), text),)


def contacts(e: list[str], text: str) -> tuple[Contact]:
    pairs = tuple((at(e, k), at(e, k + 1)) for k in (3, 5, 7) if at(e, k) or at(e, k + 1))
    return (Contact(at(e, 1), at(e, 2), pairs, text),)


def outpatient(e: list[str], text: str) -> OutpatientAdjudication:
    remarks = tuple(code for code in e[3:8] if code)
    return OutpatientAdjudication(
        optional(at(e, 1)), optional(at(e, 2)), remarks, optional(at(e, 8)), optional(at(e, 9)), text
    )


def inpatient(e: list[str], text: str) -> InpatientAdjudication:
    values = tuple(None if k in INPATIENT_REMARKS else optional(at(e, k)) for k in range(1, 25))
    return InpatientAdjudication(values, tuple(at(e, k) for k in INPATIENT_REMARKS if at(e, k)), text)


def claim(e: list[str], text: str, ordinal: int, cells: tuple[list[Any], list[Any], list[Any]]) -> RemittanceClaim:
    """CLP with the lists of what follows it; an amount that cannot be read stands as zero (the reader reports it)."""
    _, control, status, charge, paid, owed, filing, icn, place, kind, patient, drg, weight, part = (e + _BLANKS)[:14]
    charged, settled = parse_money(charge) or _NOTHING, parse_money(paid) or _NOTHING
    return RemittanceClaim(
        ordinal,
        control,
        status,
        charged[0],
        settled[0],
        parse_amount(owed),
        filing,
        icn,
        place,
        kind,
        patient,
        drg,
        parse_quantity(weight) if weight else None,
        parse_quantity(part) if part else None,
        text,
        charged[1] - settled[1],
        cells[0],
        cells[1],
        cells[2],
        [],
    )


LineValues = tuple[Procedure, Decimal, Decimal, str, Decimal | None, Procedure | None, Decimal | None, str, int]


def line_values(e: list[str], text: str, component: str) -> LineValues:
    """SVC; an amount that cannot be read stands as zero (the reader reports it and the claim is held)."""
    submitted = at(e, 6)
    charged, settled = parse_money(at(e, 2)) or _NOTHING, parse_money(at(e, 3)) or _NOTHING
    return (
        procedure(at(e, 1), component),
        charged[0],
        settled[0],
        at(e, 4),
        optional(at(e, 5)),
        procedure(submitted, component) if submitted else None,
        optional(at(e, 7)),
        text,
        charged[1] - settled[1],
    )


def line(values: LineValues, ordinal: int, cells: list[Any]) -> RemittanceLine:
    """SVC with the lists of what follows it."""
    return RemittanceLine(ordinal, *values, *cells)


def provider_adjustments(e: list[str], text: str, ordinal: int, component: str) -> list[ProviderAdjustment]:
    """Up to six pairs; one whose amount cannot be read is left out (the reader reports it)."""
    found = []
    for start in range(3, len(e), 2):
        reason, _, rest = e[start].partition(component)
        value = parse_amount(at(e, start + 1))
        if value is not None:
            end = parse_date(at(e, 2))
            found.append(ProviderAdjustment(at(e, 1), end, reason, rest, value, ordinal, text))
    return found
