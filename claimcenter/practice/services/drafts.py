"""A form that was sent after the session had ended is kept for its sender, so that nothing typed is lost."""

from datetime import datetime, timedelta

from django.http import HttpRequest, QueryDict

from claimcenter.practice.actors import membership_of
from claimcenter.practice.models import Draft
from claimcenter.practice.tenancy import starting_in

MAX_BYTES = 200_000
KEPT_FOR = timedelta(hours=24)


def keep_draft(request: HttpRequest) -> int | None:
    """Keeps what was posted (never files) for this person in this practice; its id, or None where nothing was typed."""
    membership = membership_of(request.user, request.session.get("practice_id"))  # type: ignore[arg-type]
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    body = typed.urlencode()
    if membership is None or not body or len(body) > MAX_BYTES or len(request.path) > 500:
        return None
    with starting_in(membership.practice_id, membership.user_id):
        draft = Draft.objects.create(user_id=membership.user_id, path=request.path, body=body)
    return draft.pk


def values_of(draft: Draft) -> list[tuple[str, str]]:
    """The typed values in their order, one pair for each."""
    typed = QueryDict(draft.body)
    return [(name, str(value)) for name, values in typed.lists() for value in values]


def purge_drafts(*, now: datetime) -> int:
    """Forgets drafts of the current practice older than a day; how many."""
    count, _ = Draft.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return count
