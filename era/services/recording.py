"""Provisional adjudications of matched claims: written by the claims app, without any effect on the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from claimcenter.practice.models import User
from claims.facts import AdjudicationFacts
from claims.models import Adjudication
from claims.services.adjudication import record_adjudications, withdraw_adjudication


@dataclass(frozen=True, slots=True)
class Answer:
    """Facts for a claim; `key` is the remittance claim they come from."""

    key: int
    claim_id: int
    facts: AdjudicationFacts


def record(answers: Iterable[Answer], *, by: User | None, now: datetime) -> dict[int, int]:
    """Records the answers; returns the adjudication's id by remittance claim."""
    wanted = list(answers)
    if not wanted:
        return {}
    rows = record_adjudications(answers=[(answer.claim_id, answer.facts) for answer in wanted], by=by, now=now)
    return {answer.key: row.pk for answer, row in zip(wanted, rows, strict=True)}


def withdraw(adjudication_ids: Iterable[int], *, by: User | None, now: datetime) -> None:
    """Takes back matches that were never posted. One that was posted or withdrawn stays as it is."""
    for adjudication in Adjudication.objects.filter(pk__in=list(adjudication_ids)).order_by("claim", "pk"):
        withdraw_adjudication(adjudication=adjudication, by=by, now=now)
