"""From an answer to what it says of each claim line: parts summed, claim-level figures spread and marked estimated."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from claims.facts import ZERO, AdjudicationFacts, AdjustmentFacts, LineFacts
from claims.posting_rules import LineAnswer, spread
from claims.selectors.chains import ChainLine


def line_answers(facts: AdjudicationFacts, lines: Sequence[ChainLine]) -> dict[int, LineAnswer]:
    """By claim line. Several SVC of one line are summed (X12 RFI 498, 2320); without any, charges are the weights."""
    if not facts.lines:
        return _spread_whole(facts, lines)
    by_line: defaultdict[int, list[LineFacts]] = defaultdict(list)
    for part in facts.lines:
        by_line[part.claim_line_id].append(part)
    answers = {key: _sum(parts) for key, parts in by_line.items()}
    return _with_claim_level(facts, answers, by_line) if facts.adjustments else answers


def _sum(parts: Sequence[LineFacts]) -> LineAnswer:
    paid = sum((part.paid for part in parts), ZERO)
    return LineAnswer(paid, [item for part in parts for item in part.adjustments])


def _spread_whole(facts: AdjudicationFacts, lines: Sequence[ChainLine]) -> dict[int, LineAnswer]:
    charges = [line.charge for line in lines]
    parts = _spread_all([facts.paid, *(item.amount for item in facts.adjustments)], charges, facts.charge)
    return {
        line.claim_line_id: LineAnswer(
            paid, [replace(item, amount=amount) for item, amount in zip(facts.adjustments, amounts, strict=True)], True
        )
        for line, (paid, *amounts) in zip(lines, parts, strict=True)
    }


def _spread_all(figures: Sequence[Decimal], charges: Sequence[Decimal], whole: Decimal) -> list[list[Decimal]]:
    """Each figure over the lines. The largest takes what the others leave of each charge, so that lines add up too."""
    largest = max(range(len(figures)), key=lambda index: abs(figures[index]))
    columns = [spread(figure, charges) for figure in figures]
    if whole == sum(charges, ZERO) == sum(figures, ZERO):
        others = [column for index, column in enumerate(columns) if index != largest]
        columns[largest] = [
            charge - sum((column[line] for column in others), ZERO) for line, charge in enumerate(charges)
        ]
    return [list(row) for row in zip(*columns, strict=True)]


def _with_claim_level(
    facts: AdjudicationFacts, answers: dict[int, LineAnswer], by_line: dict[int, list[LineFacts]]
) -> dict[int, LineAnswer]:
    """Claim-level adjustments took their amount off the payment of the lines (005010X221A1: CLP04 is net of them)."""
    keys = list(answers)
    shares: dict[int, list[AdjustmentFacts]] = {key: [] for key in keys}
    paid = {key: answers[key].paid for key in keys}
    for item in facts.adjustments:
        for key, amount in zip(keys, spread(item.amount, _weights(keys, answers, by_line)), strict=True):
            shares[key].append(replace(item, amount=amount))
            paid[key] -= amount
    return {key: LineAnswer(paid[key], [*answers[key].adjustments, *shares[key]], True) for key in keys}


def _weights(keys: Sequence[int], answers: dict[int, LineAnswer], by_line: dict[int, list[LineFacts]]) -> list[Decimal]:
    paid = [max(answers[key].paid, ZERO) for key in keys]
    if sum(paid, ZERO) > ZERO:
        return paid
    charges = [sum((part.charge for part in by_line[key]), ZERO) for key in keys]
    return charges if sum(charges, ZERO) > ZERO else [Decimal(1)] * len(keys)
