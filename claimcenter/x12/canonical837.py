"""The one form of a claim that is sent: adjustments packed, nothing said twice.

``canonical_claim`` changes how facts are reported, never a fact: sums by group and reason stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter, is_

from claimcenter.x12.claim837 import Adjustment, Claim, LineAdjudication, OtherPayer, ServiceLine

TRIPLETS_PER_CAS = 6
CAS_PER_LOOP = 5


def canonical_adjustments(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Same group and reason merged, zero amounts left out, groups kept together in order of first appearance.

    X12 RFI 998, 1532, 2353: every reason has a non-zero amount in the 837, though an 835 may carry zeros.
    """
    given = tuple(adjustments)
    if not given or _is_canonical(given):
        return given
    merged: dict[tuple[str, str], Adjustment] = {}
    for item in given:
        key = (item.group, item.reason)
        merged[key] = _merge(merged[key], item) if key in merged else item
    groups = list(dict.fromkeys(group for group, _ in merged))
    kept = [item for item in merged.values() if item.amount]
    return tuple(item for group in groups for item in kept if item.group == group)


def _is_canonical(adjustments: tuple[Adjustment, ...]) -> bool:
    """The usual case, seen at a glance: amounts, groups together, no reason twice."""
    seen: set[object] = set()
    group = ""
    for item in adjustments:
        key = (item.group, item.reason)
        if key in seen or not item.amount:
            return False
        if item.group != group:
            group = item.group
            if group in seen:
                return False
            seen.add(group)
        seen.add(key)
    return True


def _merge(first: Adjustment, second: Adjustment) -> Adjustment:
    quantities = [item.quantity for item in (first, second) if item.quantity is not None]
    quantity = sum(quantities, Decimal(0)) if quantities else None
    return replace(first, amount=first.amount + second.amount, quantity=quantity)


def cas_segments(adjustments: Iterable[Adjustment]) -> Iterator[tuple[str, list[Adjustment]]]:
    """Group code and up to six adjustments for each CAS segment, canonical."""
    return packed(canonical_adjustments(adjustments))


def packed(adjustments: tuple[Adjustment, ...]) -> Iterator[tuple[str, list[Adjustment]]]:
    """The same of adjustments that are canonical already."""
    for group, own in groupby(adjustments, key=attrgetter("group")):
        items = list(own)
        for start in range(0, len(items), TRIPLETS_PER_CAS):
            yield group, items[start : start + TRIPLETS_PER_CAS]


def canonical_claim(claim: Claim) -> Claim:
    """The claim as the writer sends it; idempotent.

    - a line's place of service and end date are left out where they repeat the claim's or the start date;
    - a payer that decided by line has its adjudication date on the lines (the guide requires it there), and its
      remaining liability where every decided line has one that adds up; a conflict stays for the edits to name;
    - adjustments are merged and zero amounts dropped.
    """
    dates = {payer.payer_id: payer.adjudicated_on for payer in claim.other_payers}
    lines = [_canonical_line(line, claim.place_of_service, dates) for line in claim.lines]
    payers = [_canonical_payer(payer, lines) for payer in claim.other_payers]
    if all(map(is_, lines, claim.lines)) and all(map(is_, payers, claim.other_payers)):
        return claim
    return replace(claim, lines=tuple(lines), other_payers=tuple(payers))


def _canonical_line(line: ServiceLine, claim_place: str, dates: Mapping[str, date | None]) -> ServiceLine:
    place = line.place_of_service
    until = line.service_date_to
    decided = [_canonical_adjudication(item, dates) for item in line.adjudications]
    said_twice = (place and place == claim_place) or (until and until == line.service_date)
    if not said_twice and all(map(is_, decided, line.adjudications)):
        return line
    place = "" if place == claim_place else place
    until = None if until == line.service_date else until
    return replace(line, place_of_service=place, service_date_to=until, adjudications=tuple(decided))


def _canonical_adjudication(item: LineAdjudication, dates: Mapping[str, date | None]) -> LineAdjudication:
    decided_on = item.adjudicated_on or dates.get(item.payer_id)
    adjustments = canonical_adjustments(item.adjustments)
    if adjustments is item.adjustments and decided_on is item.adjudicated_on:
        return item
    return replace(item, adjustments=adjustments, adjudicated_on=decided_on)


def _canonical_payer(payer: OtherPayer, lines: Iterable[ServiceLine]) -> OtherPayer:
    adjustments = canonical_adjustments(payer.adjustments)
    if adjustments is not payer.adjustments:
        payer = replace(payer, adjustments=adjustments)
    if payer.adjudicated_on is None and payer.remaining_patient_liability is None:
        return payer
    own = [item for line in lines for item in line.adjudications if item.payer_id == payer.payer_id]
    if own and payer.adjudicated_on and all(item.adjudicated_on == payer.adjudicated_on for item in own):
        payer = replace(payer, adjudicated_on=None)
    liabilities = [item.remaining_patient_liability for item in own]
    known = [amount for amount in liabilities if amount is not None]
    if own and len(known) == len(own) and sum(known, Decimal(0)) == payer.remaining_patient_liability:
        payer = replace(payer, remaining_patient_liability=None)
    return payer
