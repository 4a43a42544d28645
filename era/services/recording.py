"""Provisional adjudications of matched claims: written by the claims app, without any effect on the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from claimcenter.practice.models import User
from claims.facts import AdjudicationFacts
from claims.services.adjudication import record_answers, withdraw_adjudications


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
    ids = record_answers(answers=[(answer.claim_id, answer.facts) for answer in wanted], by=by, now=now)
    return {answer.key: adjudication_id for answer, adjudication_id in zip(wanted, ids, strict=True)}


def withdraw(adjudication_ids: Iterable[int], *, by: User | None, now: datetime) -> None:
    """Takes back matches that were never posted. One that was posted or withdrawn stays as it is."""
    withdraw_adjudications(adjudication_ids=adjudication_ids, by=by, now=now)
