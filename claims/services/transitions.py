"""The one door through which a claim changes its state."""

from datetime import datetime
from typing import Any

from django.db import transaction

from claimcenter.practice.models import User
from claims.enums import Result, Stage, Status, WaitingOn
from claims.models import Claim, ClaimEvent
from claims.states import STAGE_OF, check_transition

_MOVED = [
    "stage",
    "status",
    "result",
    "waiting_on",
    "waiting_until",
    "completed_at",
    "voided_at",
    "filed_at",
    "current_decision",
    "version",
]


@transaction.atomic
def move_claim(
    *,
    claim: Claim,
    status: Status,
    by: User | None,
    now: datetime,
    kind: str,
    text: str,
    result: Result | None = None,
    waiting_on: WaitingOn | None = None,
    detail: dict[str, Any] | None = None,
) -> ClaimEvent:
    """Moves a claim the caller holds locked, saves it (so that `post_save` fires) and writes its history.

    State and history stand together. `result` left out stays as it is; `waiting_on` left out is emptied. What the
    caller set on `filed_at`, `voided_at` and `waiting_until` is saved along. Raises TransitionNotAllowed.
    """
    check_transition(current=Status(claim.status), wanted=status)
    _set_stage(claim, STAGE_OF[status], now)
    claim.status = status
    claim.result = claim.result if result is None else result
    claim.waiting_on = waiting_on or WaitingOn.NOTHING
    if claim.waiting_on not in {WaitingOn.PAYMENT_DATE, WaitingOn.CROSSOVER}:
        claim.waiting_until = None
    claim.version += 1
    claim.save(update_fields=_MOVED)
    return write_event(claim=claim, by=by, now=now, kind=kind, text=text, detail=detail)


def write_event(
    *, claim: Claim, by: User | None, now: datetime, kind: str, text: str, detail: dict[str, Any] | None = None
) -> ClaimEvent:
    """A row of the claim's history, in words a person reads."""
    return ClaimEvent.objects.create(
        claim=claim,
        kind=kind,
        text=text[:400],
        stage=claim.stage,
        result=claim.result,
        detail=detail or {},
        by=by,
        at=now,
    )


def _set_stage(claim: Claim, stage: Stage, now: datetime) -> None:
    if claim.stage == stage:
        return
    claim.stage = stage
    claim.current_decision = None  # the database clears it too, whoever changes the stage
    claim.completed_at = now if stage == Stage.COMPLETED else None
    if stage == Stage.VOID and claim.voided_at is None:
        claim.voided_at = now
