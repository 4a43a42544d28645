"""Coordination of benefits: which payers stand on the claim, in which order, and what each must and must not carry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from claimcenter.x12.claim837 import Claim, OtherPayer
from claimcenter.x12.labels import label

from .facts import MEDICARE, POSITIONS, comes_before, decisions, has_adjudicated, is_bypassed, money
from .model import CheckContext, FixAt, Hit, Repair
from .registry import edit

_REMARK = re.compile(r"(?:M\d{1,3}|MA\d{1,3}|N\d{1,4})")


@edit(
    "primary_missing",
    "Exactly one payer is the primary",
    source="005010X222A1 2000B and 2320 SBR01; Stedi: missing primary payer",
    fix_at=FixAt.PLAN,
    published=True,
)
def primary_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    count = _positions(claim)["P"]
    if count != 1:
        found = "no payer is" if not count else f"{count} payers are"
        yield Hit(f"On this claim {found} marked as primary; exactly one must be.", "2320", "SBR", "01", "P")


def _positions(claim: Claim) -> Counter[str]:
    return Counter([claim.subscriber.position, *(payer.position for payer in claim.other_payers)])


@edit(
    "position_repeated",
    "Each payer has its own place in the order",
    source="005010X222A1 2320 SBR01; Stedi: unique payer responsibility",
    fix_at=FixAt.PLAN,
    published=True,
)
def position_repeated(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for position, count in _positions(claim).items():
        if count > 1 and position not in {"P", "U"}:
            name = (label("payer_position", position) or position).lower()
            yield Hit(f"{count} payers of this claim are marked as {name}.", "2320", "SBR", "01", position)


@edit(
    "position_skipped",
    "The order of the payers has no gap",
    source="005010X222A1 2000B and 2320 SBR01; Stedi: payer responsibility level codes must be in order",
    fix_at=FixAt.PLAN,
    waivable=True,
    published=True,
)
def position_skipped(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    """After the payer the claim goes to; what is missing before it is ``prior_payer_missing``."""
    places = [POSITIONS.find(position) for position in _positions(claim)]
    first, last = POSITIONS.find(claim.subscriber.position), max(places)
    for place in range(max(first, 0), last):
        if place not in places:
            missing, later = (
                (label("payer_position", code) or code).lower() for code in (POSITIONS[place], POSITIONS[last])
            )
            yield Hit(f"A {later} payer is on the claim, but no {missing} one.", "2320", "SBR", "01", POSITIONS[last])


@edit(
    "position_unknown",
    "The place in the order is a known code",
    source="005010X222A1 SBR01",
    fix_at=FixAt.PLAN,
)
def position_unknown(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    places = [("2000B", claim.subscriber.position, ""), *(("2320", p.position, p.payer_id) for p in claim.other_payers)]
    for loop, position, payer_id in places:
        if position not in set(POSITIONS) | {"U"}:
            yield Hit(f"The place in the order {position!r} is not known.", loop, "SBR", "01", position, None, payer_id)


@edit(
    "prior_payer_missing",
    "A secondary or later claim names the payers before it",
    source="005010X222A1 2320; Stedi: other subscriber information included",
    fix_at=FixAt.PLAN,
    published=True,
)
def prior_payer_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    before = {payer.position for payer in claim.other_payers if comes_before(payer, claim)}
    rank = POSITIONS.find(claim.subscriber.position)
    for position in POSITIONS[: max(rank, 0)]:
        if position not in before:
            name = (label("payer_position", position) or position).lower()
            yield Hit(
                f"The claim goes to the {_ordinal(claim)} payer but does not say what the {name} payer decided.",
                *("2320", "SBR", "01", position),
            )


def _ordinal(claim: Claim) -> str:
    position = claim.subscriber.position
    return (label("payer_position", position) or position).lower()


@edit(
    "prior_adjudication_missing",
    "Every payer before this one has decided or was bypassed",
    source="005010X222A1 2320 AMT*D, AMT*A8; X12 RFI 1999",
    fix_at=FixAt.ADJUDICATION,
    qualifier="D",
    waivable=False,
    published=True,
)
def prior_adjudication_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        if comes_before(payer, claim) and not has_adjudicated(claim, payer) and not is_bypassed(payer):
            yield Hit(
                f"{payer.payer_name} pays before this payer, but what it paid and adjusted is not on the claim.",
                *("2320", "AMT", "02"),
                payer_id=payer.payer_id,
            )


@edit(
    "paid_amount_missing",
    "A payer that decided has an amount paid, even when it is zero",
    source="005010X222A1 2320 AMT*D; Stedi: COB balanced",
    fix_at=FixAt.ADJUDICATION,
    qualifier="D",
    published=True,
)
def paid_amount_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        if payer.paid is None and has_adjudicated(claim, payer) and not is_bypassed(payer):
            yield Hit(
                f"{payer.payer_name} has adjustments on the claim but no amount paid; enter 0 if it paid nothing.",
                *("2320", "AMT", "02"),
                payer_id=payer.payer_id,
            )


@edit(
    "paid_amount_negative",
    "An amount paid by a payer is not negative",
    source="005010X222A1 2320 AMT*D, 2430 SVD02; Stedi: invalid paid amount",
    fix_at=FixAt.ADJUDICATION,
    qualifier="D",
    published=True,
)
def paid_amount_negative(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        if payer.paid is not None and payer.paid < 0:
            message = f"{payer.payer_name} cannot have paid {money(payer.paid)}."
            yield Hit(message, "2320", "AMT", "02", payer.paid, None, payer.payer_id)
    for number, line in enumerate(claim.lines, 1):
        for item in line.adjudications:
            if item.paid < 0:
                message = f"Line {number}: a payer cannot have paid {money(item.paid)}."
                yield Hit(message, "2430", "SVD", "02", item.paid, number, item.payer_id)


@edit(
    "later_payer_adjudicated",
    "A payer after this one has not decided yet",
    source="005010X222A1 2320",
    fix_at=FixAt.ADJUDICATION,
    qualifier="D",
)
def later_payer_adjudicated(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        later = payer.position in POSITIONS and not comes_before(payer, claim)
        if later and payer.position != claim.subscriber.position and has_adjudicated(claim, payer):
            yield Hit(
                f"{payer.payer_name} comes after this payer; its payment and adjustments do not belong here.",
                *("2320", "AMT", "02", payer.paid if payer.paid is not None else ""),
                payer_id=payer.payer_id,
            )


@edit(
    "bypassed_payer_figures",
    "A bypassed payer shows the whole charge as not covered and nothing else",
    source="005010X222A1 2320 AMT*A8; X12 RFI 1999",
    fix_at=FixAt.ADJUDICATION,
    qualifier="A8",
    published=True,
)
def bypassed_payer_figures(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        if payer.noncovered is None:
            continue
        if has_adjudicated(claim, payer):
            message = f"{payer.payer_name} was bypassed, so the claim may carry no payment or adjustment of it."
            yield Hit(message, "2320", "AMT", "02", payer.noncovered, None, payer.payer_id)
        if payer.noncovered != claim.charge:
            yield Hit(
                f"{payer.payer_name} was bypassed: the amount not covered must be the charge, {money(claim.charge)}.",
                *("2320", "AMT", "02", payer.noncovered),
                payer_id=payer.payer_id,
                repair=Repair("Use the claim's charge", _path(claim, payer, "noncovered"), claim.charge),
            )


def _path(claim: Claim, payer: OtherPayer, name: str) -> tuple[str | int, ...]:
    return ("other_payers", claim.other_payers.index(payer), name)


@edit(
    "line_decision_missing",
    "A payer that decided by line decided every line",
    source="005010X222A1 2430",
    fix_at=FixAt.ADJUDICATION,
)
def line_decision_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        decided = {number for number, *_ in decisions(claim, payer.payer_id)}
        for number in range(1, len(claim.lines) + 1) if decided else ():
            if number not in decided:
                yield Hit(
                    f"Line {number} does not say what {payer.payer_name} decided, though other lines do.",
                    *("2430", "SVD", "", ""),
                    line=number,
                    payer_id=payer.payer_id,
                )


@edit(
    "line_payer_unknown",
    "A decision on a line names a payer of the claim",
    source="005010X222A1 2430 SVD01 = 2330B NM109; Stedi: payer present in 2330B",
    fix_at=FixAt.PLAN,
    published=True,
)
def line_payer_unknown(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    named = {payer.payer_id for payer in claim.other_payers}
    for number, line in enumerate(claim.lines, 1):
        for item in line.adjudications:
            if item.payer_id not in named:
                message = f"Line {number} has a decision of payer {item.payer_id!r}, which is not on the claim."
                yield Hit(message, "2430", "SVD", "01", item.payer_id, number, item.payer_id)


@edit(
    "other_payer_repeated",
    "Each other payer has its own identifier",
    source="005010X222A1 2330B NM109, which SVD01 must tell apart",
    fix_at=FixAt.PAYER,
)
def other_payer_repeated(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    counts = Counter(payer.payer_id for payer in claim.other_payers)
    for payer_id, count in counts.items():
        if count > 1:
            message = f"{count} other payers have the identifier {payer_id}; their decisions cannot be told apart."
            yield Hit(message, "2330B", "NM1", "09", payer_id, None, payer_id)


@edit(
    "other_payer_is_destination",
    "Another payer is not the payer the claim goes to",
    source="005010X222A1 2330B NM109 and 2010BB NM109",
    fix_at=FixAt.PAYER,
    waivable=True,
)
def other_payer_is_destination(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        if payer.payer_id == claim.payer.payer_id and not context.rules.may_follow_itself:
            message = f"{payer.payer_name} is both the payer of this claim and one of the other payers."
            yield Hit(message, "2330B", "NM1", "09", payer.payer_id, None, payer.payer_id)


@edit(
    "other_payer_not_known",
    "The clearinghouse knows the other payer's identifier",
    source="Stedi: known other payer id",
    fix_at=FixAt.PAYER,
    waivable=True,
    published=True,
)
def other_payer_not_known(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        if not payer.payer_id or (context.known_payer_ids and payer.payer_id not in context.known_payer_ids):
            message = f"The clearinghouse does not know {payer.payer_name} by the identifier {payer.payer_id!r}."
            yield Hit(message, "2330B", "NM1", "09", payer.payer_id, None, payer.payer_id)


@edit(
    "medicare_reason_missing",
    "Where Medicare is not primary, the claim says why",
    source="005010X222A1 SBR05; First Coast MSP (CARC 16/N245); Stedi: insurance type code",
    fix_at=FixAt.PLAN,
    published=True,
)
def medicare_reason_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, filing, position, kind, payer_id in _plans(claim):
        if filing in MEDICARE and position != "P" and not kind:
            message = "Medicare is not primary on this claim; the reason is missing from the client's Medicare plan."
            yield Hit(message, loop, "SBR", "05", kind, None, payer_id)


@edit(
    "medicare_reason_misplaced",
    "The reason why Medicare is not primary stands only there",
    source="005010X222A1 SBR05; Stedi: insurance type code",
    fix_at=FixAt.PLAN,
    published=True,
)
def medicare_reason_misplaced(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for index, (loop, filing, position, kind, payer_id) in enumerate(_plans(claim)):
        if kind and (filing not in MEDICARE or position == "P"):
            where = "a primary payer" if position == "P" else "a plan that is not Medicare"
            path = ("subscriber",) if not index else ("other_payers", index - 1)
            message = f"The reason why Medicare is not primary ({kind}) stands on {where}."
            repair = Repair("Remove it", (*path, "insurance_type"), "")
            yield Hit(message, loop, "SBR", "05", kind, None, payer_id, repair)


def _plans(claim: Claim) -> list[tuple[str, str, str, str, str]]:
    own = claim.subscriber
    others = [("2320", p.filing_indicator, p.position, p.insurance_type, p.payer_id) for p in claim.other_payers]
    return [("2000B", own.filing_indicator, own.position, own.insurance_type, ""), *others]


@edit(
    "filing_indicator_missing",
    "Every plan says what kind of plan it is",
    source="005010X222A1 SBR09",
    fix_at=FixAt.PLAN,
)
def filing_indicator_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, filing, _, _, payer_id in _plans(claim):
        if label("filing_indicator", filing) is None:
            message = f"The kind of plan {filing!r} is not known." if filing else "The kind of plan is missing."
            yield Hit(message, loop, "SBR", "09", filing, None, payer_id)


@edit(
    "too_many_prior_payers",
    "The payer takes an electronic claim after so many payers",
    source="First Coast MSP: Medicare tertiary claims go on paper",
    fix_at=FixAt.CLAIM,
)
def too_many_prior_payers(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    most = context.rules.most_prior_payers
    if most is None and claim.subscriber.filing_indicator in MEDICARE:
        most = 1
    before = [payer for payer in claim.other_payers if comes_before(payer, claim)]
    if most is not None and len(before) > most:
        message = f"{claim.payer.name} takes no electronic claim after {len(before)} payers; send it on paper."
        yield Hit(message, "2320", "SBR", "01", len(before))


@edit(
    "remark_form",
    "Remarks of a prior payer are remark codes",
    source="005010X222A1 2320 MOA03-07; Stedi: valid remark code",
    fix_at=FixAt.ADJUDICATION,
    published=True,
)
def remark_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        for index, remark in enumerate(payer.outpatient.remarks if payer.outpatient else (), 3):
            if not _REMARK.fullmatch(remark):
                message = f"The remark {remark!r} of {payer.payer_name} is not a remark code."
                yield Hit(message, "2320", "MOA", f"{index:02d}", remark, None, payer.payer_id)


@edit(
    "consent_differs",
    "The other plan carries the claim's own assignment and release",
    source="X12 RFI 1786",
    fix_at=FixAt.CLAIM,
    warns=True,
)
def consent_differs(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for index, payer in enumerate(claim.other_payers):
        pairs = (
            ("benefits_assigned", payer.benefits_assigned, claim.benefits_assigned, "03"),
            ("release_of_information", payer.release_of_information, claim.release_of_information, "06"),
        )
        for name, theirs, ours, element in pairs:
            if theirs != ours:
                message = f"{payer.payer_name} says {theirs!r} where the claim itself says {ours!r}."
                repair = Repair("Use the claim's value", ("other_payers", index, name), ours)
                yield Hit(message, "2320", "OI", element, theirs, None, payer.payer_id, repair)
