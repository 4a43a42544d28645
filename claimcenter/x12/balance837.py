"""The sums of a professional claim as received (005010X222A1 1.4.1; X12 RFI 1115, 1294), each with its exact
difference.

For every other payer that decided: SV102 = SVD02 + CAS of the line; AMT*D = sum of SVD02 - CAS of the claim;
CLM02 = AMT*D + all its CAS. And always CLM02 = sum of SV102.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from .amounts import ZERO
from .claim837 import Adjustment, Claim, LineAdjudication, OtherPayer
from .envelope import TransactionSet
from .problems import Problem, shown
from .read837 import ReadClaim, ReadSet


def unbalanced(found: ReadSet, opened: TransactionSet) -> Iterator[Problem]:
    """One problem for each sum that does not hold."""
    for one in found.claims:
        for code, message, element, loop in _claim_problems(one.claim):
            yield Problem(
                code,
                message,
                interchange=opened.interchange.control_number,
                transaction=opened.control_number,
                segment=_ordinal(one, element, loop),
                element=element,
                claim=one.claim.patient_control_number,
                loop=loop,
            )


_Finding = tuple[str, str, str, str]


def _ordinal(one: ReadClaim, element: str, loop: str) -> int:
    if loop == "2300":
        return one.ordinal
    return next((s.ordinal for place, s in one.segments() if place == loop and s.id == element[:3]), one.ordinal)


def _claim_problems(claim: Claim) -> Iterator[_Finding]:
    charges = sum((line.charge for line in claim.lines), ZERO)
    if claim.charge != charges:
        rest = claim.charge - charges
        message = f"CLM02 {claim.charge:.2f} is not the sum of its lines, {charges:.2f}; difference {rest:.2f}."
        yield "line_charges", message, "CLM02", "2300"
    for payer in claim.other_payers:
        yield from _payer_problems(claim, payer)


def _payer_problems(claim: Claim, payer: OtherPayer) -> Iterator[_Finding]:
    decided = [
        (number, line.charge, item)
        for number, line in enumerate(claim.lines, 1)
        for item in line.adjudications
        if item.payer_id == payer.payer_id
    ]
    for number, charge, item in decided:
        rest = charge - item.paid - _total(item.adjustments)
        if rest:
            text = f"charge {charge:.2f} is not what {_name(payer)} paid and adjusted; difference {rest:.2f}."
            yield "cob_line_balance", f"Line {number}: {text}", "SVD02", "2430"
    if payer.paid is None or not (decided or payer.adjustments):
        return
    yield from _payer_sums(claim, payer, payer.paid, [item for _, _, item in decided])


def _payer_sums(claim: Claim, payer: OtherPayer, paid: Decimal, decided: list[LineAdjudication]) -> Iterator[_Finding]:
    of_claim = _total(payer.adjustments)
    of_lines = sum((_total(item.adjustments) for item in decided), ZERO)
    rest = claim.charge - paid - of_claim - of_lines
    if rest:
        message = (
            f"CLM02 {claim.charge:.2f} is not what {_name(payer)} paid and adjusted in all; difference {rest:.2f}."
        )
        yield "cob_claim_balance", message, "AMT02", "2320"
    by_line = sum((item.paid for item in decided), ZERO)
    if decided and by_line - of_claim != paid:
        should = f"its line payments less its claim adjustments, {by_line - of_claim:.2f}"
        message = f"AMT*D {paid:.2f} of {_name(payer)} is not {should}."
        yield "cob_paid_balance", message, "AMT02", "2320"


def _total(adjustments: Iterable[Adjustment]) -> Decimal:
    return sum((one.amount for one in adjustments), ZERO)


def _name(payer: OtherPayer) -> str:
    return shown(payer.payer_name or payer.payer_id) or "the other payer"
