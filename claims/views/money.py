"""Write off, release the patient shield, and take either back: each asks once and says what will happen."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claimcenter.practice.permissions import Action, requires
from claimcenter.practice.problems import Refusal
from claimcenter.web.htmx import redirect
from claims.enums import Bucket, DeedKind, Ground
from claims.forms.eob import ReasonForm
from claims.forms.money import ReleaseForm, WriteOffForm
from claims.models import Claim
from claims.selectors.balances import money_story
from claims.selectors.deeds import Decision, decisions_of, held_for, room_of
from claims.services.deeds import WriteOff, release_shield, take_back_deed, write_off
from claims.views.rows import claim_rows
from claims.views.shared import claim_or_404, crumbs_of, user_of

ASKED = ["GET", "HEAD", "POST"]


@requires(Action.WRITE_OFF)
@require_http_methods(ASKED)
def write_off_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Forgives part of what somebody owes: courtesy, hardship or a small balance."""
    claim = claim_or_404(request, claim_id)
    form = WriteOffForm(request.POST if request.method == "POST" else None, rooms=room_of(claim))

    def verb() -> object:
        typed = form.cleaned_data
        given = WriteOff(
            bucket=Bucket(typed["bucket"]),
            amount=typed["amount"],
            ground=Ground(typed["ground"]),
            reason=typed["reason"],
        )
        return write_off(
            claim_id=claim.pk, given=given, by=user_of(request), now=timezone.now(), idempotency_key=_key(request)
        )

    return _answer(request, claim, "write_off", form, verb, _("The amount is written off."))


@requires(Action.SHIELD_RELEASE)
@require_http_methods(ASKED)
def release(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Makes what is held for this payer the client's, with the reason."""
    claim = claim_or_404(request, claim_id)
    form = ReleaseForm(request.POST if request.method == "POST" else None)

    def verb() -> object:
        typed = form.cleaned_data
        return release_shield(
            claim_id=claim.pk,
            ground=Ground(typed["ground"]),
            reason=typed["reason"],
            by=user_of(request),
            now=timezone.now(),
            idempotency_key=_key(request),
        )

    return _answer(request, claim, "release", form, verb, _("The shield is released: the client owes it now."))


@requires(Action.WRITE_OFF)
@require_http_methods(ASKED)
def write_off_back(request: HttpRequest, claim_id: int, deed_id: int) -> HttpResponse:
    """Takes a write-off back: the amount is owed again."""
    return _take_back(request, claim_id, deed_id, DeedKind.WRITE_OFF)


@requires(Action.SHIELD_RELEASE)
@require_http_methods(ASKED)
def release_back(request: HttpRequest, claim_id: int, deed_id: int) -> HttpResponse:
    """Takes a release back: the amount is held for the payer again."""
    return _take_back(request, claim_id, deed_id, DeedKind.SHIELD_RELEASE)


def _take_back(request: HttpRequest, claim_id: int, deed_id: int, kind: DeedKind) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    decision = _decision_or_404(claim, deed_id, kind)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def verb() -> object:
        reason = form.cleaned_data["reason"]
        return take_back_deed(deed_id=deed_id, reason=reason, by=user_of(request), now=timezone.now())

    return _answer(request, claim, "take_back", form, verb, _("It is taken back."), decision)


def _decision_or_404(claim: Claim, deed_id: int, kind: DeedKind) -> Decision:
    for decision in decisions_of(claim):
        if decision.deed.pk == deed_id and decision.deed.kind == kind:
            return decision
    raise Http404


def _answer(  # noqa: PLR0917 - one page: what is asked, what is done, what is said
    request: HttpRequest,
    claim: Claim,
    deed: str,
    form: forms.Form,
    verb: Callable[[], object],
    done: str,
    decision: Decision | None = None,
) -> HttpResponse:
    """Asks; runs the verb where the form is filled in; a refusal comes back as a sentence on the same page."""
    refused = None
    if form.is_valid():
        try:
            verb()
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, done)
            return redirect(request, f"{reverse('claims:detail', args=[claim.pk])}#decided")
    rooms, held = room_of(claim), held_for(claim)
    context = {
        "claim": claim,
        "row": claim_rows([claim])[0],
        "deed": deed,
        "is_possible": {"write_off": any(not room.why_not for room in rooms), "release": held > 0}.get(deed, True),
        "form": form,
        "key": _key(request) or uuid.uuid4().hex,
        "refused": refused,
        "decision": decision,
        "rooms": rooms,
        "held": held,
        "story": money_story(claim),
        "crumbs": crumbs_of(claim, _CRUMBS[deed]),
    }
    return render(request, "claims/money_deed.html", context, status=422 if request.method == "POST" else 200)


_CRUMBS = {"write_off": "Write off", "release": "Release the shield", "take_back": "Take back"}


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:64]
