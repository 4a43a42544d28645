"""What would be sent, or was: the 837P as text, before anybody presses Submit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from claimcenter.practice.permissions import Action, requires
from claims.selectors.outgoing import NoPlan
from claims.services.preview import x12_of
from claims.views.shared import claim_or_404


@requires(Action.CLAIM_VIEW)
def preview(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    try:
        text, problem = x12_of(claim), ""
    except NoPlan as error:
        text, problem = "", str(error)
    context = {
        "claim": claim,
        "segments": text.split("\n")[:-1],
        "problem": problem,
        "crumbs": [
            {"label": f"Claim {claim.display_number}", "url": reverse("claims:detail", args=[claim.pk])},
            {"label": "837P", "url": ""},
        ],
    }
    return render(request, "claims/preview.html", context)
