"""What the payers before this one decided, as the COB loops say it (005010X222A1 2320, 2330B and 2430)."""

from dataclasses import replace
from decimal import Decimal

from claimcenter.x12 import claim837 as x12
from claimcenter.x12.amounts import parse_quantity
from claims.models import PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication


def with_money(bare: x12.OtherPayer, prior: PriorPayerAdjudication) -> x12.OtherPayer:
    """Claim-level money: AMT*D always once answered; date and remaining liability only where no line carries them."""
    on_claim = prior.claim_level_only
    return replace(
        bare,
        paid=prior.paid,
        adjustments=_adjustments(claim_level(prior)),
        adjudicated_on=prior.adjudicated_on if on_claim else None,
        remaining_patient_liability=remaining_liability(prior, None) if on_claim else None,
        outpatient=_outpatient(prior),
        claim_control_number=prior.payer_claim_control_number,
    )


def line_adjudication(line: PriorLineAdjudication, prior: PriorPayerAdjudication) -> x12.LineAdjudication:
    """2430: SVD01 names the payer of 2330B, SVD03 the procedure as it was adjudicated."""
    payer = prior.prior_claim.payer
    if payer is None:
        raise ValueError("A claim that was adjudicated has a payer.")
    return x12.LineAdjudication(
        payer_id=payer.payer_id,
        paid=line.paid,
        procedure=x12.Procedure(code=line.procedure, modifiers=tuple(line.modifiers)),
        units=line.units,
        bundled_into=line.bundled_into,
        adjustments=_adjustments(list(line.adjustments.all())),
        adjudicated_on=prior.adjudicated_on,
        remaining_patient_liability=remaining_liability(prior, line),
    )


def claim_level(prior: PriorPayerAdjudication) -> list[PriorAdjustment]:
    """The adjustments reported for the claim as a whole: an adjustment is reported once, at one level (X12 RFI 689)."""
    return [adjustment for adjustment in prior.adjustments.all() if adjustment.line_id is None]


def remaining_liability(prior: PriorPayerAdjudication, line: PriorLineAdjudication | None) -> Decimal:
    """AMT*EAF: what the provider judges still payable; the PR of that level, 0 included (X12 RFI 985, 1515).

    A figure typed for the claim stands for a claim-level answer only.
    """
    if line is None and prior.remaining_patient_liability is not None:
        return prior.remaining_patient_liability
    rows = claim_level(prior) if line is None else list(line.adjustments.all())
    return sum((row.amount for row in rows if row.group_code == "PR"), Decimal(0))


def _adjustments(rows: list[PriorAdjustment]) -> tuple[x12.Adjustment, ...]:
    return tuple(
        x12.Adjustment(group=row.group_code, reason=row.reason_code, amount=row.amount, quantity=row.quantity)
        for row in rows
    )


def _outpatient(prior: PriorPayerAdjudication) -> x12.OutpatientAdjudication | None:
    """MOA is echoed whenever the 835 carried it; `moa` holds its elements from MOA01 on, as received."""
    if not any(prior.moa):
        return None
    elements = [*prior.moa, *[""] * 9][:9]
    return x12.OutpatientAdjudication(
        reimbursement_rate=_decimal(elements[0]),
        hcpcs_payable=_decimal(elements[1]),
        remarks=tuple(remark for remark in elements[2:7] if remark),
        esrd_payment=_decimal(elements[7]),
        nonpayable_professional=_decimal(elements[8]),
    )


def _decimal(text: str) -> Decimal | None:
    return parse_quantity(text) if text else None
