"""A remittance claim as received, in the words the claims app takes: AdjudicationFacts. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from claims.enums import Source
from claims.facts import AdjudicationFacts, AdjustmentFacts, LineFacts
from era.models import Remittance
from era.selectors.stored import Parts, StoredAdjustment, StoredClaim, StoredLine


def facts_of(remittance: Remittance, claim: StoredClaim, *, parts: Parts, line_ids: Sequence[int]) -> AdjudicationFacts:
    """One CLP with its loop. `line_ids` name, in the order of its lines, the claim line each SVC answers.

    Codes, amounts, quantities and signs stay as they came, at the level where they came. The adjudication date is
    BPR16 (DTP*573 of the next claim). Raises ValueError for a payment without a date: it must not get this far.
    """
    if remittance.payment_date is None:
        raise ValueError("A payment without a date cannot be recorded.")
    return AdjudicationFacts(
        source=Source.ERA,
        source_label=source_label(remittance),
        charge=claim.charge,
        paid=claim.paid,
        adjudicated_on=remittance.payment_date,
        claim_status_code=claim.status_code,
        reported_patient_responsibility=claim.patient_responsibility,
        trace_number=remittance.trace_number[:50],
        payer_claim_control_number=claim.payer_claim_control_number[:50],
        forwarded_to=claim.forwarded_to[:60],
        corrected_priority_payer=claim.corrected_priority_payer[:60],
        remarks=tuple(claim.remarks),
        moa=tuple(claim.moa),
        lines=tuple(
            _line(line, line_id, parts.adjustments.get((claim.pk, line.pk), ()))
            for line, line_id in zip(parts.lines.get(claim.pk, ()), line_ids, strict=True)
        ),
        adjustments=tuple(map(_adjustment, parts.adjustments.get((claim.pk, None), ()))),
    )


def source_label(remittance: Remittance) -> str:
    """How a figure names where it came from."""
    return f"ERA {remittance.trace_number}"[:120]


def _line(line: StoredLine, claim_line_id: int, adjustments: Iterable[StoredAdjustment]) -> LineFacts:
    return LineFacts(
        claim_line_id=claim_line_id,
        charge=line.charge,
        paid=line.paid,
        procedure=line.procedure,
        modifiers=tuple(line.modifiers),
        units=line.units if line.units is not None else Decimal(1),
        allowed=line.allowed,
        remarks=tuple(line.remarks),
        adjustments=tuple(map(_adjustment, adjustments)),
        segment=line.segment,
    )


def _adjustment(item: StoredAdjustment) -> AdjustmentFacts:
    return AdjustmentFacts(
        group_code=item.group_code,
        reason_code=item.reason_code,
        amount=item.amount,
        quantity=item.quantity,
        segment=item.segment,
    )
