"""Answers as rows: facts of any number of adjudications written in four statements, and never changed afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from claimcenter.practice.models import User
from claims.bulk import draw_ids, insert_rows
from claims.enums import AdjudicationState
from claims.facts import AdjudicationFacts, AdjustmentFacts, LineFacts
from claims.models import Adjudication, AdjudicationLine, Adjustment

Row = tuple[Any, ...]

_HEAD = (
    "id",
    "claim",
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
    "created_by",
    "created_at",
)
_LINE = (
    "id",
    "adjudication",
    "claim_line",
    "charge",
    "paid",
    "allowed",
    "units",
    "procedure",
    "modifiers",
    "remarks",
    "segment",
)
_ADJUSTMENT = ("adjudication", "line", "group_code", "reason_code", "amount", "quantity", "segment")


def write_answers(answers: Sequence[tuple[int, AdjudicationFacts]], *, by: User | None, now: datetime) -> list[int]:
    """Inserts (claim id, facts) pairs as provisional adjudications; their ids in the order given."""
    ids, by_id = draw_ids(Adjudication, len(answers)), by.pk if by else None
    heads = [_head(key, claim_id, facts, by_id, now) for key, (claim_id, facts) in zip(ids, answers, strict=True)]
    parts = [(key, line) for key, (_, facts) in zip(ids, answers, strict=True) for line in facts.lines]
    line_ids = draw_ids(AdjudicationLine, len(parts))
    adjustments: list[Row] = []
    for key, (_, facts) in zip(ids, answers, strict=True):
        adjustments += _adjustments(key, None, facts.adjustments)
    for line_id, (key, line) in zip(line_ids, parts, strict=True):
        adjustments += _adjustments(key, line_id, line.adjustments)
    insert_rows(Adjudication, _HEAD, heads)
    insert_rows(AdjudicationLine, _LINE, [_line(line_id, *part) for line_id, part in zip(line_ids, parts, strict=True)])
    insert_rows(Adjustment, _ADJUSTMENT, adjustments)
    return ids


def _head(key: int, claim_id: int, facts: AdjudicationFacts, by_id: int | None, now: datetime) -> Row:
    return (
        key,
        claim_id,
        AdjudicationState.PROVISIONAL,
        facts.source,
        facts.source_label[:120],
        facts.claim_status_code,
        facts.charge,
        facts.paid,
        facts.reported_patient_responsibility,
        facts.adjudicated_on,
        facts.trace_number,
        facts.payer_claim_control_number,
        facts.forwarded_to,
        facts.corrected_priority_payer,
        facts.remarks,
        facts.moa,
        by_id,
        now,
    )


def _line(line_id: int, adjudication_id: int, line: LineFacts) -> Row:
    return (
        line_id,
        adjudication_id,
        line.claim_line_id,
        line.charge,
        line.paid,
        line.allowed,
        line.units,
        line.procedure,
        line.modifiers,
        line.remarks,
        line.segment[:400],
    )


def _adjustments(adjudication_id: int, line_id: int | None, items: Iterable[AdjustmentFacts]) -> list[Row]:
    return [
        (
            adjudication_id,
            line_id,
            item.group_code,
            item.reason_code,
            item.amount,
            item.quantity,
            item.segment[:400],
        )
        for item in items
    ]
