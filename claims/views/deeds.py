"""Complete, correct, void, and the checklist of the next claim: each asks once, calls one verb, and goes back."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from claimcenter.practice.permissions import Action, requires
from claimcenter.web.htmx import redirect
from claims.enums import Stage
from claims.forms.eob import ConfirmForm, ReasonForm
from claims.models import Claim
from claims.selectors.decisions import why_no_secondary
from claims.services.completion import complete_by_hand
from claims.services.corrections import CannotCorrect, correct_claim, void_claim
from claims.services.filing import NotFileable
from claims.services.secondary import ensure_secondary
from claims.states import TransitionNotAllowed
from claims.views.checks import check_rows
from claims.views.shared import claim_or_404, user_of
from insurance.enums import Position


@requires(Action.CLAIM_COMPLETE)
def complete(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Completed by hand, without figures: the next claim then waits on its adjustments."""
    claim = claim_or_404(request, claim_id)
    if request.method != "POST":
        return _ask(request, claim, "complete", ConfirmForm())
    return _do(
        request,
        claim,
        lambda: complete_by_hand(claim_id=claim.pk, by=user_of(request), now=timezone.now()),
        "The claim is completed.",
        "complete",
    )


@requires(Action.CLAIM_FILE)
def correct(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The whole claim again, as a replacement of the one the payer has."""
    claim = claim_or_404(request, claim_id)
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, claim, "correct", form, invalid=request.method == "POST")
    return _do(
        request,
        claim,
        lambda: correct_claim(
            claim_id=claim.pk,
            by=user_of(request),
            now=timezone.now(),
            idempotency_key=request.POST.get("key", ""),
            override_reason=form.cleaned_data["reason"],
        ),
        "The corrected claim is filed.",
        "correct",
    )


@requires(Action.CLAIM_FILE)
def void(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, claim, "void", form, invalid=request.method == "POST")
    return _do(
        request,
        claim,
        lambda: void_claim(
            claim_id=claim.pk, by=user_of(request), now=timezone.now(), reason=form.cleaned_data["reason"]
        ),
        "The claim is void.",
        "void",
    )


@requires(Action.CLAIM_VIEW, post=Action.CLAIM_FILE)
def why(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Why is there no secondary? A checklist; a biller may have it made in spite of a reason to fix first."""
    claim = claim_or_404(request, claim_id)
    if request.method == "POST" and claim.stage == Stage.COMPLETED:
        decision = ensure_secondary(claim_id=claim.pk, now=timezone.now(), by=user_of(request), force=True)
        messages.info(request, f"Decided: {decision.get_outcome_display()}.")
        return redirect(request, reverse("claims:why", args=[claim.pk]))
    context = {
        "claim": claim,
        "letter": Position(claim.position).letter,
        "next_word": "secondary" if claim.position == Position.PRIMARY else "tertiary",
        "decision": claim.current_decision,
        "earlier": claim.decisions.select_related("decided_by").order_by("-id")[:20],
        "checklist": why_no_secondary(claim),
        "crumbs": _crumbs(claim, "Why is there no secondary?"),
    }
    return render(request, "claims/why.html", context)


def _ask(
    request: HttpRequest,
    claim: Claim,
    deed: str,
    form: forms.Form,
    *,
    invalid: bool = False,
    refused: str = "",
    checks: list[dict[str, object]] | None = None,
) -> HttpResponse:
    context = {
        "claim": claim,
        "letter": Position(claim.position).letter,
        "deed": deed,
        "form": form,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "refused": refused,
        "checks": checks or [],
        "crumbs": _crumbs(claim, {"complete": "Mark as completed", "correct": "Correct", "void": "Void"}[deed]),
    }
    return render(request, "claims/deed.html", context, status=422 if invalid else 200)


def _do(request: HttpRequest, claim: Claim, verb: Callable[[], object], done: str, deed: str) -> HttpResponse:
    """Runs the verb; a refusal comes back as a sentence on the page that asked."""
    form = ReasonForm(request.POST) if deed != "complete" else ConfirmForm(request.POST)
    try:
        verb()
    except (CannotCorrect, TransitionNotAllowed) as refused:
        return _ask(request, claim, deed, form, invalid=True, refused=str(refused))
    except NotFileable as refused:
        return _ask(
            request, claim, deed, form, invalid=True, refused=str(refused), checks=check_rows(claim, refused.findings)
        )
    messages.success(request, done)
    return redirect(request, reverse("claims:detail", args=[claim.pk]))


def _crumbs(claim: Claim, last: str) -> list[dict[str, str]]:
    return [
        {"label": claim.client.display_name, "url": reverse("clients:claim-center", args=[claim.client_id])},
        {"label": f"Claim {claim.display_number}", "url": reverse("claims:detail", args=[claim.pk])},
        {"label": last, "url": ""},
    ]
