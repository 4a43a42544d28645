"""One claim, whole: its lines, its answers with their sources, its files, its history."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claimcenter.practice import vault
from claimcenter.practice.permissions import Action, may, requires
from claims.models import Adjudication, Claim, ClaimEvent
from claims.selectors.adjudications import adjudications_of
from claims.selectors.balances import money_story
from claims.selectors.deeds import decisions_of
from claims.selectors.differences import differences
from claims.selectors.provenance import posted_by_answer
from claims.selectors.work import tasks_of
from claims.views.answers import with_links
from claims.views.rows import claim_rows
from claims.views.shared import claim_or_404, crumbs_of


@requires(Action.CLAIM_VIEW)
@require_safe
def claim_detail(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    context = {
        "claim": claim,
        "row": claim_rows([claim])[0],
        "lines": claim.lines.select_related("charge_line", "rendering_provider"),
        "diagnoses": claim.diagnoses.all(),
        "adjudications": with_links(request, _with_postings(claim)),
        "submissions": claim.submissions.select_related("filed_by").order_by("-ordinal"),
        "events": _events(claim),
        "chain": _chain(claim),
        "story": money_story(claim),
        "tasks": tasks_of(claim),
        "may_close": may(request, Action.CLAIM_EDIT),
        "decision": claim.current_decision,
        "decisions": decisions_of(claim),
        "differences": differences(claim) if claim.prior_changed_at else [],
        "may_file": may(request, Action.CLAIM_FILE),
        "may_write_off": may(request, Action.WRITE_OFF),
        "may_release": may(request, Action.SHIELD_RELEASE),
        "crumbs": [crumbs_of(claim, "")[0], {"label": f"Claim {claim.display_number}", "url": ""}],
    }
    return render(request, "claims/detail.html", context)


@requires(Action.CLAIM_VIEW)
@require_safe
def submission_download(request: HttpRequest, claim_id: int, submission_id: int) -> HttpResponse:
    """The exact bytes that left, as an attachment."""
    claim = claim_or_404(request, claim_id)
    submission = claim.submissions.select_related("file").filter(pk=submission_id).first()
    if submission is None:
        raise Http404
    name = f"{submission.patient_control_number}.x12"
    return HttpResponse(
        vault.read_all(submission.file),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _with_postings(claim: Claim) -> list[Adjudication]:
    """Its answers, each with what posting did and by whose rule."""
    answers, posted = list(adjudications_of(claim)), posted_by_answer(claim)
    for answer in answers:
        answer.posted = posted.get(answer.pk, [])  # type: ignore[attr-defined]
    return answers


def _events(claim: Claim) -> list[dict[str, object]]:
    events = ClaimEvent.objects.filter(claim=claim).select_related("by").order_by("-at", "-id")[:100]
    return [
        {"what": event.text, "who": event.by.name if event.by else "Claim Center", "at": event.at} for event in events
    ]


def _chain(claim: Claim) -> list[Claim]:
    """The other claims for the same sessions, by position; the void ones are history."""
    root = claim.primary_claim_id or claim.pk
    chain = Claim.objects.filter(primary_claim=root, live=True) | Claim.objects.filter(pk=root, live=True)
    return list(chain.exclude(pk=claim.pk).select_related("payer").order_by("position"))
