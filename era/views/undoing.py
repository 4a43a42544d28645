"""Undo one claim of a payment, and use it again: each asks once and says what will happen."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, requires
from claimcenter.practice.problems import Refusal
from claimcenter.web.htmx import redirect
from era.forms import ReasonForm
from era.models import ClaimMatch
from era.selectors.undoing import undo_plan
from era.services.restoring import use_again
from era.services.undoing import undo_claim
from era.views.shared import attempt, match_or_404, user_of


@requires(Action.ERA_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_one(request: HttpRequest, pk: int) -> HttpResponse:
    """What this payment said of one claim is taken back, the other claims stay as they are."""
    match = _match(pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            undo_claim(
                remittance_id=match.remittance_id,
                claim_id=match.claim_id or 0,
                reason=form.cleaned_data["reason"],
                by=user_of(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, "Taken back. Every entry has its contra-entry; the history stays.")
            return redirect(request, _payment(match))
    record_reads(request, "era.ClaimMatch", [match.pk])
    plan = undo_plan(match, now=timezone.now())
    context = {"match": match, "plan": plan, "form": form, "refused": refused, "crumbs": _crumbs(match)}
    return render(request, "era/undo_claim.html", context, status=422 if request.method == "POST" else 200)


@requires(Action.ERA_POST)
@require_POST
def use_one_again(request: HttpRequest, pk: int) -> HttpResponse:
    """What was taken back is matched anew; posting it is the next step."""
    match = _match(pk)

    def deed() -> object:
        return use_again(
            remittance_id=match.remittance_id, claim_id=match.claim_id or 0, by=user_of(request), now=timezone.now()
        )

    return attempt(request, deed, done="Matched again. Post the payment to post it.", back=_payment(match))


def _match(pk: int) -> ClaimMatch:
    match = match_or_404(pk)
    if match.claim_id is None:
        raise Http404
    return match


def _payment(match: ClaimMatch) -> str:
    here = reverse("era:file", args=[match.remittance.era_file_id])
    return f"{here}?payment={match.remittance_id}#clp-{match.remittance_claim_id}"


def _crumbs(match: ClaimMatch) -> list[dict[str, str]]:
    return [
        {"label": "ERAs", "url": reverse("era:list")},
        {"label": match.remittance.trace_number, "url": _payment(match)},
        {"label": "Undo one claim", "url": ""},
    ]
