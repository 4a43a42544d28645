"""Payers' answers, read back as plain facts: three queries for any number of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.enums import AdjudicationState, Source
from claims.facts import AdjudicationFacts, AdjustmentFacts, LineFacts
from claims.lookups import keys
from claims.models import Adjudication, AdjudicationLine, Adjustment


@dataclass(frozen=True, slots=True)
class Answer:
    """An adjudication with its facts. `order` puts answers of a chain in sequence, whatever order they came in."""

    adjudication_id: int
    claim_id: int
    state: AdjudicationState
    facts: AdjudicationFacts

    @property
    def order(self) -> tuple[date, str, int]:
        return self.facts.adjudicated_on, self.facts.trace_number, self.adjudication_id


def answers_by_id(adjudication_ids: Iterable[int]) -> dict[int, Answer]:
    """The answers with these ids."""
    return {answer.adjudication_id: answer for answer in _load(pk__any_of=keys(adjudication_ids))}


def standing_answers(claim_ids: Iterable[int]) -> dict[int, list[Answer]]:
    """Of each claim: its posted answers; where there is none yet, the newest provisional one. In order."""
    states = [AdjudicationState.POSTED, AdjudicationState.PROVISIONAL]
    by_claim: defaultdict[int, list[Answer]] = defaultdict(list)
    for answer in _load(claim__any_of=keys(claim_ids), state__in=states):
        by_claim[answer.claim_id].append(answer)
    return {claim_id: _current(answers) for claim_id, answers in by_claim.items()}


def _current(answers: list[Answer]) -> list[Answer]:
    posted = [answer for answer in answers if answer.state == AdjudicationState.POSTED]
    if posted:
        return sorted(posted, key=lambda answer: answer.order)
    return [max(answers, key=lambda answer: answer.adjudication_id)]


def _load(**condition: object) -> list[Answer]:
    rows = list(Adjudication.objects.filter(**condition).order_by("pk").values(*_HEAD))
    ids = [row["pk"] for row in rows]
    adjustments = _adjustments(ids) if ids else {}
    lines = _lines(ids, adjustments) if ids else {}
    return [_answer(row, lines.get(row["pk"], ()), adjustments.get((row["pk"], None), ())) for row in rows]


_HEAD = (
    "pk",
    "claim_id",
    "state",
    "source",
    "source_label",
    "claim_status_code",
    "charge",
    "paid",
    "reported_patient_responsibility",
    "adjudicated_on",
    "trace_number",
    "payer_claim_control_number",
    "forwarded_to",
    "corrected_priority_payer",
    "remarks",
    "moa",
)


def _answer(row: dict[str, Any], lines: Iterable[LineFacts], adjustments: Iterable[AdjustmentFacts]) -> Answer:
    values = dict(row)
    adjudication_id, claim_id, state = values.pop("pk"), values.pop("claim_id"), values.pop("state")
    values |= {
        "source": Source(values["source"]),
        "remarks": tuple(values["remarks"]),
        "moa": tuple(values["moa"]),
        "lines": tuple(lines),
        "adjustments": tuple(adjustments),
    }
    return Answer(adjudication_id, claim_id, AdjudicationState(state), AdjudicationFacts(**values))


_Level = tuple[int, int | None]


def _adjustments(ids: list[int]) -> dict[_Level, list[AdjustmentFacts]]:
    """By adjudication and line; line None is the claim level."""
    found: defaultdict[_Level, list[AdjustmentFacts]] = defaultdict(list)
    columns = ("adjudication_id", "line_id", "group_code", "reason_code", "amount", "quantity", "segment")
    rows = Adjustment.objects.filter(adjudication__any_of=keys(ids)).order_by("pk").values_list(*columns)
    for adjudication_id, line_id, group, reason, amount, quantity, segment in rows:
        found[adjudication_id, line_id].append(
            AdjustmentFacts(group_code=group, reason_code=reason, amount=amount, quantity=quantity, segment=segment)
        )
    return found


_LINE = ("claim_line_id", "charge", "paid", "procedure", "units", "allowed", "segment", "modifiers", "remarks")


def _lines(ids: list[int], adjustments: dict[_Level, list[AdjustmentFacts]]) -> dict[int, list[LineFacts]]:
    found: defaultdict[int, list[LineFacts]] = defaultdict(list)
    rows = AdjudicationLine.objects.filter(adjudication__any_of=keys(ids)).order_by("pk")
    for line_id, adjudication_id, *values in rows.values_list("pk", "adjudication_id", *_LINE):
        given = dict(zip(_LINE, values, strict=True))
        given |= {"modifiers": tuple(given["modifiers"]), "remarks": tuple(given["remarks"])}
        given["adjustments"] = tuple(adjustments.get((adjudication_id, line_id), ()))
        found[adjudication_id].append(LineFacts(**given))
    return found
