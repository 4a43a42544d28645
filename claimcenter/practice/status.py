"""The status page's lines: each app says what it watches, this module asks all of them and orders the answers.

A line is one thing that can be well or not, in words, with what to do about it. Apps register their checks in
AppConfig.ready. Checks of the installation may look across practices by listed SECURITY DEFINER functions that answer
with counts and times only; checks of the practice read under row security like every page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.db import DatabaseError, transaction

from claimcenter.practice.permissions import Action

log = structlog.get_logger(__name__)


class Light(StrEnum):
    """How a line stands. Its word stands beside its colour everywhere."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def word(self) -> str:
        return {"green": "Fine", "amber": "Look at it", "red": "Act now"}[self.value]


class Section(StrEnum):
    """Whose lines these are, in the order of the page."""

    PROMISE = "What must be zero, in all practices"
    PRACTICE = "This practice"
    INSTALLATION = "The installation, all practices"


@dataclass(frozen=True, slots=True)
class Line:
    """What was found, and what to do. `url` is shown to those who may do `action`. Nothing of a client stands here."""

    key: str
    title: str
    light: Light
    text: str
    todo: str = ""
    url: str = ""
    link: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Group:
    section: Section
    lines: list[Line]


Check = Callable[[datetime], Iterable[Line]]

_checks: dict[Section, dict[str, Check]] = {section: {} for section in Section}


def register(section: Section, name: str, check: Check) -> None:
    """Adds an app's check: a fixed number of queries, each bounded. Registering a name again replaces it."""
    _checks[section][name] = check


def report(*, now: datetime) -> list[Group]:
    """All lines. Call inside `acting_in`. A check the database refuses to answer is a red line, not an error page."""
    return [
        Group(section, [line for name, check in checks.items() for line in _asked(name, check, now)])
        for section, checks in _checks.items()
    ]


def worst(groups: Iterable[Group]) -> Light:
    """The light of the whole: the worst of its lines."""
    lights = {line.light for group in groups for line in group.lines}
    return next((light for light in (Light.RED, Light.AMBER) if light in lights), Light.GREEN)


def ago(since: datetime, now: datetime) -> str:
    """How long a moment is past, in the largest unit that says something: 4 s, 3 min, 5 h, 12 days."""
    return span(max(now - since, timedelta()))


def span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def counted(number: int, one: str, many: str) -> str:
    """`1 payment`, `1,204 payments`."""
    return f"{number:,} {one if number == 1 else many}"


def _asked(name: str, check: Check, now: datetime) -> Iterator[Line]:
    try:
        with transaction.atomic():
            yield from list(check(now))
    except DatabaseError as error:
        log.exception("status_check_failed", check=name, error=type(error).__name__)
        text = "The database did not answer this question."
        yield Line(name, name.replace("-", " ").capitalize(), Light.RED, text, "See the log of the web server.")
