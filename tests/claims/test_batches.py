"""One claim at a time and all together end in the same rows: the way of a person's click and that of a large remittance."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from claims.facts import AdjudicationFacts
from claims.models import (
    Adjudication,
    ChargeLineBalance,
    Claim,
    ClaimDiagnosis,
    ClaimEvent,
    ClaimLine,
    LedgerEntry,
    PriorAdjustment,
    PriorLineAdjudication,
    PriorPayerAdjudication,
    SecondaryDecision,
    Task,
)
from claims.services.adjudication import (
    post_adjudication,
    post_adjudications,
    record_adjudications,
    reverse_adjudication,
    reverse_adjudications,
)
from claims.services.secondary import ensure_secondaries, ensure_secondary
from tests.factories.claims import NOW, cas, clp, corrected_primary, family, primary_claim, svc, worked_primary

pytestmark = pytest.mark.django_db

# What differs from row to row and says nothing: keys, numbers drawn, and the moment of making.
_OWN = {"id", "practice", "number", "created_at", "client", "search_name"}


def denied(claim: Claim) -> AdjudicationFacts:
    one, two = claim.lines.order_by("ordinal")
    return clp(claim, "0", svc(one, "0", cas("CO-50", "250")), svc(two, "0", cas("PR-1", "200")))


def whole(claim: Claim) -> AdjudicationFacts:
    return clp(claim, "300", adjustments=(cas("CO-45", "100"), cas("PR-2", "50")))


def half(claim: Claim) -> AdjudicationFacts:
    one = claim.lines.order_by("ordinal").first()
    assert one is not None
    return clp(claim, "200", svc(one, "200", cas("CO-45", "50")), charge=one.charge_line.charge)


def unbalanced(claim: Claim) -> AdjudicationFacts:
    return clp(claim, "300", adjustments=(cas("CO-45", "1"),))


def forwarded(claim: Claim) -> AdjudicationFacts:
    return worked_primary(claim, claim_status_code="19", forwarded_to="Blue Sample")


ANSWERS: list[Callable[[Claim], AdjudicationFacts]] = [
    worked_primary,
    denied,
    whole,
    half,
    unbalanced,
    forwarded,
    corrected_primary,
]


def test_the_same_answers_end_in_the_same_rows(practice):
    one_by_one = run(together=False)
    all_together = run(together=True)
    assert len(one_by_one) == len(ANSWERS)
    for single, batch in zip(one_by_one, all_together, strict=True):
        assert single == batch


def run(*, together: bool) -> list[dict[str, Any]]:
    """Posts every answer, decides, and takes the first three back; then says every row that came of it."""
    claims = [primary_claim(family()) for _ in ANSWERS]
    facts = [(claim.pk, answer(claim)) for claim, answer in zip(claims, ANSWERS, strict=True)]
    rows = record_adjudications(answers=facts, by=None, now=NOW)
    (post_all if together else post_each)(rows)
    decide([claim.pk for claim in claims], together=together)
    take_back(rows[:3], together=together)
    return [said_of(claim) for claim in claims]


def post_all(rows: list[Adjudication]) -> None:
    post_adjudications(adjudication_ids=[row.pk for row in rows], by=None, now=NOW)


def post_each(rows: list[Adjudication]) -> None:
    for row in rows:
        if row.paid == 300 and row.adjustments.filter(amount=1).exists():
            continue  # a person is refused what a batch holds alone; either way nothing is posted
        post_adjudication(adjudication=row, by=None, now=NOW)


def decide(claim_ids: list[int], *, together: bool) -> None:
    if together:
        ensure_secondaries(claim_ids=claim_ids, now=NOW)
        return
    for claim_id in (
        Claim.objects.filter(pk__in=claim_ids, stage="completed").order_by("pk").values_list("pk", flat=True)
    ):
        ensure_secondary(claim_id=claim_id, now=NOW)


def take_back(rows: list[Adjudication], *, together: bool) -> None:
    if together:
        reverse_adjudications(adjudication_ids=[row.pk for row in rows], by=None, now=NOW, why="Taken back.")
        return
    for row in rows:
        reverse_adjudication(adjudication=row, by=None, now=NOW, why="Taken back.")


def said_of(claim: Claim) -> dict[str, Any]:
    """All rows of a claim and of the one after it since NOW, without what only tells them apart."""
    chain = list(Claim.objects.filter(number=claim.number).order_by("position"))
    lines = ClaimLine.objects.filter(claim__in=chain)
    tables: dict[type[Model], Any] = {
        Claim: Claim.objects.filter(pk__in=[one.pk for one in chain]),
        ClaimLine: lines,
        ClaimDiagnosis: ClaimDiagnosis.objects.filter(claim__in=chain),
        ClaimEvent: ClaimEvent.objects.filter(claim__in=chain, at=NOW).exclude(kind="combined"),  # names a number
        SecondaryDecision: SecondaryDecision.objects.filter(claim__in=chain),
        Adjudication: Adjudication.objects.filter(claim__in=chain),
        LedgerEntry: LedgerEntry.objects.filter(charge_line__claim_lines__in=lines, at=NOW).distinct(),
        ChargeLineBalance: ChargeLineBalance.objects.filter(charge_line__claim_lines__in=lines).distinct(),
        PriorPayerAdjudication: PriorPayerAdjudication.objects.filter(claim__in=chain),
        PriorLineAdjudication: PriorLineAdjudication.objects.filter(prior_payer__claim__in=chain),
        PriorAdjustment: PriorAdjustment.objects.filter(prior_payer__claim__in=chain),
        Task: Task.objects.filter(claim__in=chain),
    }
    return {model.__name__: [plain(row) for row in rows.order_by("pk")] for model, rows in tables.items()}


def plain(row: Model) -> dict[str, Any]:
    """Columns as they are; a reference says only whether it is there."""
    fields = [field for field in row._meta.concrete_fields if field.name not in _OWN]
    return {
        field.name: getattr(row, field.attname) is not None if field.is_relation else getattr(row, field.attname)
        for field in fields
    }
