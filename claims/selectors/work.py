"""The worklist: what somebody has to do, soonest first, and what was done."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from claims.enums import TaskKind
from claims.models import Claim, Task

MOST = 1_000
"""Nobody reads an exact number beyond it, and it is counted on every page."""
OPEN = Q(closed_at__isnull=True)
TABS: dict[str, tuple[str, Q]] = {
    "open": ("All open", OPEN),
    **{kind.value: (f"{kind.label}s", OPEN & Q(kind=kind)) for kind in TaskKind},
    "closed": ("Closed", ~OPEN),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many tasks are open, and how many of them are past their day."""

    open: int
    overdue: int


def tasks_of_tab(tab: str) -> QuerySet[Task]:
    """The tasks of one tab, with what a row says of them."""
    found = Task.objects.filter(TABS[tab][1])
    return found.select_related("client", "claim__payer", "opened_by", "closed_by")


def order_of_tab(tab: str) -> list[str]:
    return ["-closed_at"] if tab == "closed" else ["due_on"]


def tab_counts() -> dict[str, int]:
    """Of each tab but the closed ones: nobody counts those. One query."""
    counted = {name: Count("pk", filter=condition) for name, (_, condition) in TABS.items() if name != "closed"}
    counts: dict[str, int] = Task.objects.filter(OPEN).aggregate(**counted)
    return counts


def waiting(*, today: date) -> Waiting:
    """For the navigation: one statement, of bounded cost."""
    first = Task.objects.filter(OPEN).order_by("due_on")[:MOST]
    return Waiting(**first.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today))))


def tasks_of(claim: Claim) -> QuerySet[Task]:
    """Everything that was or is to be done about one claim, what is open first."""
    found = Task.objects.filter(claim=claim).select_related("closed_by")
    return found.order_by(F("closed_at").desc(nulls_first=True), "due_on", "pk")
