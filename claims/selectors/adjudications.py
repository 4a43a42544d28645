"""The answers to a claim, newest first, with everything a page or the API says of them: four queries."""

from django.db.models import Prefetch, QuerySet

from claims.enums import AdjudicationState
from claims.models import Adjudication, AdjudicationLine, Adjustment, Claim


def adjudications_of(claim: Claim) -> QuerySet[Adjudication]:
    """Every answer that stands or stood; a withdrawn match is nobody's answer."""
    adjustments = Adjustment.objects.order_by("id")
    lines = AdjudicationLine.objects.select_related("claim_line__charge_line").order_by("claim_line__ordinal", "id")
    return (
        Adjudication.objects.filter(claim=claim)
        .exclude(state=AdjudicationState.WITHDRAWN)
        .select_related("claim__payer", "created_by")
        .prefetch_related(
            Prefetch("adjustments", adjustments.filter(line__isnull=True), to_attr="claim_level"),
            Prefetch("lines", lines.prefetch_related(Prefetch("adjustments", adjustments))),
        )
        .order_by("-created_at", "-id")
    )
