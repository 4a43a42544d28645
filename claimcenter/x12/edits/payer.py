"""The destination payer: whether it takes this claim electronically, and what it does not want on it."""

from __future__ import annotations

from collections.abc import Iterator

from claimcenter.x12.claim837 import Claim

from .facts import comes_before
from .model import CheckContext, FixAt, Hit, Repair
from .registry import edit


@edit(
    "payer_id_missing",
    "The payer has an identifier",
    source="005010X222A1 2010BB NM109",
    fix_at=FixAt.PAYER,
)
def payer_id_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    if not claim.payer.payer_id.strip():
        yield Hit(f"{claim.payer.name or 'The payer'} has no payer id.", "2010BB", "NM1", "09")


@edit(
    "payer_not_mapped",
    "The clearinghouse takes professional claims for this payer",
    source="clearinghouse payer list",
    fix_at=FixAt.PAYER,
    waivable=True,
)
def payer_not_mapped(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    unknown = context.known_payer_ids and claim.payer.payer_id not in context.known_payer_ids
    if unknown or not context.rules.accepts_professional:
        message = f"The clearinghouse does not take professional claims for {claim.payer.name}."
        yield Hit(message, "2010BB", "NM1", "09", claim.payer.payer_id)


@edit(
    "payer_not_enrolled",
    "The practice is enrolled with the payer",
    source="payer rule",
    fix_at=FixAt.PAYER,
    waivable=True,
)
def payer_not_enrolled(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    if not context.rules.enrolled:
        message = f"Electronic claims to {claim.payer.name} need an enrollment that is not done."
        yield Hit(message, "2010BB", "NM1", "09", claim.payer.payer_id)


@edit(
    "secondary_not_taken",
    "The payer takes electronic secondary claims",
    source="clearinghouse payer list",
    fix_at=FixAt.PAYER,
    waivable=True,
)
def secondary_not_taken(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    after = any(comes_before(payer, claim) for payer in claim.other_payers)
    if after and not context.rules.accepts_secondary:
        message = f"{claim.payer.name} takes no electronic claim after another payer; send it on paper."
        yield Hit(message, "2010BB", "NM1", "09", claim.payer.payer_id)


@edit(
    "patient_paid_refused",
    "The payer wants to know what the patient paid",
    source="RI Medicare MSP: F5 sends money to the patient",
    fix_at=FixAt.CLAIM,
    qualifier="F5",
)
def patient_paid_refused(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    if claim.patient_paid is not None and not context.rules.accepts_patient_paid:
        repair = Repair("Leave it out for this payer", ("patient_paid",), None)
        message = f"{claim.payer.name} pays the patient when a claim shows what the patient paid; leave it out."
        yield Hit(message, "2300", "AMT", "02", claim.patient_paid, repair=repair)


@edit(
    "patient_paid_amount",
    "What the patient paid is between zero and the charge",
    source="005010X222A1 2300 AMT*F5",
    fix_at=FixAt.CLAIM,
    qualifier="F5",
)
def patient_paid_amount(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    paid = claim.patient_paid
    if paid is not None and not 0 <= paid <= claim.charge:
        message = f"What the patient paid, {paid}, is not between zero and the charge."
        yield Hit(message, "2300", "AMT", "02", paid)
