"""Several claims at once: a preview first, then the ones that are ready go and the rest stay, with their reasons."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claimcenter.practice.permissions import Action, requires
from claimcenter.web.htmx import redirect
from claims import edits
from claims.enums import Stage
from claims.models import Claim
from claims.selectors.listing import visible_claims
from claims.selectors.outgoing import NoPlan, claim_record
from claims.services.builder import build_claim
from claims.services.combine import CannotCombine, combine_claims
from claims.services.control_number import patient_control_number
from claims.services.filing import AlreadyFiled, NotFileable, file_claim
from claims.views.rows import claim_rows
from claims.views.shared import actor_of, user_of

MOST = 50


@requires(Action.CLAIM_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """GET looks at the claims named in the address (ids only); POST files those that are ready, or combines all."""
    claims = _chosen(request, request.POST if request.method == "POST" else request.GET)
    if not claims:
        messages.warning(request, "Select the claims first: tick them in the list.")
        return redirect(request, reverse("claims:list"))
    if request.method != "POST":
        return _preview(request, claims)
    if request.POST.get("do") == "combine":
        return _combine(request, claims)
    if request.POST.get("do") == "file-now":
        return _file(request, claims)
    return redirect(request, _address(claim.pk for claim in claims))


def _chosen(request: HttpRequest, data: QueryDict) -> list[Claim]:
    claims = _pending(request).filter(pk__in=_ids(data.getlist("claim"))).order_by("pk")
    joined = claims.select_related("client", "payer", "plan__payer", "provider", "current_decision")
    return list(joined.prefetch_related("lines__charge_line"))


def _pending(request: HttpRequest) -> QuerySet[Claim]:
    return visible_claims(actor_of(request)).filter(stage=Stage.PENDING)


def _ids(values: list[str]) -> list[int]:
    """What is no number is left out, and so is what no id can be."""
    return [int(value) for value in values[:MOST] if value.isascii() and value.isdigit() and len(value) < 19]


def _address(ids: Iterable[int]) -> str:
    return f"{reverse('claims:bulk')}?{urlencode([('claim', claim_id) for claim_id in ids])}"


def _preview(request: HttpRequest, claims: list[Claim]) -> HttpResponse:
    found = {claim.pk: _why_not(claim) for claim in claims}
    ready = [claim for claim in claims if not found[claim.pk]]
    context = {
        "ready": claim_rows(ready),
        "held": [{"row": row, "why": found[row.claim.pk]} for row in claim_rows(claims) if found[row.claim.pk]],
        "total": sum(claim.charge for claim in ready),
        "crumbs": [{"label": "Claim Center", "url": reverse("claims:list")}, {"label": "File Claims", "url": ""}],
    }
    return render(request, "claims/bulk.html", context)


def _why_not(claim: Claim) -> list[str]:
    """One sentence each of what stops it; a warning is a reason to look at it alone."""
    try:
        record = claim_record(claim)
    except NoPlan:
        return [edits.no_plan(claim).message]
    built = build_claim(record, patient_control_number=patient_control_number(claim))
    return [finding.message for finding in edits.findings_for(record, built, now=timezone.now())]


def _file(request: HttpRequest, claims: list[Claim]) -> HttpResponse:
    """Each claim is filed or not on its own; those that are not, and those held before, come back with the reason."""
    refused = [claim.pk for claim in claims if not _filed(request, claim)]
    filed = len(claims) - len(refused)
    messages.success(request, f"{filed} claim filed." if filed == 1 else f"{filed} claims filed.")
    held = _pending(request).filter(pk__in=_ids(request.POST.getlist("held"))).values_list("pk", flat=True)
    left = sorted({*refused, *held})
    return redirect(request, _address(left) if left else reverse("claims:list"))


def _filed(request: HttpRequest, claim: Claim) -> bool:
    try:
        file_claim(claim_id=claim.pk, by=user_of(request), now=timezone.now())
    except (NotFileable, AlreadyFiled):
        return False
    return True


def _combine(request: HttpRequest, claims: list[Claim]) -> HttpResponse:
    try:
        combined = combine_claims(claim_ids=[claim.pk for claim in claims], by=user_of(request), now=timezone.now())
    except CannotCombine as refused:
        messages.error(request, str(refused))
        return redirect(request, reverse("claims:list"))
    messages.success(request, f"One claim now: {combined.display_number}.")
    return redirect(request, reverse("claims:detail", args=[combined.pk]))
