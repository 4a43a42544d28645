"""What every claims view does first: find the claim this person may see, or there is none."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from claimcenter.practice.actors import Actor
from claimcenter.practice.audit import record_reads
from claimcenter.practice.models import User
from claimcenter.x12.labels import LISTS
from claims.models import Claim
from claims.selectors.listing import visible_claims


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def user_of(request: HttpRequest) -> User:
    return actor_of(request).user


def claim_or_404(request: HttpRequest, claim_id: int) -> Claim:
    """A void claim is shown too (its history stays), another practice's is not there."""
    claims = visible_claims(actor_of(request), void_too=True)
    found = (
        claims.filter(pk=claim_id)
        .select_related("client", "payer", "plan__payer", "provider", "organization", "facility", "current_decision")
        .first()
    )
    if found is None:
        raise Http404
    record_reads(request, "client", [found.client_id])
    return found


def crumbs_of(claim: Claim, last: str) -> list[dict[str, str]]:
    """The client's chart, the claim, and where the person is."""
    return [
        {"label": claim.client.display_name, "url": reverse("clients:claim-center", args=[claim.client_id])},
        {"label": f"Claim {claim.display_number}", "url": reverse("claims:detail", args=[claim.pk])},
        {"label": last, "url": ""},
    ]


def reason_codes() -> list[tuple[str, str]]:
    """The adjustment reasons with our labels, for the page's one datalist."""
    return [(item.code, item.label) for item in LISTS["adjustment_reason"]]
