"""What would be sent, or was: the 837P as text, before anybody presses Submit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claimcenter.practice.permissions import Action, may, requires
from claimcenter.x12.output import WriteError
from claims import edits
from claims.enums import Stage
from claims.models import Claim
from claims.selectors.outgoing import NoPlan
from claims.services.preview import x12_of
from claims.views.shared import claim_or_404, crumbs_of


@requires(Action.CLAIM_VIEW)
@require_safe
def preview(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    text, problem = _text(claim)
    context = {
        "claim": claim,
        "segments": text.split("\n")[:-1],
        "problem": problem,
        "may_file": claim.stage == Stage.PENDING and may(request, Action.CLAIM_FILE),
        "crumbs": crumbs_of(claim, "837P"),
    }
    return render(request, "claims/preview.html", context)


def _text(claim: Claim) -> tuple[str, str]:
    """The file, or the sentence that says why there is none."""
    try:
        return x12_of(claim), ""
    except NoPlan:
        return "", edits.no_plan(claim).message
    except WriteError as error:
        return "", edits.from_write_error(error).message
