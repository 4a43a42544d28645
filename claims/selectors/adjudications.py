"""The answers to a claim, newest first, with everything a page or the API says of them: four queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from claims.enums import AdjudicationState
from claims.models import Adjudication, AdjudicationLine, Adjustment, Claim


def adjudications_of(claim: Claim) -> QuerySet[Adjudication]:
    """Every answer to one claim."""
    return _answers().filter(claim=claim)


def answers_by_claim(claims: Iterable[Claim]) -> dict[int, list[Adjudication]]:
    """The answers of any number of claims, by claim."""
    found: dict[int, list[Adjudication]] = defaultdict(list)
    for answer in _answers().filter(claim__in=[claim.pk for claim in claims]):
        found[answer.claim_id].append(answer)
    return found


def _answers() -> QuerySet[Adjudication]:
    """Every answer that stands or stood; a withdrawn match is nobody's answer."""
    adjustments = Adjustment.objects.order_by("id")
    lines = AdjudicationLine.objects.select_related("claim_line__charge_line").order_by("claim_line__ordinal", "id")
    return (
        Adjudication.objects.exclude(state=AdjudicationState.WITHDRAWN)
        .select_related("claim__payer", "created_by")
        .prefetch_related(
            Prefetch("adjustments", adjustments.filter(line__isnull=True), to_attr="claim_level"),
            Prefetch("lines", lines.prefetch_related(Prefetch("adjustments", adjustments))),
        )
        .order_by("-created_at", "-id")
    )
