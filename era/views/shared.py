"""What every ERA view does first: find the record of this practice, or there is none."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from claimcenter.practice.actors import Actor
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.web.htmx import redirect
from era.models import ClaimMatch, Deposit, EraFile, EraJob, Remittance
from era.selectors.files import era_files

Result = TypeVar("Result")


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def user_of(request: HttpRequest) -> User:
    return actor_of(request).user


def file_or_404(pk: int) -> EraFile:
    """Row security shows this practice's files only, so another practice's is not there."""
    return _found(era_files().filter(pk=pk).first())


def payment_or_404(pk: int) -> Remittance:
    return _found(Remittance.objects.select_related("era_file", "payer").filter(pk=pk).first())


def deposit_or_404(pk: int) -> Deposit:
    found = Deposit.objects.select_related("payer", "recorded_by", "removed_by", "settled_by")
    return _found(found.filter(pk=pk).first())


def match_or_404(pk: int) -> ClaimMatch:
    found = ClaimMatch.objects.select_related(
        "remittance__era_file", "remittance__payer", "remittance_claim", "claim__client", "claim__payer"
    )
    return _found(found.filter(pk=pk).first())


def _found(row: Result | None) -> Result:
    if row is None:
        raise Http404
    return row


def attempt(request: HttpRequest, deed: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Calls one verb; what it refuses is said on the page the person comes back to, and nothing was changed."""
    try:
        result = deed()
    except Refusal as refused:
        messages.error(request, refused.message)
    else:
        _say_done(request, result, done)
    return redirect(request, back)


def _say_done(request: HttpRequest, result: object, done: str) -> None:
    if isinstance(result, EraJob):
        messages.info(request, "This file is long. The work goes on by itself; this page shows how far it is.")
    else:
        messages.success(request, done)
