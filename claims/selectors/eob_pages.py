"""The pages of EOBs: those that wait to be typed, and those that stand behind an answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from claims.models import Claim, EobPage


def pages_of(claim: Claim) -> QuerySet[EobPage]:
    """Every page of a claim, set-aside ones included, in the order they came."""
    return EobPage.objects.filter(claim=claim).select_related("file", "added_by").order_by("pk")


def waiting_pages(claim: Claim) -> QuerySet[EobPage]:
    """Pages that nothing was typed from yet."""
    return pages_of(claim).filter(adjudication__isnull=True, set_aside_at__isnull=True)


def pages_by_answer(adjudication_ids: Iterable[int]) -> Mapping[int, list[EobPage]]:
    """By answer: its pages. One query."""
    found: defaultdict[int, list[EobPage]] = defaultdict(list)
    pages = EobPage.objects.filter(adjudication__in=list(adjudication_ids)).select_related("file", "added_by")
    for page in pages.order_by("pk"):
        found[page.adjudication_id or 0].append(page)
    return found
