"""A payer's answer: recorded (provisional), posted to the ledger, taken back, or withdrawn before it was posted.

The facts never change; only the state moves. Everything works on any number of answers in a fixed number of
statements; the singular verbs are batches of one that save the claim, so that `post_save` fires.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.collector import collector_held
from claims.enums import AdjudicationState, Result
from claims.facts import AdjudicationFacts, AdjustmentFacts, Imbalance, LineFacts, imbalances
from claims.locks import lock_claims
from claims.lookups import keys
from claims.models import Adjudication, Claim
from claims.services.answer_tasks import follow_answers
from claims.services.following import prior_changed
from claims.services.money import refresh_money
from claims.services.outcomes import move_answered, move_taken_back, set_states
from claims.services.payments import settle_payments
from claims.services.posting import Posting, PostingBatch
from claims.services.recording import write_answers
from claims.services.refunds import follow_overpayments

__all__ = [
    "AdjudicationFacts",
    "AdjustmentFacts",
    "Imbalance",
    "LineFacts",
    "NotPostable",
    "PostingResult",
    "imbalances",
    "post_adjudication",
    "post_adjudications",
    "preview_adjudications",
    "record_adjudication",
    "record_adjudications",
    "record_answers",
    "reverse_adjudication",
    "reverse_adjudications",
    "withdraw_adjudication",
    "withdraw_adjudications",
]


class NotPostable(Refusal):
    """The answer cannot be posted; the message says why. Nothing was moved."""

    status = 422
    code = "not_postable"


@dataclass(frozen=True, slots=True)
class PostingResult:
    """What came of each answer of a batch: posted, or held alone with the reason (`problems` by adjudication id)."""

    posted: list[int]
    problems: dict[int, str]


@transaction.atomic
def record_adjudication(*, claim: Claim, facts: AdjudicationFacts, by: User | None, now: datetime) -> Adjudication:
    """Keeps an answer as it came, provisional: no ledger effect. A later claim of the chain is prefilled from it."""
    return record_adjudications(answers=[(claim.pk, facts)], by=by, now=now)[0]


@transaction.atomic
def record_adjudications(
    *, answers: Sequence[tuple[int, AdjudicationFacts]], by: User | None, now: datetime
) -> list[Adjudication]:
    """As `record_adjudication` for (claim id, facts) pairs, in their order and a fixed number of statements."""
    ids = record_answers(answers=answers, by=by, now=now)
    found = Adjudication.objects.in_bulk(ids)
    return [found[key] for key in ids]


@transaction.atomic(savepoint=False)
def record_answers(*, answers: Sequence[tuple[int, AdjudicationFacts]], by: User | None, now: datetime) -> list[int]:
    """As `record_adjudications` for thousands at once: no objects are made. Answers the ids, in the order given."""
    ids = write_answers(answers, by=by, now=now)
    prior_changed(claim_ids={claim_id for claim_id, _ in answers}, by=by, now=now, posted=False)
    return ids


@transaction.atomic
def post_adjudication(*, adjudication: Adjudication, by: User | None, now: datetime) -> Adjudication:
    """Puts an answer into the ledger and completes its claim when every line is answered.

    Ledger entries, state, claim, history and what follows for later claims stand together. Idempotent: a posted
    answer stays as it is. Raises NotPostable (unbalanced, predetermination, reversal, void claim).
    """
    result = _post([adjudication.pk], by=by, now=now, one_by_one=True)
    if result.problems:
        raise NotPostable(result.problems[adjudication.pk])
    adjudication.refresh_from_db(fields=["state", "posted_at"])
    return adjudication


@collector_held()
@transaction.atomic
def post_adjudications(
    *, adjudication_ids: Iterable[int], by: User | None, now: datetime, deed_id: int | None = None
) -> PostingResult:
    """As `post_adjudication` for many, in a fixed number of statements. What cannot be posted is held alone.

    Locks the claims in id order; whoever posts a remittance in several batches holds them all first
    (`claims.locks.hold_claims`). The secondary rule is asked for the completed claims after the commit. `deed_id`: the
    undo that brings these answers back.
    """
    return _post(adjudication_ids, by=by, now=now, one_by_one=False, deed_id=deed_id)


def preview_adjudications(
    *, adjudication_ids: Iterable[int], now: datetime, taking_back: Iterable[int] = ()
) -> list[Posting]:
    """The dry run: what posting would do, line by line and with the rule of each movement. Writes nothing.

    `taking_back`: answers that are reversed in the same go.
    """
    return PostingBatch(post=adjudication_ids, take_back=taking_back, by=None, now=now, lock=False).postings


@transaction.atomic
def reverse_adjudication(*, adjudication: Adjudication, by: User | None, now: datetime, why: str) -> Adjudication:
    """Takes a posted answer back (CLP02 22, or a correction by hand): a contra-entry for each of its entries.

    The claim is reopened unless other answers still cover it, its decision no longer stands, and later claims of the
    chain are refilled (pending) or flagged (filed). Idempotent.
    """
    reverse_adjudications(adjudication_ids=[adjudication.pk], by=by, now=now, why=why)
    adjudication.refresh_from_db(fields=["state", "ended_at"])
    return adjudication


@collector_held()
@transaction.atomic
def reverse_adjudications(
    *,
    adjudication_ids: Iterable[int],
    by: User | None,
    now: datetime,
    why: str,
    as_result: Result = Result.REVERSED,
    deed_id: int | None = None,
) -> int:
    """As `reverse_adjudication` for many. `as_result` empty: an undo of ours, not the payer's reversal.

    `deed_id`: the document every entry of it belongs to.
    """
    batch = PostingBatch(take_back=adjudication_ids, by=by, now=now, deed_id=deed_id)
    if batch.taken_back:
        _write(batch, by=by, now=now)
        one_by_one = len(batch.taken_back) == 1
        moved = move_taken_back(batch, by=by, now=now, why=why, as_result=as_result, one_by_one=one_by_one)
        _follow_up(batch, moved, by=by, now=now)
    return len(batch.taken_back)


@transaction.atomic
def withdraw_adjudication(*, adjudication: Adjudication, by: User | None, now: datetime) -> Adjudication:
    """Takes an answer away that was matched and never posted (matched wrongly). Idempotent; no ledger effect."""
    withdraw_adjudications(adjudication_ids=[adjudication.pk], by=by, now=now)
    adjudication.refresh_from_db(fields=["state", "ended_at"])
    return adjudication


@transaction.atomic(savepoint=False)
def withdraw_adjudications(*, adjudication_ids: Iterable[int], by: User | None, now: datetime) -> int:
    """As `withdraw_adjudication` for many; answers how many were withdrawn."""
    if not adjudication_ids:
        return 0
    wanted = Adjudication.objects.filter(pk__any_of=keys(adjudication_ids), state=AdjudicationState.PROVISIONAL)
    claim_ids = set(wanted.values_list("claim_id", flat=True))
    lock_claims(claim_ids)
    withdrawn = wanted.update(state=AdjudicationState.WITHDRAWN, ended_at=now)
    prior_changed(claim_ids=claim_ids, by=by, now=now, posted=False)
    return withdrawn


def _post(
    adjudication_ids: Iterable[int], *, by: User | None, now: datetime, one_by_one: bool, deed_id: int | None = None
) -> PostingResult:
    batch = PostingBatch(post=adjudication_ids, by=by, now=now, deed_id=deed_id)
    if batch.postable:
        _write(batch, by=by, now=now)
        moved = move_answered(batch, by=by, now=now, one_by_one=one_by_one)
        _follow_up(batch, moved, by=by, now=now)
    return PostingResult(
        posted=[posting.answer.adjudication_id for posting in batch.postable],
        problems={one.answer.adjudication_id: one.problem for one in batch.postings if one.problem},
    )


def _write(batch: PostingBatch, *, by: User | None, now: datetime) -> None:
    batch.book.write()
    set_states(batch, now)
    settle_payments(client_ids={claim.client_id for claim in batch.claims.values()}, by=by, now=now)


def _follow_up(batch: PostingBatch, moved: set[int], *, by: User | None, now: datetime) -> None:
    refresh_money(batch.affected_claims(), moved=moved)
    follow_answers(batch=batch, by=by, now=now)
    follow_overpayments(batch=batch, now=now)
    prior_changed(claim_ids=set(batch.claims), by=by, now=now, posted=True)
