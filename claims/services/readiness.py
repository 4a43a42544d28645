"""What a pending claim with payers before it is waiting on: adjustments, balance, payment date, or nothing."""

from datetime import date, datetime

from django.utils import timezone

from claims.enums import Stage, Status, WaitingOn
from claims.models import Claim, PriorPayerAdjudication
from claims.selectors.cob import balance_of, prior_payers_of

_OTHERS_REASON = {WaitingOn.NOTE, WaitingOn.PLAN, WaitingOn.CONSENT, WaitingOn.AUTHORIZATION, WaitingOn.REVIEW}


def refresh(*, claim: Claim, now: datetime) -> None:
    """Sets status, waiting_on and waiting_until of a pending claim from its grid; saves only what changed.

    A reason that does not come from the grid (note, plan, consent ...) is left standing.
    """
    if claim.stage != Stage.PENDING or claim.previous_claim_id is None or claim.waiting_on in _OTHERS_REASON:
        _touch(claim)
        return
    priors = prior_payers_of(claim)
    claim.waiting_on, claim.waiting_until = _waiting(claim, priors, now)
    if claim.status != Status.REJECTED:
        claim.status = Status.READY if claim.waiting_on == WaitingOn.NOTHING else Status.DRAFT
    _touch(claim)


def _touch(claim: Claim) -> None:
    claim.version += 1
    claim.save(update_fields=["status", "waiting_on", "waiting_until", "version"])


def _waiting(claim: Claim, priors: list[PriorPayerAdjudication], now: datetime) -> tuple[WaitingOn, date | None]:
    if not priors or any(prior.paid is None or prior.adjudicated_on is None for prior in priors):
        return WaitingOn.ADJUSTMENTS, None
    if not all(balance_of(claim, prior).is_balanced for prior in priors):
        return WaitingOn.BALANCE, None
    payable = max(prior.adjudicated_on for prior in priors if prior.adjudicated_on is not None)
    if payable > timezone.localdate(now):
        return WaitingOn.PAYMENT_DATE, payable
    return WaitingOn.NOTHING, None
