"""What apps above can do with a payer's answer: links beside it on the claim's page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from claims.models import Adjudication


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A link beside one answer; `label` says what one finds or does there."""

    label: str
    url: str


Links = Callable[[HttpRequest, Sequence[Adjudication]], Mapping[int, list[AnswerLink]]]
_registered: list[Links] = []


def register_answer_links(links: Links) -> None:
    """An app above gives links by adjudication id, in a constant number of queries."""
    if links not in _registered:
        _registered.append(links)


def with_links(request: HttpRequest, answers: Iterable[Adjudication]) -> list[Adjudication]:
    """The answers, each with its `links`."""
    found = list(answers)
    by_answer: dict[int, list[AnswerLink]] = {answer.pk: [] for answer in found}
    for links in _registered:
        for answer_id, more in links(request, found).items():
            by_answer[answer_id] += more
    for answer in found:
        answer.links = by_answer[answer.pk]  # type: ignore[attr-defined]
    return found
