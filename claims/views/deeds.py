"""Complete, correct, void, and the checklist of the next claim: each asks once, calls one verb, and goes back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.problems import Refusal
from claimcenter.web.htmx import redirect
from claims.enums import Stage
from claims.forms.eob import ConfirmForm, ReasonForm
from claims.models import Claim
from claims.selectors.decisions import why_no_secondary
from claims.services.completion import complete_by_hand
from claims.services.corrections import correct_claim, void_claim
from claims.services.eob import undo_typed_eob
from claims.services.filing import NotFileable
from claims.services.secondary import ensure_secondary
from claims.views.checks import check_rows
from claims.views.rows import claim_rows
from claims.views.shared import claim_or_404, crumbs_of, user_of
from insurance.enums import Position


@dataclass(frozen=True, slots=True)
class Deed:
    """What is asked, and what is said once it is done."""

    name: str
    crumb: str
    done: str


COMPLETE = Deed("complete", "Mark as completed", "Claim {number} is completed.")
CORRECT = Deed("correct", "Correct", "The corrected claim {number} is filed.")
UNDO = Deed("undo", "Undo the typed EOB", "The typed EOB of claim {number} is taken back.")
VOID = Deed("void", "Void", "Claim {number} is void.")
ASKED = ["GET", "HEAD", "POST"]


@requires(Action.CLAIM_COMPLETE)
@require_http_methods(ASKED)
def complete(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Completed by hand, without figures: the next claim then waits on its adjustments."""
    claim = claim_or_404(request, claim_id)
    form = ConfirmForm(request.POST or None)
    if request.method != "POST":
        return _ask(request, claim, COMPLETE, form)

    def verb() -> object:
        return complete_by_hand(claim_id=claim.pk, by=user_of(request), now=timezone.now())

    return _do(request, claim, COMPLETE, form, verb)


@requires(Action.CLAIM_FILE)
@require_http_methods(ASKED)
def correct(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The whole claim again, as a replacement of the one the payer has."""
    claim = claim_or_404(request, claim_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, claim, CORRECT, form)

    def verb() -> object:
        return correct_claim(
            claim_id=claim.pk,
            by=user_of(request),
            now=timezone.now(),
            idempotency_key=request.POST.get("key", "")[:64],
            override_reason=form.cleaned_data["reason"],
        )

    return _do(request, claim, CORRECT, form, verb)


@requires(Action.CLAIM_COMPLETE)
@require_http_methods(ASKED)
def undo_eob(request: HttpRequest, claim_id: int) -> HttpResponse:
    """What was typed from paper is taken back; the claim waits for its payer again."""
    claim = claim_or_404(request, claim_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, claim, UNDO, form)

    def verb() -> object:
        return undo_typed_eob(
            claim_id=claim.pk, reason=form.cleaned_data["reason"], by=user_of(request), now=timezone.now()
        )

    return _do(request, claim, UNDO, form, verb)


@requires(Action.CLAIM_FILE)
@require_http_methods(ASKED)
def void(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Out of life: here at once, and at the payer by a further submission where it was filed."""
    claim = claim_or_404(request, claim_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, claim, VOID, form)

    def verb() -> object:
        return void_claim(
            claim_id=claim.pk, by=user_of(request), now=timezone.now(), reason=form.cleaned_data["reason"]
        )

    return _do(request, claim, VOID, form, verb)


@requires(Action.CLAIM_VIEW, post=Action.CLAIM_FILE)
@require_http_methods(ASKED)
def why(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Why is there no secondary? A checklist; a biller may have it made in spite of a reason to fix first."""
    claim = claim_or_404(request, claim_id)
    if request.method == "POST":
        return _create_anyway(request, claim)
    context = {
        "claim": claim,
        "row": claim_rows([claim])[0],
        "next_word": "secondary" if claim.position == Position.PRIMARY else "tertiary",
        "decision": claim.current_decision,
        "earlier": claim.decisions.select_related("decided_by").order_by("-id")[:20],
        "checklist": why_no_secondary(claim),
        "may_file": may(request, Action.CLAIM_FILE),
        "crumbs": crumbs_of(claim, "The next claim"),
    }
    return render(request, "claims/why.html", context)


def _create_anyway(request: HttpRequest, claim: Claim) -> HttpResponse:
    if claim.stage == Stage.COMPLETED:
        decision = ensure_secondary(claim_id=claim.pk, now=timezone.now(), by=user_of(request), force=True)
        messages.info(request, f"Decided: {decision.get_outcome_display()}.")
    else:
        messages.warning(request, "The claim is not completed yet, so there is nothing to decide.")
    return redirect(request, reverse("claims:why", args=[claim.pk]))


def _do(request: HttpRequest, claim: Claim, deed: Deed, form: forms.Form, verb: Callable[[], object]) -> HttpResponse:
    """Runs the verb; a refusal comes back as a sentence on the page that asked."""
    try:
        verb()
    except Refusal as refused:
        return _ask(request, claim, deed, form, refused=refused)
    messages.success(request, deed.done.format(number=claim.display_number))
    return redirect(request, reverse("claims:detail", args=[claim.pk]))


def _ask(
    request: HttpRequest, claim: Claim, deed: Deed, form: forms.Form, *, refused: Refusal | None = None
) -> HttpResponse:
    findings = refused.findings if isinstance(refused, NotFileable) else []
    context = {
        "claim": claim,
        "row": claim_rows([claim])[0],
        "deed": deed.name,
        "form": form,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "refused": refused,
        "checks": check_rows(claim, findings) if findings else [],
        "crumbs": crumbs_of(claim, deed.crumb),
    }
    return render(request, "claims/deed.html", context, status=422 if request.method == "POST" else 200)
