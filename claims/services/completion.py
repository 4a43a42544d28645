"""Completing a claim by hand, without figures."""

from datetime import datetime

from django.db import transaction

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import Result, Stage, Status
from claims.locks import lock_claims
from claims.models import Claim
from claims.services.transitions import move_claim


class CannotComplete(Refusal):
    """The claim cannot be completed; the sentence says why."""

    code = "cannot_complete"


@transaction.atomic
def complete_by_hand(*, claim_id: int, by: User | None, now: datetime) -> Claim:
    """Marks a claim completed though no figures are known. Nothing moves in the ledger.

    The next claim is made and waits on its adjustments; an answer that comes later replaces "by hand". Idempotent.
    """
    claim = lock_claims([claim_id]).get(claim_id)
    if claim is None:
        raise Claim.DoesNotExist
    if claim.stage == Stage.COMPLETED:
        return claim
    if claim.stage == Stage.VOID:
        raise CannotComplete("The claim is void.", code="void")
    if claim.payer_id is None:
        raise CannotComplete("The claim has no plan yet, so nobody can have answered it.", code="no_plan")
    result = Result.NONE if claim.result in {Result.REJECTED, Result.REVERSED} else Result(claim.result)
    move_claim(
        claim=claim,
        status=Status.BY_HAND,
        by=by,
        now=now,
        kind="completed_by_hand",
        text="Completed by hand, without figures.",
        result=result,
    )
    return claim
