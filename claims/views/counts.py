"""What the navigation says beside Claim Center: how many claims wait to be filed, and whether one was sent back."""

from django.db.models import Count, Q
from django.http import HttpRequest

from claims.enums import Result, Stage
from claims.selectors.listing import visible_claims
from claims.views.shared import actor_of

MOST = 1000
"""Nobody reads an exact number beyond it, and it is counted on every page."""


def pending_count(request: HttpRequest) -> tuple[int, bool]:
    """One statement, of bounded cost whatever the number of claims."""
    pending = visible_claims(actor_of(request)).filter(stage=Stage.PENDING)[:MOST]
    counts = pending.aggregate(all=Count("pk"), rejected=Count("pk", filter=Q(result=Result.REJECTED)))
    return counts["all"], counts["rejected"] > 0
