"""The one door through which a claim changes its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from claimcenter.practice.models import User
from claims.asking import ask_after_commit
from claims.bulk import insert_rows, update_rows
from claims.enums import Result, Stage, Status, WaitingOn
from claims.models import Claim, ClaimEvent
from claims.services.decisions import supersede_decision
from claims.services.money import money_of
from claims.states import STAGE_OF, check_transition
from insurance.enums import Position

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
    "payer_claim_control_number",
    "version",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a claim goes, and what its history says about it."""

    claim: Claim
    status: Status
    kind: str
    text: str
    result: Result | None = None
    waiting_on: WaitingOn = WaitingOn.NOTHING
    detail: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def move_claim(  # noqa: PLR0913 - the one door: what moves, why, and what the history says
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
    caller set on `filed_at`, `voided_at` and `waiting_until` is saved along. A void claim reopens the decision about
    it: while a plan is to be billed, another claim takes its place. Raises TransitionNotAllowed.
    """
    move = Move(
        claim=claim,
        status=status,
        kind=kind,
        text=text,
        result=result,
        waiting_on=waiting_on or WaitingOn.NOTHING,
        detail=detail or {},
    )
    _set(move, now)
    claim.save(update_fields=_MOVED)
    if claim.stage == Stage.VOID and claim.previous_claim_id is not None:
        supersede_decision(claims=[claim.previous_claim_id])
    event = _event(move, by, now)
    event.save()
    return event


@transaction.atomic(savepoint=False)
def move_claims(*, moves: Sequence[Move], by: User | None, now: datetime) -> None:
    """As `move_claim` for many claims, in two statements whatever their number; their money follows the ledger.

    `post_save` does not fire, so the secondary rule is asked for the completed ones here, by the same function.
    """
    if not moves:
        return
    for move in moves:
        _set(move, now)
    claims = [move.claim for move in moves]
    update_rows(claims, _MOVED, joined=money_of(claims))
    _write_events(moves, by, now)
    completed = [move.claim for move in moves if move.claim.stage == Stage.COMPLETED]
    ask_after_commit([claim.pk for claim in completed if claim.position < Position.TERTIARY])


def write_event(
    *, claim: Claim, by: User | None, now: datetime, kind: str, text: str, detail: dict[str, Any] | None = None
) -> ClaimEvent:
    """A row of the claim's history, in words a person reads."""
    move = Move(claim=claim, status=Status(claim.status), kind=kind, text=text, detail=detail or {})
    event = _event(move, by, now)
    event.save()
    return event


def _write_events(moves: Iterable[Move], by: User | None, now: datetime) -> None:
    """The history of many claims; without objects, which nobody asks for afterwards."""
    by_id = by.pk if by else None
    rows = [
        (move.claim.pk, move.kind, move.text[:400], move.claim.stage, move.claim.result, move.detail, by_id, now)
        for move in moves
    ]
    insert_rows(ClaimEvent, ("claim", "kind", "text", "stage", "result", "detail", "by", "at"), rows)


def _event(move: Move, by: User | None, now: datetime) -> ClaimEvent:
    return ClaimEvent(
        claim=move.claim,
        kind=move.kind,
        text=move.text[:400],
        stage=move.claim.stage,
        result=move.claim.result,
        detail=move.detail,
        by=by,
        at=now,
    )


def _set(move: Move, now: datetime) -> None:
    claim = move.claim
    check_transition(current=Status(claim.status), wanted=move.status)
    _set_stage(claim, STAGE_OF[move.status], now)
    claim.status = move.status
    claim.result = claim.result if move.result is None else move.result
    claim.waiting_on = move.waiting_on
    if claim.waiting_on not in {WaitingOn.PAYMENT_DATE, WaitingOn.CROSSOVER}:
        claim.waiting_until = None
    claim.version += 1


def _set_stage(claim: Claim, stage: Stage, now: datetime) -> None:
    if claim.stage == stage:
        return
    claim.stage = stage
    claim.current_decision = None  # the database clears it too, whoever changes the stage
    claim.completed_at = now if stage == Stage.COMPLETED else None
    if stage == Stage.VOID and claim.voided_at is None:
        claim.voided_at = now
