"""Money of a payment that belongs to no claim (PLB): what its codes do to the account, what references name. Pure.

Positive reduces a payment, negative increases it. A forwarded balance (FB) and a recovery (WO, 72) come twice, with
opposite signs, and net to nothing: what does not net yet is open (X12 RFI 738, 1604, 1756, 2051). Interest, penalties
and the rest come once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from claimcenter.x12.labels import label
from era.lines import normal

ZERO = Decimal(0)
SHORTEST = 5
"""A piece of a reference with fewer characters, or without a digit, names no claim."""
_BETWEEN = re.compile(r"[\s:;,/|_]+")


class Part(StrEnum):
    """What a code does to the account."""

    FORWARDED = "forwarded"
    RECOVERY = "recovery"
    INTEREST = "interest"
    OTHER = "other"


_PARTS = {"FB": Part.FORWARDED, "WO": Part.RECOVERY, "72": Part.RECOVERY, "L6": Part.INTEREST}


@dataclass(frozen=True, slots=True)
class OpenReference:
    """What stays of the amounts under one reference. `carried` is above zero where the payer has still to take it up;
    below zero it took up what no payment here had forwarded.
    """

    reference: str
    carried: Decimal


def part_of(reason_code: str) -> Part:
    """Forwarded, recovery, interest, or anything else."""
    return _PARTS.get(normal(reason_code), Part.OTHER)


def reason_label(reason_code: str) -> str:
    """Our words for a PLB code; empty for one that we have none for."""
    return label("provider_adjustment", normal(reason_code)) or ""


def identifiers(reference: str) -> frozenset[str]:
    """Pieces of a reference that may be a patient control number or a payer claim number, as they are compared."""
    whole = normal(reference)
    pieces = {whole, *_BETWEEN.split(whole)}
    return frozenset(piece for piece in pieces if len(piece) >= SHORTEST and any(c.isdigit() for c in piece))


def open_references(amounts: Iterable[tuple[str, Decimal]]) -> list[OpenReference]:
    """What has not netted, by reference; the same reference is the same balance, whichever file it came in."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for reference, amount in amounts:
        sums[normal(reference)] += amount
    return [OpenReference(reference, -amount) for reference, amount in sorted(sums.items()) if amount]
