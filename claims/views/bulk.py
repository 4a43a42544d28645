"""Several claims at once: a preview first, then the ones that are ready go and the rest stay selected with reasons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

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

MOST = 100


@requires(Action.CLAIM_FILE)
def bulk(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    claims = _chosen(request)
    if not claims:
        messages.warning(request, "Tick the claims first.")
        return redirect(request, reverse("claims:list"))
    if request.POST.get("do") == "combine":
        return _combine(request, claims)
    if request.POST.get("do") == "file-now":
        return _file(request, claims)
    return _preview(request, claims)


def _chosen(request: HttpRequest) -> list[Claim]:
    ids = [int(value) for value in request.POST.getlist("claim")[:MOST] if value.isascii() and value.isdigit()]
    claims = visible_claims(actor_of(request)).filter(pk__in=ids, stage=Stage.PENDING)
    return list(
        claims.select_related("client", "payer", "plan__payer", "provider").prefetch_related("lines__charge_line")
    )


def _preview(request: HttpRequest, claims: list[Claim]) -> HttpResponse:
    found = {claim.pk: _why_not(claim) for claim in claims}
    ready = [claim for claim in claims if not found[claim.pk]]
    context = {
        "ready": claim_rows(ready),
        "held": [{"row": row, "why": found[row.claim.pk]} for row in claim_rows(claims) if found[row.claim.pk]],
        "total": sum(claim.charge for claim in ready),
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
    filed = [claim for claim in claims if _filed(request, claim)]
    messages.success(request, f"Filed {len(filed)} of {len(claims)} claims.")
    return redirect(request, reverse("claims:list"))


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
