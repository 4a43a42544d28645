"""The money of a claim: every sum a clearinghouse recalculates, for each prior payer (005010X222A1 1.4.1).

None of these may be waived: a claim that does not add up is rejected, and no amount is ever invented to make it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from claimcenter.x12.claim837 import Claim, LineAdjudication, OtherPayer, ServiceLine

from .facts import decisions, difference, money, numbered_lines, total
from .model import CheckContext, FixAt, Hit, Repair
from .registry import edit

_BALANCE = "005010X222A1 1.4.1; X12 RFI 1115, 1294; Stedi: COB balanced"
_CENT = Decimal("0.01")
_LARGEST = Decimal("9999999.99")


@edit(
    "charge_total", "The claim's charge is the sum of its lines", source="005010X222A1 2300 CLM02", fix_at=FixAt.CLAIM
)
def charge_total(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    lines = sum((line.charge for line in claim.lines), Decimal(0))
    if lines != claim.charge:
        yield Hit(
            f"The claim's charge is {money(claim.charge)} but its lines add up to {money(lines)}.",
            *("2300", "CLM", "02", claim.charge),
            repair=Repair("Use the sum of the lines", ("charge",), lines),
        )


@edit(
    "line_not_balanced",
    "Each line: charge = what the payer paid + what it adjusted",
    source=_BALANCE,
    fix_at=FixAt.ADJUDICATION,
    published=True,
)
def line_balance(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for payer_id in _deciding_payers(claim):
        for number, line in numbered_lines(claim):
            gap = line_gap(line, payer_id)
            if gap:
                yield _unbalanced_line(context, number, line, payer_id)


def line_gap(line: ServiceLine, payer_id: str) -> Decimal:
    """Charge less everything the payer paid and adjusted on the line; 0 where it decided nothing there."""
    own = [item for item in line.adjudications if item.payer_id == payer_id]
    if not own:
        return Decimal(0)
    return line.charge - sum((item.paid + total(item.adjustments) for item in own), Decimal(0))


def _deciding_payers(claim: Claim) -> list[str]:
    return list(dict.fromkeys(item.payer_id for line in claim.lines for item in line.adjudications))


def _unbalanced_line(context: CheckContext, number: int, line: ServiceLine, payer_id: str) -> Hit:
    own = [item for item in line.adjudications if item.payer_id == payer_id]
    paid = sum((item.paid for item in own), Decimal(0))
    adjusted = sum((total(item.adjustments) for item in own), Decimal(0))
    message = (
        f"Line {number}: paid {money(paid)} and adjustments {money(adjusted)} make {money(paid + adjusted)}, "
        f"{difference(line.charge, paid + adjusted)} for the charge of {money(line.charge)}."
    )
    place = ("2430", "CAS" if any(item.adjustments for item in own) else "SVD", "", adjusted)
    repair = _restored_line(context, number, line, payer_id)
    return Hit(message, *place, line=number, payer_id=payer_id, repair=repair)


def _restored_line(context: CheckContext, number: int, line: ServiceLine, payer_id: str) -> Repair | None:
    """The ERA's own figures for the line, where the ERA is posted, balances, and is the line's only decision."""
    reported = context.reported.get(payer_id)
    found = reported.lines.get(line.line_control_number) if reported else None
    places = [index for index, item in enumerate(line.adjudications) if item.payer_id == payer_id]
    if found is None or len(places) != 1 or not _balances(line, found):
        return None
    path = ("lines", number - 1, "adjudications", places[0])
    return Repair("Restore the figures of the payer's remittance", path, found)


def _balances(line: ServiceLine, decision: LineAdjudication) -> bool:
    return decision.paid + total(decision.adjustments) == line.charge


@edit(
    "payer_paid_differs",
    "What a payer paid on the claim is what it paid on the lines, less its claim-level adjustments",
    source=_BALANCE,
    fix_at=FixAt.ADJUDICATION,
    qualifier="D",
    published=True,
)
def payer_paid(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for index, payer in enumerate(claim.other_payers):
        expected = _paid_by_lines(claim, payer)
        if payer.paid is None or expected is None or expected == payer.paid:
            continue
        repair = None
        if expected >= 0 and not payer.adjustments and not any(line_gap(x, payer.payer_id) for x in claim.lines):
            repair = Repair("Use the sum paid on the lines", ("other_payers", index, "paid"), expected)
        yield Hit(
            f"{payer.payer_name} is said to have paid {money(payer.paid)}, but its lines say {money(expected)}.",
            *("2320", "AMT", "02", payer.paid),
            payer_id=payer.payer_id,
            repair=repair,
        )


def _paid_by_lines(claim: Claim, payer: OtherPayer) -> Decimal | None:
    own = decisions(claim, payer.payer_id)
    if not own:
        return None
    return sum((item.paid for *_, item in own), Decimal(0)) - total(payer.adjustments)


@edit(
    "payer_not_balanced",
    "The claim's charge = what the payer paid + all it adjusted, on the claim and on the lines",
    source=_BALANCE,
    fix_at=FixAt.ADJUDICATION,
    published=True,
)
def payer_balance(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for payer in claim.other_payers:
        if payer.paid is None or _explained(claim, payer):
            continue
        on_lines = sum((total(item.adjustments) for *_, item in decisions(claim, payer.payer_id)), Decimal(0))
        on_claim = total(payer.adjustments)
        found = payer.paid + on_claim + on_lines
        if found != claim.charge:
            twice = " The claim seems to repeat the adjustments of its lines." if on_claim == on_lines else ""
            yield Hit(
                f"{payer.payer_name}: paid {money(payer.paid)} and adjustments {money(on_claim + on_lines)} are "
                f"{difference(claim.charge, found)} for the charge of {money(claim.charge)}.{twice * bool(on_claim)}",
                *("2320", "CAS" if payer.adjustments else "AMT", "", found),
                payer_id=payer.payer_id,
            )


def _explained(claim: Claim, payer: OtherPayer) -> bool:
    """Another edit already names the cause: an unbalanced or missing line, or a paid amount unlike the lines'."""
    expected = _paid_by_lines(claim, payer)
    if expected is None:
        return False
    gaps = any(line_gap(line, payer.payer_id) for line in claim.lines)
    return gaps or expected != payer.paid or len({n for n, *_ in decisions(claim, payer.payer_id)}) < len(claim.lines)


@edit(
    "charge_not_positive",
    "Every line has a fee above zero",
    source="clean-claim practice; SV102",
    fix_at=FixAt.APPOINTMENT,
    waivable=True,
)
def charge_not_positive(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.charge <= 0:
            yield Hit(f"Line {number} has a charge of {money(line.charge)}.", "2400", "SV1", "02", line.charge, number)


@edit(
    "amount_form",
    "Amounts have cents at most and fit the field",
    source="005010X222A1 data element 782; ten characters by common practice",
    fix_at=FixAt.CLAIM,
)
def amount_form(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for place, line, amount in _amounts(claim):
        if not amount.is_finite() or abs(amount) > _LARGEST or amount != amount.quantize(_CENT):
            loop, segment, element = place
            yield Hit(
                f"The amount {amount} is not an amount in dollars and cents.", loop, segment, element, amount, line
            )


def _amounts(claim: Claim) -> Iterator[tuple[tuple[str, str, str], int | None, Decimal]]:
    yield ("2300", "CLM", "02"), None, claim.charge
    if claim.patient_paid is not None:
        yield ("2300", "AMT", "02"), None, claim.patient_paid
    for payer in claim.other_payers:
        for amount in (payer.paid, payer.noncovered, payer.remaining_patient_liability):
            if amount is not None:
                yield ("2320", "AMT", "02"), None, amount
        yield from ((("2320", "CAS", "03"), None, item.amount) for item in payer.adjustments)
    for number, line in numbered_lines(claim):
        yield ("2400", "SV1", "02"), number, line.charge
        for item in line.adjudications:
            yield ("2430", "SVD", "02"), number, item.paid
            yield from ((("2430", "CAS", "03"), number, part.amount) for part in item.adjustments)
