"""Type the EOB: what a paper remittance says of one claim."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claimcenter.practice.permissions import Action, requires
from claimcenter.web.htmx import redirect
from claims.forms.eob import EobPageForm
from claims.forms.eob_grid import EobGrid
from claims.forms.rows import REASONS_LIST
from claims.models import Claim
from claims.selectors.eob_pages import waiting_pages
from claims.services.eob import EobRefused, post_typed_eob
from claims.views.rows import claim_rows
from claims.views.shared import claim_or_404, crumbs_of, reason_codes, user_of


@requires(Action.CLAIM_COMPLETE)
@require_http_methods(["GET", "HEAD", "POST"])
def type_eob(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Posts at once what adds up; what does not comes back with the difference, everything typed still there."""
    claim = claim_or_404(request, claim_id)
    if request.method != "POST":
        return _page(request, claim, EobGrid(claim))
    grid = EobGrid(claim, request.POST)
    if not grid.is_valid():
        return _page(request, claim, grid)
    try:
        post_typed_eob(claim_id=claim.pk, eob=grid.to_eob(), by=user_of(request), now=timezone.now())
    except EobRefused as refused:
        return _page(request, claim, grid, refused)
    messages.success(request, f"The EOB is posted and claim {claim.display_number} is completed.")
    return redirect(request, reverse("claims:detail", args=[claim.pk]))


def eob_page_context(claim: Claim) -> dict[str, Any]:
    """An empty form, with the pages that wait to be typed."""
    return _context(claim, EobGrid(claim), None)


def _context(claim: Claim, grid: EobGrid, refused: EobRefused | None) -> dict[str, Any]:
    return {
        "claim": claim,
        "row": claim_rows([claim])[0],
        "grid": grid,
        "form_errors": grid.forms(),
        "refused": refused,
        "page_form": EobPageForm(),
        "pages": waiting_pages(claim),
        "reasons_id": REASONS_LIST,
        "reasons": reason_codes(),
        "crumbs": crumbs_of(claim, "Type the EOB"),
    }


def _page(request: HttpRequest, claim: Claim, grid: EobGrid, refused: EobRefused | None = None) -> HttpResponse:
    context = _context(claim, grid, refused)
    return render(request, "claims/eob.html", context, status=422 if request.method == "POST" else 200)
