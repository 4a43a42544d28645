"""The one form of a claim that is sent: adjustments packed, nothing said twice.

``canonical_claim`` changes how facts are reported, never a fact: sums by group and reason stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter, is_

from claimcenter.x12.claim837 import Adjustment, Claim, LineAdjudication, OtherPayer, ServiceLine

TRIPLETS_PER_CAS = 6
CAS_PER_LOOP = 5


def canonical_adjustments(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Same group and reason merged, zero amounts left out, groups kept together in order of first appearance.

    X12 RFI 998, 1532, 2353: every reason has a non-zero amount in the 837, though an 835 may carry zeros.
    """
    given = tuple(adjustments)
    if _is_canonical(given):
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
    groups = [item.group for item in adjustments]
    changes = sum(one != two for one, two in pairwise(groups))
    keys = {(item.group, item.reason) for item in adjustments}
    return len(keys) == len(adjustments) and changes < max(1, len(set(groups))) and all(i.amount for i in adjustments)


def _merge(first: Adjustment, second: Adjustment) -> Adjustment:
    quantities = [item.quantity for item in (first, second) if item.quantity is not None]
    quantity = sum(quantities, Decimal(0)) if quantities else None
    return replace(first, amount=first.amount + second.amount, quantity=quantity)


def cas_segments(adjustments: Iterable[Adjustment]) -> Iterator[tuple[str, list[Adjustment]]]:
    """Group code and up to six adjustments for each CAS segment, canonical."""
    for group, own in groupby(canonical_adjustments(adjustments), key=attrgetter("group")):
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
    lines = tuple(_canonical_line(line, claim, dates) for line in claim.lines)
    payers = tuple(_canonical_payer(payer, lines) for payer in claim.other_payers)
    unchanged = all(map(is_, (*lines, *payers), (*claim.lines, *claim.other_payers)))
    return claim if unchanged else replace(claim, lines=lines, other_payers=payers)


def _canonical_line(line: ServiceLine, claim: Claim, dates: Mapping[str, date | None]) -> ServiceLine:
    place = "" if line.place_of_service == claim.place_of_service else line.place_of_service
    until = None if line.service_date_to == line.service_date else line.service_date_to
    adjudications = tuple(_canonical_adjudication(item, dates) for item in line.adjudications)
    if (place, until, adjudications) == (line.place_of_service, line.service_date_to, line.adjudications):
        return line
    return replace(line, place_of_service=place, service_date_to=until, adjudications=adjudications)


def _canonical_adjudication(item: LineAdjudication, dates: Mapping[str, date | None]) -> LineAdjudication:
    decided_on = item.adjudicated_on or dates.get(item.payer_id)
    adjustments = canonical_adjustments(item.adjustments)
    if adjustments is item.adjustments and decided_on is item.adjudicated_on:
        return item
    return replace(item, adjustments=adjustments, adjudicated_on=decided_on)


def _canonical_payer(payer: OtherPayer, lines: tuple[ServiceLine, ...]) -> OtherPayer:
    own = [item for line in lines for item in line.adjudications if item.payer_id == payer.payer_id]
    adjustments = canonical_adjustments(payer.adjustments)
    if adjustments is not payer.adjustments:
        payer = replace(payer, adjustments=adjustments)
    if own and payer.adjudicated_on and all(item.adjudicated_on == payer.adjudicated_on for item in own):
        payer = replace(payer, adjudicated_on=None)
    liabilities = [item.remaining_patient_liability for item in own]
    known = [amount for amount in liabilities if amount is not None]
    if own and len(known) == len(own) and sum(known, Decimal(0)) == payer.remaining_patient_liability:
        payer = replace(payer, remaining_patient_liability=None)
    return payer
