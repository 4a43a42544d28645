"""Matching a remittance: each CLP gets its claim or the reason why not; certain ones get a provisional adjudication.

Batches of fixed size, a constant number of statements each. What was decided or posted before is left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from claimcenter.practice.models import User
from claims.bulk import insert_rows, update_rows
from claims.collector import collector_held
from claims.enums import AdjudicationState, Source
from claims.lookups import keys
from claims.models import Adjudication
from era.enums import Hold, MatchState
from era.facts import facts_of
from era.matching import BY_PERSON, NOT_OURS, REVERSAL, Target, Verdict, judge, judge_for, judge_sound
from era.models import ClaimMatch, Remittance, RemittanceClaim
from era.selectors.stored import Parts, StoredClaim, stored_claims, stored_parts
from era.services.progress import Progress, no_progress
from era.services.recording import Answer, record, withdraw
from era.services.screening import known_payers, payer_ids
from era.services.targets import Targets, received, targets_by_claim, targets_by_number

BATCH = 4_000

# Holds that may dissolve by themselves once payers, claims or reversals have changed.
PASSING = (
    Hold.PAYER_UNKNOWN,
    Hold.OTHER_PAYER,
    Hold.ALREADY_ANSWERED,
    Hold.CLAIM_VOID,
)
_OPEN_STATES = (MatchState.UNMATCHED, MatchState.SUGGESTED, MatchState.HELD)


@dataclass(frozen=True)
class Judged:
    """A CLP with its verdict, and its facts where it was matched."""

    claim: StoredClaim
    verdict: Verdict
    target: Target | None


def match_remittance(
    *, remittance: Remittance, by: User | None, now: datetime, progress: Progress = no_progress
) -> None:
    """Matches every CLP of a remittance that has no match yet. Idempotent."""
    senders = payer_ids(remittance, known_payers())
    for batch in _batches(remittance):
        _match_batch(remittance, batch, senders, by=by, now=now)
        progress(0)


def match_again(*, remittance: Remittance, by: User | None, now: datetime) -> int:
    """Looks again at what was unmatched or held for a passing reason; returns how many are matched now.

    What a person decided stays, and so does a hold for the figures themselves.
    """
    waiting = ClaimMatch.objects.filter(remittance=remittance, state__in=_OPEN_STATES, decided_at__isnull=True)
    matches = [m for m in waiting.order_by("pk") if m.state != MatchState.HELD or m.reason_code in PASSING]
    if not matches:
        return 0
    senders, found = payer_ids(remittance, known_payers()), 0
    for start in range(0, len(matches), BATCH):
        found += _match_again_batch(remittance, matches[start : start + BATCH], senders, by=by, now=now)
    return found


@collector_held()
@transaction.atomic(savepoint=False)
def _match_batch(
    remittance: Remittance,
    claims: Sequence[StoredClaim],
    senders: frozenset[int],
    *,
    by: User | None,
    now: datetime,
) -> None:
    parts, targets = stored_parts(claims), targets_by_number(claim.patient_control_number for claim in claims)
    judged = _judge(remittance, claims, parts, targets, senders)
    answers = record(_answers(remittance, judged, parts), by=by, now=now)
    rows = [_row(remittance, item, answers.get(item.claim.pk)) for item in judged]
    insert_rows(ClaimMatch, _COLUMNS, rows)


@collector_held()
@transaction.atomic(savepoint=False)
def _match_again_batch(
    remittance: Remittance, matches: Sequence[ClaimMatch], senders: frozenset[int], *, by: User | None, now: datetime
) -> int:
    claims = stored_claims(match.remittance_claim_id for match in matches)
    parts, targets = stored_parts(claims), targets_by_number(claim.patient_control_number for claim in claims)
    judged = {item.claim.pk: item for item in _judge(remittance, claims, parts, targets, senders)}
    answers = record(_answers(remittance, list(judged.values()), parts), by=by, now=now)
    for match in matches:
        _apply(match, judged[match.remittance_claim_id].verdict, answers.get(match.remittance_claim_id))
    update_rows(matches, ["state", "claim", "how", "reason_code", "reason", "adjudication"])
    return sum(match.state == MatchState.MATCHED for match in matches)


@transaction.atomic
def match_to_claim(*, match: ClaimMatch, claim_id: int, by: User | None, now: datetime) -> ClaimMatch:
    """Matches a CLP to the claim a person named: payer and number count no more, figures and lines still do.

    A former match is withdrawn first. The match may come back held, with the reason.
    """
    [claim], remittance = stored_claims([match.remittance_claim_id]), match.remittance
    if match.adjudication_id is not None:
        withdraw([match.adjudication_id], by=by, now=now)
    parts, targets = stored_parts([claim]), targets_by_claim([claim_id])
    target = targets.claims[claim_id]
    verdict = judge_sound(received(claim, parts.lines[claim.pk]), target, how=BY_PERSON)
    judged = _guard_answered([Judged(claim, verdict, target)])
    answers = record(_answers(remittance, judged, parts), by=by, now=now)
    _apply(match, judged[0].verdict, answers.get(claim.pk))
    match.save(update_fields=["state", "claim", "how", "reason_code", "reason", "adjudication"])
    return match


def _judge(
    remittance: Remittance,
    claims: Sequence[StoredClaim],
    parts: Parts,
    targets: Targets,
    senders: frozenset[int],
) -> list[Judged]:
    judged = []
    for claim in claims:
        hit = targets.hit(claim.patient_control_number)
        verdict = judge(
            received(claim, parts.lines[claim.pk]),
            hit=hit,
            chain=targets.chain(hit),
            payer_ids=senders,
            payer_name=remittance.payer_name,
        )
        target = targets.claims.get(verdict.claim_id) if verdict.claim_id else None
        judged.append(Judged(claim, verdict, target))
    return _guard_answered(judged)


def _guard_answered(judged: list[Judged]) -> list[Judged]:
    """Holds a further full answer to a claim, unless the reversal of the former one stands in this batch.

    Split claims accumulate as long as together they charge no more than the claim.
    """
    matched = [item for item in judged if item.verdict.state is MatchState.MATCHED]
    ids = {item.target.claim_id for item in matched if item.target}
    answered = answered_charges(ids)
    for item in matched:
        if item.claim.status_code == REVERSAL and item.target:
            key = item.target.claim_id
            answered[key] = max(answered[key] - abs(item.claim.charge), Decimal(0))
    return [_unless_answered(item, answered) for item in judged]


def answered_charges(claim_ids: Iterable[int]) -> dict[int, Decimal]:
    """How much of each claim's charge ERAs have answered, posted or matched (typed figures give way to an ERA)."""
    rows = (
        Adjudication.objects.filter(
            claim__any_of=keys(claim_ids),
            source=Source.ERA,
            state__in=[AdjudicationState.POSTED, AdjudicationState.PROVISIONAL],
        )
        .exclude(claim_status_code=NOT_OURS)
        .order_by()
        .values("claim")
        .annotate(charged=Sum("charge"))
    )
    return defaultdict(Decimal, {row["claim"]: row["charged"] for row in rows})


def _unless_answered(item: Judged, answered: dict[int, Decimal]) -> Judged:
    if (
        item.verdict.state is not MatchState.MATCHED
        or item.target is None
        or item.claim.status_code in {REVERSAL, "23"}
    ):
        return item
    key = item.target.claim_id
    if answered[key] + item.claim.charge > item.target.charge:
        held = Verdict(MatchState.HELD, key, item.verdict.how, Hold.ALREADY_ANSWERED)
        return Judged(item.claim, held, item.target)
    answered[key] += item.claim.charge
    return item


def _answers(remittance: Remittance, judged: Sequence[Judged], parts: Parts) -> Iterator[Answer]:
    """What is matched, as facts; a reversal is no answer of its own, it takes one back when it is posted."""
    for item in judged:
        if item.verdict.state is MatchState.MATCHED and item.claim.status_code != REVERSAL:
            yield answer_of(remittance, item.claim, parts, item.verdict)


def restated_answers(matches: Sequence[ClaimMatch]) -> list[Answer]:
    """The facts of CLPs that were matched before, anew from what was received."""
    claims = stored_claims(match.remittance_claim_id for match in matches)
    by_claim = {match.remittance_claim_id: match for match in matches}
    parts = stored_parts(claims)
    targets = targets_by_claim(match.claim_id for match in matches if match.claim_id is not None)
    found = []
    for claim in claims:
        match = by_claim[claim.pk]
        target = targets.claims[match.claim_id or 0]
        verdict = judge_for(received(claim, parts.lines[claim.pk]), target, how=match.how)
        found.append(answer_of(match.remittance, claim, parts, verdict))
    return found


def answer_of(remittance: Remittance, claim: StoredClaim, parts: Parts, verdict: Verdict) -> Answer:
    """One CLP as facts for its claim."""
    assert verdict.claim_id is not None
    facts = facts_of(
        remittance,
        claim,
        parts=parts,
        line_ids=verdict.line_ids,
    )
    return Answer(key=claim.pk, claim_id=verdict.claim_id, facts=facts)


_COLUMNS = ("remittance", "remittance_claim", "state", "claim", "how", "reason_code", "reason", "adjudication")


def _row(remittance: Remittance, item: Judged, adjudication_id: int | None) -> tuple[object, ...]:
    """A new match, in the order of _COLUMNS."""
    verdict = item.verdict
    found = (verdict.state, verdict.claim_id, verdict.how, verdict.hold or "", verdict.reason[:400])
    return (remittance.pk, item.claim.pk, *found, adjudication_id)


def _apply(match: ClaimMatch, verdict: Verdict, adjudication_id: int | None) -> None:
    match.state, match.claim_id, match.how = verdict.state, verdict.claim_id, verdict.how
    match.reason_code, match.reason = verdict.hold or "", verdict.reason[:400]
    match.adjudication_id = adjudication_id


def _batches(remittance: Remittance) -> Iterator[list[StoredClaim]]:
    # Two plain lists: a planner without figures of a large file just stored would join them row by row.
    matched = set(ClaimMatch.objects.filter(remittance=remittance).values_list("remittance_claim_id", flat=True))
    received_ids = RemittanceClaim.objects.filter(remittance=remittance).order_by("pk").values_list("pk", flat=True)
    ids = [key for key in received_ids if key not in matched]
    for start in range(0, len(ids), BATCH):
        yield stored_claims(ids[start : start + BATCH])
