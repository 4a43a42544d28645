"""What becomes of the claims once a batch of answers is in the ledger: completed, still waiting, reopened."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from claimcenter.practice.models import User
from claims.enums import AdjudicationState, Outcome, Result, Status, WaitingOn
from claims.facts import ZERO, AdjudicationFacts, patient_share, result_of
from claims.lookups import keys
from claims.models import Adjudication, Claim
from claims.services.decisions import Verdict, record_decision, record_decisions
from claims.services.posting import Posting, PostingBatch
from claims.services.transitions import Move, move_claim, move_claims


def set_states(batch: PostingBatch, now: datetime) -> None:
    """Posted ones are posted, taken-back ones are reversed; the facts stay as they came."""
    posted = [posting.answer.adjudication_id for posting in batch.postable]
    gone = [answer.adjudication_id for answer in (*batch.taken_back, *batch.replaced)]
    if posted:
        Adjudication.objects.filter(pk__any_of=keys(posted)).update(state=AdjudicationState.POSTED, posted_at=now)
    if gone:
        Adjudication.objects.filter(pk__any_of=keys(gone)).update(state=AdjudicationState.REVERSED, ended_at=now)


def move_answered(batch: PostingBatch, *, by: User | None, now: datetime, one_by_one: bool) -> set[int]:
    """Completes the claims that are wholly answered. `one_by_one` saves each, so that `post_save` fires.

    Answers the claims whose money was written along.
    """
    answered = sorted({posting.answer.claim_id for posting in batch.postable if posting.is_adjudication})
    moves = [_move(batch, claim_id) for claim_id in answered]
    moved = _carry_out(moves, by=by, now=now, one_by_one=one_by_one)
    for posting in batch.postable:
        if not posting.is_adjudication:
            _wrong_payer(batch.claims[posting.answer.claim_id], posting, by=by, now=now)
    return moved


def move_taken_back(
    batch: PostingBatch, *, by: User | None, now: datetime, why: str, as_result: Result, one_by_one: bool
) -> set[int]:
    """Reopens the claims whose answers are gone; one that others still answer stays completed, judged anew.

    Answers the claims whose money was written along.
    """
    moves = []
    for claim_id in sorted({answer.claim_id for answer in batch.taken_back}):
        claim = batch.claims[claim_id]
        if claim.status == Status.VOIDED:
            continue
        moves.append(_move(batch, claim_id, why) if batch.answers_on(claim_id) else _reopening(claim, why, as_result))
    moved = _carry_out(moves, by=by, now=now, one_by_one=one_by_one)
    text = "The payer took its answer back; the next claim waits for a new one."
    verdict = Verdict(Outcome.PRIMARY_REVERSED, [{"code": Outcome.PRIMARY_REVERSED, "text": text}])
    reversed_ones = {move.claim.pk: move.claim for move in moves if move.result == Result.REVERSED}
    record_decisions(verdicts=dict.fromkeys(reversed_ones, verdict), claims=reversed_ones, by=by, now=now)
    return moved


def _carry_out(moves: Sequence[Move], *, by: User | None, now: datetime, one_by_one: bool) -> set[int]:
    """Answers the claims whose money was written along with their state."""
    for move in moves:
        move.claim.current_decision = None  # its inputs changed, even where the stage stays
    if not one_by_one:
        move_claims(moves=moves, by=by, now=now)
        return {move.claim.pk for move in moves}
    for move in moves:
        move_claim(
            claim=move.claim,
            status=move.status,
            by=by,
            now=now,
            kind=move.kind,
            text=move.text,
            result=move.result,
            waiting_on=move.waiting_on,
            detail=move.detail,
        )
    return set()


def _move(batch: PostingBatch, claim_id: int, why: str = "") -> Move:
    claim, facts, notes = batch.claims[claim_id], batch.answers_on(claim_id), batch.notes_on(claim_id)
    claim.payer_claim_control_number = _control_number(facts) or claim.payer_claim_control_number
    text = f"{_payer(claim)} paid {_sum(facts):.2f}; client's share {_shares(facts):.2f}."
    if not batch.is_whole(claim_id):
        text = f"{text} Part of the claim is not answered yet."
        return Move(
            claim=claim, status=_open_status(claim), kind="partly_answered", text=text, waiting_on=WaitingOn.PAYER
        )
    return Move(
        claim=claim,
        status=Status.POSTED,
        kind="reposted" if why else "posted",
        text=f"{why} {text}".strip(),
        result=result_of(facts),
        waiting_on=WaitingOn.REVIEW if notes else WaitingOn.NOTHING,
        detail={"review": notes[:20]} if notes else {},
    )


def _reopening(claim: Claim, why: str, result: Result) -> Move:
    return Move(
        claim=claim,
        status=_open_status(claim),
        kind="reversed" if result == Result.REVERSED else "undone",
        text=f"{_payer(claim)}'s answer was taken back. {why}".strip(),
        result=result,
        waiting_on=WaitingOn.PAYER,
    )


def _wrong_payer(claim: Claim, posting: Posting, *, by: User | None, now: datetime) -> None:
    facts = posting.answer.facts
    sent_to = f" It was sent on to {facts.forwarded_to}." if facts.forwarded_to else ""
    text = f"{_payer(claim)} says the claim is not theirs (23).{sent_to}"
    move_claim(
        claim=claim,
        status=_open_status(claim),
        by=by,
        now=now,
        kind="wrong_payer",
        text=text,
        waiting_on=WaitingOn.REVIEW,
    )
    reasons = [{"code": Outcome.WRONG_PAYER_FIRST, "text": text}]
    record_decision(claim=claim, outcome=Outcome.WRONG_PAYER_FIRST, reasons=reasons, by=by, now=now)


def _open_status(claim: Claim) -> Status:
    """Where a claim stands that is not wholly answered: where it was, but no longer completed."""
    status = Status(claim.status)
    # The payer has the claim, however it got there: it answered it.
    return Status.ACCEPTED if status in {Status.POSTED, Status.BY_HAND} else status


def _payer(claim: Claim) -> str:
    return claim.payer.name if claim.payer else "The payer"


def _sum(facts: Sequence[AdjudicationFacts]) -> Decimal:
    return sum((answer.paid for answer in facts), ZERO)


def _shares(facts: Sequence[AdjudicationFacts]) -> Decimal:
    return sum((patient_share(answer) for answer in facts), ZERO)


def _control_number(facts: Sequence[AdjudicationFacts]) -> str:
    numbers = [answer.payer_claim_control_number for answer in facts if answer.payer_claim_control_number]
    return numbers[-1] if numbers else ""
