"""What waits for a person, on the first page: each app says what it holds, in the order of a day's work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from claimcenter.practice.permissions import Action, may


@dataclass(frozen=True, slots=True)
class Work:
    """So many of one kind, and where they are. `hurry`: a day or a deadline is near or past."""

    label: str
    count: int
    url: str
    hurry: bool = False


Ask = Callable[[HttpRequest], Iterable[Work]]
"""A fixed number of queries; counts only, nothing of a client."""

_asks: dict[str, tuple[int, Action, Ask]] = {}


def register_work(name: str, ask: Ask, *, action: Action, rank: int) -> None:
    """Adds an app's work for those who may do `action`, lower ranks first. A name registered again is replaced."""
    _asks[name] = (rank, action, ask)


def waiting(request: HttpRequest) -> list[Work]:
    """All kinds of which there is at least one."""
    asked = (ask for _, action, ask in sorted(_asks.values(), key=lambda entry: entry[0]) if may(request, action))
    return [work for ask in asked for work in ask(request) if work.count]
