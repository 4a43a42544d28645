"""File Claim: the review of a primary claim, the adjustment grid of a secondary, and Submit."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from claimcenter.practice.permissions import Action, requires
from claimcenter.web.htmx import redirect
from claimcenter.x12.labels import LISTS
from claims import edits
from claims.enums import Stage
from claims.forms.grid import Grid
from claims.forms.rows import REASONS_LIST, FilingForm
from claims.models import Claim
from claims.selectors.balances import money_story
from claims.selectors.cob import prior_payers_of
from claims.selectors.outgoing import NoPlan, claim_record
from claims.services.builder import build_claim
from claims.services.control_number import patient_control_number
from claims.services.filing import AlreadyFiled, NotFileable, file_claim
from claims.services.grid import ChangedMeanwhile, save_grid
from claims.services.prefill import restore
from claims.views.checks import check_rows
from claims.views.rows import claim_rows
from claims.views.shared import claim_or_404, user_of


@requires(Action.CLAIM_FILE)
def file(request: HttpRequest, claim_id: int) -> HttpResponse:
    """GET shows; POST saves, restores the ERA's values, or submits. A claim that is out says so and sends nothing."""
    claim = claim_or_404(request, claim_id)
    if claim.stage != Stage.PENDING:
        messages.info(request, "This claim is filed already. Nothing was sent again.")
        return redirect(request, _detail(claim))
    if request.method != "POST":
        return _page(request, claim, Grid(claim, prior_payers_of(claim)), _fresh(claim))
    return _post(request, claim)


def _post(request: HttpRequest, claim: Claim) -> HttpResponse:
    if request.POST.get("do") == "restore":
        restore(claim_id=claim.pk, by=user_of(request), now=timezone.now())
        messages.success(request, "The values of the ERA are back.")
        return redirect(request, reverse("claims:file", args=[claim.pk]))
    grid = Grid(claim, prior_payers_of(claim), request.POST)
    form = FilingForm(request.POST)
    if not (grid.is_valid() & form.is_valid()):
        return _page(request, claim, grid, form, invalid=True)
    try:
        _save(request, claim, grid, form)
    except ChangedMeanwhile as changed:
        return _page(request, claim, grid, form, invalid=True, changed=changed)
    if request.POST.get("do") != "submit":
        messages.success(request, "Saved. Nothing was filed yet.")
        return redirect(request, reverse("claims:file", args=[claim.pk]))
    return _submit(request, claim, grid, form)


def _save(request: HttpRequest, claim: Claim, grid: Grid, form: FilingForm) -> None:
    if grid.payers:
        save_grid(
            claim_id=claim.pk,
            grid=grid.to_input(),
            by=user_of(request),
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )


def _submit(request: HttpRequest, claim: Claim, grid: Grid, form: FilingForm) -> HttpResponse:
    try:
        submission = file_claim(
            claim_id=claim.pk,
            by=user_of(request),
            now=timezone.now(),
            idempotency_key=form.cleaned_data["key"],
            override_reason=form.cleaned_data["override_reason"],
        )
    except NotFileable as refused:
        return _refused(request, claim, form, refused)
    except AlreadyFiled:
        messages.info(request, "This claim is filed already. Nothing was sent again.")
        return redirect(request, _detail(claim))
    messages.success(request, f"Filed as {submission.patient_control_number}.")
    return redirect(request, _detail(claim))


def _refused(request: HttpRequest, claim: Claim, form: FilingForm, refused: NotFileable) -> HttpResponse:
    """What was typed is saved; the page comes back with it and says what stands in the way."""
    claim.refresh_from_db()
    again = FilingForm(initial={**form.cleaned_data, "version": claim.version})
    return _page(request, claim, Grid(claim, prior_payers_of(claim)), again, invalid=True, findings=refused.findings)


def _fresh(claim: Claim) -> FilingForm:
    return FilingForm(initial={"key": uuid.uuid4().hex, "version": claim.version})


def _page(
    request: HttpRequest,
    claim: Claim,
    grid: Grid,
    form: FilingForm,
    *,
    invalid: bool = False,
    changed: ChangedMeanwhile | None = None,
    findings: list[edits.Finding] | None = None,
) -> HttpResponse:
    found = _findings(claim) if findings is None else findings
    context: dict[str, Any] = {
        "claim": claim,
        "row": claim_rows([claim])[0],
        "grid": grid,
        "form": form,
        "form_errors": grid.forms(),
        "changed": changed,
        "refused": findings,
        "checks": check_rows(claim, found),
        "needs_reason": any(finding.waivable for finding in found),
        "story": money_story(claim),
        "lines": claim.lines.select_related("charge_line"),
        "reasons_id": REASONS_LIST,
        "reasons": [(item.code, item.label) for item in LISTS["adjustment_reason"]],
        "crumbs": [
            {"label": claim.client.display_name, "url": reverse("clients:claim-center", args=[claim.client_id])},
            {"label": f"Claim {claim.display_number}", "url": _detail(claim)},
            {"label": "File Claim", "url": ""},
        ],
    }
    return render(request, "claims/file.html", context, status=422 if invalid else 200)


def _findings(claim: Claim) -> list[edits.Finding]:
    try:
        record = claim_record(claim)
    except NoPlan:
        return [edits.no_plan(claim)]
    built = build_claim(record, patient_control_number=patient_control_number(claim))
    return edits.findings_for(record, built, now=timezone.now())


def _detail(claim: Claim) -> str:
    return reverse("claims:detail", args=[claim.pk])
