"""Amounts and quantities: one strict ASCII pattern, Decimal values, nothing else accepted.

``Decimal`` itself takes ``NaN``, ``1E3``, ``1_72.01``, full-width digits and blanks around a number; an amount here
does not.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

AMOUNT_PATTERN: Final = r"-?(?:[0-9]{1,10}(?:\.[0-9]{0,2})?|\.[0-9]{1,2})"
NUMBER_PATTERN: Final = r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,8})?|\.[0-9]{1,8})"
ZERO: Final = Decimal(0)
CENT: Final = Decimal("0.01")

_amount = re.compile(AMOUNT_PATTERN).fullmatch
_number = re.compile(NUMBER_PATTERN).fullmatch

# The same amounts come back by the thousand in one file; remembering them is bounded, so memory stays flat.
_REMEMBERED: Final = 20_000
_known: dict[str, tuple[Decimal, int]] = {}


def parse_money(text: str) -> tuple[Decimal, int] | None:
    """Money as X12 writes it, with the same in cents: whole numbers add up many times faster than decimals."""
    found = _known.get(text)
    if found is None and _amount(text):
        if len(_known) >= _REMEMBERED:
            _known.clear()
        value = Decimal(text) + ZERO
        found = _known[text] = (value, int(value.scaleb(2)))
    return found


def parse_amount(text: str) -> Decimal | None:
    """Money as X12 writes it (``450``, ``450.``, ``62.5``, ``-.06``); None where ``text`` is anything else."""
    found = _known.get(text) or parse_money(text)
    return None if found is None else found[0]


def from_cents(cents: int) -> Decimal:
    """Whole cents as money."""
    return Decimal(cents).scaleb(-2)


def parse_quantity(text: str) -> Decimal | None:
    """A count, a number of units or a rate: digits with an optional point; None where ``text`` is anything else."""
    return Decimal(text) + ZERO if _number(text) else None


def two_decimals(value: Decimal | None) -> str | None:
    """Money for a report: ``"450.00"``; negative zero is zero."""
    return None if value is None else str((value + ZERO).quantize(CENT))
