"""Beside an answer on the claim's page: the payment it came in, and undoing it."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse

from claimcenter.practice.permissions import Action, may
from claims.models import Adjudication
from claims.views.answers import AnswerLink
from era.enums import MatchState
from era.models import ClaimMatch


def answer_links(request: HttpRequest, answers: Sequence[Adjudication]) -> Mapping[int, list[AnswerLink]]:
    """One query for any number of answers; none for who may not see payments."""
    if not answers or not may(request, Action.ERA_VIEW):
        return {}
    matches = ClaimMatch.objects.filter(adjudication__in=[answer.pk for answer in answers])
    return {
        match.adjudication_id or 0: _links(match, may_undo=may(request, Action.ERA_POST))
        for match in matches.select_related("remittance")
    }


def _links(match: ClaimMatch, *, may_undo: bool) -> list[AnswerLink]:
    here = reverse("era:file", args=[match.remittance.era_file_id])
    payment = f"{here}?payment={match.remittance_id}#clp-{match.remittance_claim_id}"
    found = [AnswerLink(f"Payment {match.remittance.trace_number}", payment)]
    if may_undo and match.state == MatchState.POSTED:
        found.append(AnswerLink("Undo this answer", reverse("era:undo-one", args=[match.pk])))
    return found
