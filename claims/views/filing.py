"""File Claim: the review of a primary claim, the adjustment grid of a secondary, and Submit."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claimcenter.practice.permissions import Action, requires
from claimcenter.web.htmx import redirect
from claims import edits
from claims.enums import Stage
from claims.forms.grid import Grid
from claims.forms.rows import REASONS_LIST, FilingForm
from claims.models import Claim
from claims.selectors.balances import money_story
from claims.selectors.cob import prior_payers_of
from claims.selectors.differences import differences
from claims.selectors.outgoing import NoPlan, claim_record
from claims.services.builder import build_claim
from claims.services.control_number import patient_control_number
from claims.services.filing import AlreadyFiled, NotFileable, file_claim
from claims.services.grid import ChangedMeanwhile, GridClosed, save_grid
from claims.services.prefill import restore
from claims.views.checks import check_rows
from claims.views.rows import claim_rows
from claims.views.shared import claim_or_404, crumbs_of, reason_codes, user_of

FILED_ALREADY = "This claim is filed already. Nothing was sent again."


@dataclass
class _Trouble:
    """Why the page came back: somebody saved before, or the claim may not leave."""

    changed: ChangedMeanwhile | None = None
    newer: str = ""
    findings: list[edits.Finding] | None = None


@requires(Action.CLAIM_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, claim_id: int) -> HttpResponse:
    """GET shows; POST saves, restores the ERA's values, or submits. A claim that is out says so and sends nothing."""
    claim = claim_or_404(request, claim_id)
    if claim.stage != Stage.PENDING:
        return _filed_already(request, claim)
    if request.method != "POST":
        return _page(request, claim, Grid(claim, prior_payers_of(claim)), _fresh(claim))
    if request.POST.get("do") == "restore":
        return _restore(request, claim)
    return _post(request, claim)


def _restore(request: HttpRequest, claim: Claim) -> HttpResponse:
    restore(claim_id=claim.pk, by=user_of(request), now=timezone.now())
    messages.success(request, "The payer's own figures are back.")
    return redirect(request, _here(claim))


def _post(request: HttpRequest, claim: Claim) -> HttpResponse:
    grid = Grid(claim, prior_payers_of(claim), request.POST)
    form = FilingForm(request.POST)
    if not (grid.is_valid() & form.is_valid()):
        return _page(request, claim, grid, form, _Trouble())
    try:
        _save(request, claim, grid, form)
    except ChangedMeanwhile as changed:
        return _came_second(request, claim, grid, form, changed)
    except GridClosed:
        return _filed_already(request, claim)
    return _saved(request, claim, form)


def _save(request: HttpRequest, claim: Claim, grid: Grid, form: FilingForm) -> None:
    if grid.payers:
        save_grid(
            claim_id=claim.pk,
            grid=grid.to_input(),
            by=user_of(request),
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )


def _saved(request: HttpRequest, claim: Claim, form: FilingForm) -> HttpResponse:
    """What was typed stands; now what the button asked for."""
    if request.POST.get("do") == "submit":
        return _submit(request, claim, form)
    if request.POST.get("do") == "preview":
        return redirect(request, reverse("claims:preview", args=[claim.pk]))
    messages.success(request, "Saved. Nothing was filed yet.")
    return redirect(request, _here(claim))


def _submit(request: HttpRequest, claim: Claim, form: FilingForm) -> HttpResponse:
    try:
        submission = file_claim(
            claim_id=claim.pk,
            by=user_of(request),
            now=timezone.now(),
            idempotency_key=form.cleaned_data["key"],
            override_reason=form.cleaned_data["override_reason"] or "",
        )
    except NotFileable as refused:
        return _refused(request, claim, form, refused)
    except AlreadyFiled:
        return _filed_already(request, claim)
    payer = claim.payer.name if claim.payer else "the payer"
    messages.success(
        request, f"Claim {claim.display_number} is filed to {payer} as {submission.patient_control_number}."
    )
    return redirect(request, _detail(claim))


def _filed_already(request: HttpRequest, claim: Claim) -> HttpResponse:
    claim.refresh_from_db(fields=["stage"])
    void = claim.stage == Stage.VOID
    messages.info(request, "This claim is void. Nothing was sent." if void else FILED_ALREADY)
    return redirect(request, _detail(claim))


def _refused(request: HttpRequest, claim: Claim, form: FilingForm, refused: NotFileable) -> HttpResponse:
    """What was typed is saved; the page comes back with it and says what stands in the way."""
    claim.refresh_from_db()
    grid = Grid(claim, prior_payers_of(claim))
    return _page(request, claim, grid, _again(claim, form), _Trouble(findings=refused.findings))


def _came_second(
    request: HttpRequest, claim: Claim, grid: Grid, form: FilingForm, changed: ChangedMeanwhile
) -> HttpResponse:
    """Nothing was saved; the typed figures are kept, and saving once more puts them over what is saved now."""
    claim.refresh_from_db()
    return _page(
        request, claim, grid, _again(claim, form), _Trouble(changed=changed, newer=_newer_answer(claim, changed))
    )


def _newer_answer(claim: Claim, changed: ChangedMeanwhile) -> str:
    """The answer that filled the grid, if it came after the last person's change."""
    answers = [prior.adjudication for prior in prior_payers_of(claim) if prior.adjudication is not None]
    newer = [answer for answer in answers if changed.at is None or answer.created_at >= changed.at]
    return newer[-1].source_label if newer else ""


def _again(claim: Claim, form: FilingForm) -> FilingForm:
    return FilingForm(initial={**form.cleaned_data, "version": claim.version})


def _fresh(claim: Claim) -> FilingForm:
    return FilingForm(initial={"key": uuid.uuid4().hex, "version": claim.version})


def _page(
    request: HttpRequest, claim: Claim, grid: Grid, form: FilingForm, trouble: _Trouble | None = None
) -> HttpResponse:
    refused = trouble.findings if trouble else None
    found = _findings(claim) if refused is None else refused
    context: dict[str, Any] = {
        "claim": claim,
        "row": claim_rows([claim])[0],
        "grid": grid,
        "form": form,
        "form_errors": [*grid.forms(), form],
        "trouble": trouble,
        "refused": refused,
        "checks": check_rows(claim, found),
        "needs_reason": bool(found) and all(finding.waivable for finding in found),
        "differences": differences(claim) if grid.payers else [],
        "story": money_story(claim),
        "lines": claim.lines.select_related("charge_line") if not grid.payers else [],
        "reasons_id": REASONS_LIST,
        "reasons": reason_codes(),
        "crumbs": crumbs_of(claim, "File Claim"),
    }
    return render(request, "claims/file.html", context, status=422 if trouble else 200)


def _findings(claim: Claim) -> list[edits.Finding]:
    try:
        record = claim_record(claim)
    except NoPlan:
        return [edits.no_plan(claim)]
    built = build_claim(record, patient_control_number=patient_control_number(claim))
    return edits.findings_for(record, built, now=timezone.now())


def _here(claim: Claim) -> str:
    return reverse("claims:file", args=[claim.pk])


def _detail(claim: Claim) -> str:
    return reverse("claims:detail", args=[claim.pk])
