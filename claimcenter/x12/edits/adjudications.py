"""What a prior payer's decision must carry: dates, liability, reasons, units; each at one level only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from claimcenter.x12.canonical837 import CAS_PER_LOOP, cas_segments
from claimcenter.x12.claim837 import Adjustment, Claim, OtherPayer
from claimcenter.x12.labels import label

from .facts import decisions, has_adjudicated, money, numbered_lines, service_days
from .model import CheckContext, FixAt, Hit, Repair
from .registry import edit

_REASON = re.compile(r"(?:[1-9]\d{0,2}|[A-Z]\d{1,2})")


def _adjudicated(claim: Claim) -> Iterator[OtherPayer]:
    return (payer for payer in claim.other_payers if has_adjudicated(claim, payer))


@edit(
    "adjudication_date_missing",
    "Every decision of a prior payer is dated",
    source="005010X222A1 2330B or 2430 DTP*573; Stedi: adjudication date",
    fix_at=FixAt.ADJUDICATION,
    qualifier="573",
    published=True,
)
def adjudication_date_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in _adjudicated(claim):
        own = decisions(claim, payer.payer_id)
        if not own and payer.adjudicated_on is None:
            message = f"The day {payer.payer_name} decided is missing."
            yield Hit(message, "2330B", "DTP", "03", "", None, payer.payer_id)
        for number, _, _, item in own:
            if item.adjudicated_on is None:
                message = f"Line {number}: the day {payer.payer_name} decided is missing."
                yield Hit(message, "2430", "DTP", "03", "", number, payer.payer_id)


@edit(
    "adjudication_date_twice",
    "The adjudication date stands on the claim or on the lines, not on both",
    source="005010X222A1 2330B and 2430 DTP*573; Stedi: adjudication date once",
    fix_at=FixAt.ADJUDICATION,
    qualifier="573",
    published=True,
)
def adjudication_date_twice(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for index, payer in enumerate(claim.other_payers):
        dated = [item for *_, item in decisions(claim, payer.payer_id) if item.adjudicated_on]
        if payer.adjudicated_on and dated:
            same = all(item.adjudicated_on == payer.adjudicated_on for item in dated)
            repair = Repair("Keep it on the lines", ("other_payers", index, "adjudicated_on"), None) if same else None
            yield Hit(
                f"The day {payer.payer_name} decided stands on the claim and again on its lines.",
                *("2330B", "DTP", "03", payer.adjudicated_on),
                payer_id=payer.payer_id,
                repair=repair,
            )


@edit(
    "adjudication_date_future",
    "No payer decides in the future; filing waits for the day",
    source="Stedi: adjudication date not in the future",
    fix_at=FixAt.ADJUDICATION,
    qualifier="573",
    published=True,
)
def adjudication_date_future(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        days: list[tuple[int | None, date | None, str]] = [(None, payer.adjudicated_on, "2330B")]
        days += [(number, item.adjudicated_on, "2430") for number, _, _, item in decisions(claim, payer.payer_id)]
        for number, day, loop in days:
            if day and day > context.today:
                message = f"{payer.payer_name} pays on {day:%-d %b %Y}; the claim can be filed from that day."
                yield Hit(message, loop, "DTP", "03", day, number, payer.payer_id)


@edit(
    "adjudication_before_service",
    "A payer decides after the service",
    source="clean-claim practice",
    fix_at=FixAt.ADJUDICATION,
    qualifier="573",
    warns=True,
)
def adjudication_before_service(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    first = min(service_days(claim), default=None)
    for payer in claim.other_payers:
        days = [(payer.adjudicated_on, None)] + [
            (item.adjudicated_on, number) for number, _, _, item in decisions(claim, payer.payer_id)
        ]
        for day, number in days:
            if day and first and day < first:
                message = f"{payer.payer_name} is said to have decided on {day:%-d %b %Y}, before the service."
                yield Hit(message, "2430" if number else "2330B", "DTP", "03", day, number, payer.payer_id)


@edit(
    "liability_missing",
    "What the patient still owes is stated, even when it is zero",
    source="005010X222A1 AMT*EAF; X12 RFI 1515, 985",
    fix_at=FixAt.ADJUDICATION,
    qualifier="EAF",
    published=True,
)
def liability_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in _adjudicated(claim):
        own = decisions(claim, payer.payer_id)
        if payer.remaining_patient_liability is not None:
            continue
        missing = [number for number, _, _, item in own if item.remaining_patient_liability is None]
        if not own or missing:
            where = f"line {missing[0]}" if missing else "the claim"
            message = f"What the patient still owes after {payer.payer_name} is missing on {where}; it may be 0."
            number = missing[0] if missing else None
            yield Hit(message, "2430" if own else "2320", "AMT", "02", "", number, payer.payer_id)


@edit(
    "liability_twice",
    "What the patient still owes stands on the claim or on the lines, not on both",
    source="005010X222A1 AMT*EAF; Stedi: duplicate EAF",
    fix_at=FixAt.ADJUDICATION,
    qualifier="EAF",
    published=True,
)
def liability_twice(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for index, payer in enumerate(claim.other_payers):
        on_lines = [item.remaining_patient_liability for *_, item in decisions(claim, payer.payer_id)]
        known = [amount for amount in on_lines if amount is not None]
        if payer.remaining_patient_liability is None or not known:
            continue
        same = len(known) == len(on_lines) and sum(known, Decimal(0)) == payer.remaining_patient_liability
        path = ("other_payers", index, "remaining_patient_liability")
        yield Hit(
            f"What the patient still owes after {payer.payer_name} stands on the claim and again on its lines.",
            *("2320", "AMT", "02", payer.remaining_patient_liability),
            payer_id=payer.payer_id,
            repair=Repair("Keep it on the lines", path, None) if same else None,
        )


@edit(
    "liability_negative",
    "What the patient still owes is not negative",
    source="005010X222A1 AMT*EAF; X12 RFI 985",
    fix_at=FixAt.ADJUDICATION,
    qualifier="EAF",
)
def liability_negative(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        amounts = [(payer.remaining_patient_liability, None)] + [
            (item.remaining_patient_liability, number) for number, _, _, item in decisions(claim, payer.payer_id)
        ]
        for amount, number in amounts:
            if amount is not None and amount < 0:
                message = f"After {payer.payer_name} the patient cannot owe {money(amount)}."
                yield Hit(message, "2430" if number else "2320", "AMT", "02", amount, number, payer.payer_id)


def _adjustments(claim: Claim) -> Iterator[tuple[str, int | None, str, tuple[Adjustment, ...]]]:
    """(loop, line, payer id, adjustments) of every place that has CAS."""
    for payer in claim.other_payers:
        yield "2320", None, payer.payer_id, payer.adjustments
    for number, line in numbered_lines(claim):
        for item in line.adjudications:
            yield "2430", number, item.payer_id, item.adjustments


@edit(
    "adjustment_incomplete",
    "Every adjustment has a group, a reason and an amount that is not zero",
    source="005010X222A1 CAS; X12 RFI 998, 1532, 2353; Stedi: reason with amount",
    fix_at=FixAt.ADJUDICATION,
    published=True,
)
def adjustment_incomplete(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, number, payer_id, items in _adjustments(claim):
        for item in items:
            if not item.amount or not item.reason or not item.group:
                message = (
                    f"The adjustment {item.group}-{item.reason} {money(item.amount)} has no group, reason or amount."
                )
                yield Hit(message, loop, "CAS", "02", item.reason, number, payer_id)


@edit(
    "adjustment_group_unknown",
    "An adjustment's group is CO, PR, OA, PI or CR",
    source="005010X222A1 CAS01",
    fix_at=FixAt.ADJUDICATION,
)
def adjustment_group_unknown(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, number, payer_id, items in _adjustments(claim):
        for item in items:
            if item.group and label("adjustment_group", item.group) is None:
                message = f"The adjustment group {item.group!r} is not one of CO, PR, OA, PI, CR."
                yield Hit(message, loop, "CAS", "01", item.group, number, payer_id)


@edit(
    "adjustment_reason_form",
    "An adjustment's reason has the form of a reason code",
    source="CARC list: one to three digits, or a letter and digits",
    fix_at=FixAt.ADJUDICATION,
    published=True,
)
def adjustment_reason_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, number, payer_id, items in _adjustments(claim):
        for item in items:
            if item.reason and not _REASON.fullmatch(item.reason):
                message = f"The adjustment reason {item.reason!r} cannot be a reason code."
                yield Hit(message, loop, "CAS", "02", item.reason, number, payer_id)


@edit(
    "adjustments_overflow",
    "All adjustments fit into five CAS segments of six reasons",
    source="005010X222A1 2320 and 2430 CAS",
    fix_at=FixAt.ADJUDICATION,
)
def adjustments_overflow(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for loop, number, payer_id, items in _adjustments(claim):
        count = sum(1 for _ in cas_segments(items))
        if count > CAS_PER_LOOP:
            message = f"The payer's adjustments need {count} segments; at most {CAS_PER_LOOP} can be sent in one place."
            yield Hit(message, loop, "CAS", "", count, number, payer_id)


@edit(
    "decision_units",
    "A decided line has units above zero",
    source="005010X222A1 2430 SVD05",
    fix_at=FixAt.ADJUDICATION,
    published=True,
)
def decision_units(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        for item in line.adjudications:
            if item.units <= 0:
                message = f"Line {number}: the payer's decision counts {item.units} units."
                yield Hit(message, "2430", "SVD", "05", item.units, number, item.payer_id)


@edit(
    "bundled_line_unknown",
    "A bundled line points to another line of the claim",
    source="005010X222A1 2430 SVD06",
    fix_at=FixAt.ADJUDICATION,
)
def bundled_line_unknown(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        for item in line.adjudications:
            target = item.bundled_into
            if target is not None and (target == number or not 1 <= target <= len(claim.lines)):
                message = f"Line {number} is said to be bundled into line {target}, which is not another line."
                yield Hit(message, "2430", "SVD", "06", target, number, item.payer_id)


@edit(
    "differs_from_remittance",
    "The figures are those of the payer's posted remittance",
    source="codes are copied verbatim from the ERA",
    fix_at=FixAt.ADJUDICATION,
    warns=True,
)
def differs_from_remittance(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for payer_id, reported in context.reported.items():
        for number, index, line, item in decisions(claim, payer_id):
            theirs = reported.lines.get(line.line_control_number)
            if theirs and (theirs.paid, set(theirs.adjustments)) != (item.paid, set(item.adjustments)):
                path = ("lines", number - 1, "adjudications", index)
                repair = Repair("Restore the figures of the payer's remittance", path, theirs)
                message = f"Line {number} differs from what the payer's remittance says."
                yield Hit(message, "2430", "SVD", "02", item.paid, number, payer_id, repair)
