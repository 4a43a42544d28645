"""Edits that write the claim on trial: characters, lengths, codes and required elements, by the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from claimcenter.x12.canonical837 import canonical_claim
from claimcenter.x12.claim837 import BillingProvider, Claim
from claimcenter.x12.output import SegmentWriter, WriteError, plain_text
from claimcenter.x12.write837 import write_billing_provider, write_claim

from .facts import addresses, named_people
from .model import CheckContext, FixAt, Hit, Path, Repair
from .registry import edit

_DELIMITERS = re.compile(r"\s*[*~:^]\s*")


def _trial(claim: Claim, context: CheckContext, *kinds: str) -> Iterator[Hit]:
    for fault in _faults(claim, context.billing):
        if fault.kind in kinds:
            yield _hit(claim, fault)


@lru_cache(maxsize=4)
def _faults(claim: Claim, billing: BillingProvider | None) -> tuple[WriteError, ...]:
    """Everything the writer would refuse. Kept for a moment, so that the edits of this module share one run."""
    faults: list[WriteError] = []
    out = SegmentWriter(_nowhere, on_problem=faults.append)
    out.gather()
    out.table, out.loop = "837", "2000A"
    if billing:
        write_billing_provider(out, billing)
    write_claim(out, canonical_claim(claim), 1, 1)
    return tuple(faults)


def _nowhere(_text: str) -> None:
    """A trial run keeps nothing."""


def _hit(claim: Claim, fault: WriteError) -> Hit:
    message = fault.message[0].upper() + fault.message[1:] + "."
    repair = _cleaned(claim, fault) if fault.kind in {"character", "space"} else None
    where = FixAt.PRACTICE if fault.loop in {"2000A", "2010AA", "2010AB"} else None
    return Hit(message, fault.loop, fault.segment, fault.element, fault.value, fault.line, repair=repair, fix_at=where)


def _cleaned(claim: Claim, fault: WriteError) -> Repair | None:
    """A name or street whose only fault is a delimiter or a blank at its end: both may go without loss."""
    for path, text in _texts(claim):
        plain = _DELIMITERS.sub(" ", text).strip()
        if plain_text(text) == fault.value and plain and plain != text:
            return Repair("Remove the sign", path, plain)
    return None


def _texts(claim: Claim) -> Iterator[tuple[Path, str]]:
    for _, name, path in named_people(claim):
        yield from (((*path, part), getattr(name, part)) for part in ("last", "first", "middle", "suffix"))
    for _, address, path in addresses(claim):
        yield from (((*path, part), getattr(address, part)) for part in ("line1", "line2", "city"))


@edit(
    "character",
    "Only characters of the X12 set leave",
    source="005010X222A1 B.1.1.2; X12 RFI 2212",
    fix_at=FixAt.CLIENT,
)
def character(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    yield from _trial(claim, context, "character")


@edit("blanks", "No value begins or ends with a blank", source="005010X222A1 B.1.1.3", fix_at=FixAt.CLIENT)
def blanks(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    yield from _trial(claim, context, "space")


@edit("length", "Every value fits its element", source="005010X222A1 element lengths", fix_at=FixAt.CLAIM)
def length(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    yield from _trial(claim, context, "length")


@edit(
    "guide_code", "Coded values are codes the guide allows there", source="005010X222A1 code lists", fix_at=FixAt.CLAIM
)
def guide_code(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    yield from _trial(claim, context, "code")


@edit("element_missing", "Required elements are there", source="005010X222A1 element usage", fix_at=FixAt.CLAIM)
def element_missing(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    yield from _trial(claim, context, "missing", "unused")


@edit(
    "too_many", "Lists fit the places the guide has for them", source="005010X222A1 repeat counts", fix_at=FixAt.CLAIM
)
def too_many(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    yield from _trial(claim, context, "limit")
