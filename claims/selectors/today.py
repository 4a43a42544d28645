"""What a person's claims wait for, counted for the first page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from claimcenter.practice.actors import Actor
from claims.enums import Result, Stage
from claims.selectors.listing import visible_claims

SOON = timedelta(days=14)
"""A filing limit nearer than this is a hurry."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Claims sent back, claims whose filing limit is near, and the pending ones by what they wait for."""

    rejected: int
    near_limit: int
    pending: dict[str, int]


def claims_waiting(actor: Actor, *, today: date) -> Waiting:
    """Two queries."""
    claims = visible_claims(actor)
    near = Q(stage=Stage.PENDING, file_by__lte=today + SOON)
    urgent = claims.filter(near | Q(result=Result.REJECTED)).aggregate(
        rejected=Count("pk", filter=Q(result=Result.REJECTED)), near_limit=Count("pk", filter=near)
    )
    by_reason = claims.filter(stage=Stage.PENDING).order_by().values_list("waiting_on").annotate(Count("pk"))
    return Waiting(urgent["rejected"], urgent["near_limit"], dict(by_reason))
