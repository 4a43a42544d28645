"""Type the EOB: what a paper remittance says of one claim."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from claimcenter.practice.permissions import Action, requires
from claimcenter.web.htmx import redirect
from claimcenter.x12.labels import LISTS
from claims.forms.eob_grid import EobGrid
from claims.forms.rows import REASONS_LIST
from claims.models import Claim
from claims.services.eob import EobRefused, post_typed_eob
from claims.views.shared import claim_or_404, user_of
from insurance.enums import Position


@requires(Action.CLAIM_COMPLETE)
def type_eob(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Posts at once what adds up; what does not comes back with the difference, everything typed still there."""
    claim = claim_or_404(request, claim_id)
    if request.method != "POST":
        return _page(request, claim, EobGrid(claim))
    grid = EobGrid(claim, request.POST)
    if not grid.is_valid():
        return _page(request, claim, grid, invalid=True)
    try:
        post_typed_eob(claim_id=claim.pk, eob=grid.to_eob(), by=user_of(request), now=timezone.now())
    except EobRefused as refused:
        return _page(request, claim, grid, invalid=True, refused=refused)
    messages.success(request, "The EOB is posted and the claim is completed.")
    return redirect(request, reverse("claims:detail", args=[claim.pk]))


def _page(
    request: HttpRequest, claim: Claim, grid: EobGrid, *, invalid: bool = False, refused: EobRefused | None = None
) -> HttpResponse:
    context = {
        "claim": claim,
        "letter": Position(claim.position).letter,
        "grid": grid,
        "form_errors": grid.forms(),
        "refused": refused,
        "reasons_id": REASONS_LIST,
        "reasons": [(item.code, item.label) for item in LISTS["adjustment_reason"]],
        "crumbs": [
            {"label": claim.client.display_name, "url": reverse("clients:claim-center", args=[claim.client_id])},
            {"label": f"Claim {claim.display_number}", "url": reverse("claims:detail", args=[claim.pk])},
            {"label": "Type the EOB", "url": ""},
        ],
    }
    return render(request, "claims/eob.html", context, status=422 if invalid else 200)
