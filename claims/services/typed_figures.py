"""Figures typed at File Claim become a typed EOB on the claim they speak of, once the later claim leaves.

So the earlier payer's answer stands in the ledger like any other, and an ERA that comes later is compared with it.
"""

from datetime import datetime

from claimcenter.practice.models import User
from claims.enums import AdjudicationState
from claims.facts import AdjustmentFacts
from claims.models import Adjudication, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.selectors.outgoing import ClaimRecord
from claims.services.eob import TypedEob, TypedEobLine, post_typed_eob
from claims.services.prior_payers import claim_level


def post_typed_figures(*, record: ClaimRecord, by: User | None, now: datetime) -> None:
    """For every payer before this claim that has no answer on file: post what was typed. The caller holds the locks.

    Nothing is posted where a machine files (nobody typed), nor where the later claim bills only some of the earlier
    one's lines: an EOB that leaves lines out would not be an answer to the claim.
    """
    if by is None:
        return
    for prior in record.prior_payers:
        if not _is_answered(prior) and _covers_all_lines(prior):
            post_typed_eob(claim_id=prior.prior_claim_id, eob=_eob(prior), by=by, now=now)


def _is_answered(prior: PriorPayerAdjudication) -> bool:
    standing = {AdjudicationState.POSTED, AdjudicationState.PROVISIONAL}
    return Adjudication.objects.filter(claim=prior.prior_claim_id, state__in=standing).exists()


def _covers_all_lines(prior: PriorPayerAdjudication) -> bool:
    if prior.claim_level_only:
        return True
    theirs = set(prior.prior_claim.lines.values_list("charge_line_id", flat=True))
    return theirs == {line.claim_line.charge_line_id for line in prior.lines.all()}


def _eob(prior: PriorPayerAdjudication) -> TypedEob:
    ordinals = dict(prior.prior_claim.lines.values_list("charge_line_id", "ordinal"))
    if prior.paid is None or prior.adjudicated_on is None:
        raise ValueError("A claim without figures does not pass its edits.")
    return TypedEob(
        paid=prior.paid,
        adjudicated_on=prior.adjudicated_on,
        payer_claim_control_number=prior.payer_claim_control_number,
        adjustments=[_facts(row) for row in claim_level(prior)],
        lines=[_line(line, ordinals[line.claim_line.charge_line_id]) for line in prior.lines.all()],
    )


def _line(line: PriorLineAdjudication, ordinal: int) -> TypedEobLine:
    return TypedEobLine(line=ordinal, paid=line.paid, adjustments=[_facts(row) for row in line.adjustments.all()])


def _facts(row: PriorAdjustment) -> AdjustmentFacts:
    return AdjustmentFacts(
        group_code=row.group_code, reason_code=row.reason_code, amount=row.amount, quantity=row.quantity
    )
