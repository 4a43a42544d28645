"""Recording what was decided about the next claim, and saying that a decision no longer stands.

A decision row is never changed. Which one is current is named by the claim; a change of its inputs clears the name,
and the claim is work outstanding again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from claimcenter.practice.models import User
from claims.asking import ask_after_commit
from claims.bulk import insert_objects, update_rows
from claims.enums import Outcome, Stage
from claims.lookups import keys
from claims.models import Claim, SecondaryDecision
from insurance.enums import Position

Reasons = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with its evidence: `reasons` are {"code", "text"}, without a person's data."""

    outcome: Outcome
    reasons: Reasons = field(default_factory=list)
    next_claim_id: int | None = None


@transaction.atomic(savepoint=False)
def record_decisions(
    *, verdicts: Mapping[int, Verdict], claims: Mapping[int, Claim], by: User | None, now: datetime
) -> dict[int, SecondaryDecision]:
    """Makes each verdict the current decision of its (locked) claim; three statements for any number.

    A verdict that says what the newest decision said becomes current again without a second row.
    """
    if not verdicts:
        return {}
    newest = _newest(verdicts)
    fresh = {
        claim_id: _row(claim_id, verdict, by, now)
        for claim_id, verdict in verdicts.items()
        if not _says_the_same(newest.get(claim_id), verdict)
    }
    insert_objects(fresh.values())
    decided = {claim_id: fresh.get(claim_id) or newest[claim_id] for claim_id in verdicts}
    for claim_id, decision in decided.items():
        claims[claim_id].current_decision = decision
    update_rows([claims[claim_id] for claim_id in sorted(decided)], ["current_decision"])
    return decided


def record_decision(
    *, claim: Claim, outcome: Outcome, reasons: Reasons, by: User | None, now: datetime
) -> SecondaryDecision:
    """One decision on one locked claim."""
    verdicts = {claim.pk: Verdict(outcome, reasons)}
    return record_decisions(verdicts=verdicts, claims={claim.pk: claim}, by=by, now=now)[claim.pk]


@transaction.atomic
def supersede_decision(*, claims: Iterable[int]) -> int:
    """Says that the decisions of these claims rest on inputs that changed; the completed ones are decided anew soon.

    Idempotent. The rows stay as history. Answers how many had a decision.
    """
    wanted = sorted(set(claims))
    standing = Claim.objects.filter(pk__any_of=keys(wanted), current_decision__isnull=False)
    count = standing.update(current_decision=None)
    outstanding = Claim.objects.filter(
        pk__any_of=keys(wanted), stage=Stage.COMPLETED, current_decision__isnull=True, position__lt=Position.TERTIARY
    )
    ask_after_commit(list(outstanding.order_by("pk").values_list("pk", flat=True)))
    return count


def _newest(claim_ids: Iterable[int]) -> dict[int, SecondaryDecision]:
    rows = SecondaryDecision.objects.filter(claim__any_of=keys(claim_ids)).order_by("claim", "-pk").distinct("claim")
    return {row.claim_id: row for row in rows}


def _row(claim_id: int, verdict: Verdict, by: User | None, now: datetime) -> SecondaryDecision:
    return SecondaryDecision(
        claim_id=claim_id,
        outcome=verdict.outcome,
        reasons=verdict.reasons,
        next_claim_id=verdict.next_claim_id,
        decided_at=now,
        decided_by=by,
    )


def _says_the_same(row: SecondaryDecision | None, verdict: Verdict) -> bool:
    return row is not None and (row.outcome, row.reasons, row.next_claim_id) == (
        verdict.outcome,
        verdict.reasons,
        verdict.next_claim_id,
    )
