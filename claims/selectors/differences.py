"""Where a claim's grid no longer says what the payers before it answered, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from claims.enums import AdjudicationState
from claims.facts import ZERO, AdjustmentFacts
from claims.models import Claim, PriorAdjustment, PriorPayerAdjudication
from claims.selectors.wanted import WantedPrior, wanted_priors


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure: what the claim says and what the newest answer says. `line` empty: the claim as a whole."""

    prior_claim_id: int
    line: int | None
    figure: str  # "paid", "adjudicated on", or a code like "PR-3"
    on_claim: str
    in_answer: str
    source_label: str


def differences(claim: Claim) -> list[Difference]:
    """All differences of one claim; empty while the payers before it have not answered.

    Figures that rest on an answer that was taken back differ from nothing: each of them is named.
    """
    return differences_of([claim]).get(claim.pk, [])


def differences_of(claims: Iterable[Claim]) -> dict[int, list[Difference]]:
    """The same for many claims, in a fixed number of queries; claims without a difference are left out."""
    listed = list(claims)
    wanted = wanted_priors(listed)
    rows = PriorPayerAdjudication.objects.filter(claim__in=list(wanted)).select_related("adjudication")
    standing = {
        (row.claim_id, row.prior_claim_id): row
        for row in rows.prefetch_related("lines__adjustments", "lines__claim_line", "adjustments")
    }
    found = {
        claim_id: [
            difference
            for prior in priors
            if (row := standing.get((claim_id, prior.prior_claim_id))) is not None
            for difference in (_compare(row, prior) if prior.is_known else _gone(row))
        ]
        for claim_id, priors in wanted.items()
    }
    return {claim_id: ones for claim_id, ones in found.items() if ones}


def _compare(row: PriorPayerAdjudication, wanted: WantedPrior) -> list[Difference]:
    level = [item for item in row.adjustments.all() if item.line_id is None]
    pairs: list[tuple[int | None, str, str, str]] = [
        (None, "paid", _money(row.paid), _money(wanted.paid)),
        (None, "adjudicated on", _text(row.adjudicated_on), _text(wanted.adjudicated_on)),
        *((None, *pair) for pair in _codes(level, wanted.adjustments)),
    ]
    standing = {line.claim_line_id: line for line in row.lines.all()}
    for line in wanted.lines:
        if (have := standing.get(line.claim_line_id)) is not None:
            number = have.claim_line.ordinal
            pairs.append((number, "paid", _money(have.paid), _money(line.paid)))
            pairs += [(number, *pair) for pair in _codes(list(have.adjustments.all()), line.adjustments)]
    return [
        Difference(wanted.prior_claim_id, number, figure, mine, theirs, wanted.source_label)
        for number, figure, mine, theirs in pairs
        if mine != theirs
    ]


def _gone(row: PriorPayerAdjudication) -> list[Difference]:
    """Every figure of an answer that was taken back and that nothing has replaced."""
    if row.adjudication is None or row.adjudication.state != AdjudicationState.REVERSED:
        return []
    level = [item for item in row.adjustments.all() if item.line_id is None]
    pairs: list[tuple[int | None, str, str]] = [(None, "paid", _money(row.paid))]
    pairs += [(None, code, mine) for code, mine, _ in _codes(level, ())]
    for line in row.lines.all():
        number = line.claim_line.ordinal
        pairs.append((number, "paid", _money(line.paid)))
        pairs += [(number, code, mine) for code, mine, _ in _codes(list(line.adjustments.all()), ())]
    label = f"{row.source_label}, taken back"
    return [Difference(row.prior_claim_id, number, figure, mine, "", label) for number, figure, mine in pairs]


def _codes(rows: list[PriorAdjustment], wanted: Iterable[AdjustmentFacts]) -> list[tuple[str, str, str]]:
    """Amounts by group and reason, summed: how they are split between rows is nobody's concern."""
    mine: dict[str, Decimal] = {}
    theirs: dict[str, Decimal] = {}
    for row in rows:
        code = f"{row.group_code}-{row.reason_code}"
        mine[code] = mine.get(code, ZERO) + row.amount
    for item in wanted:
        theirs[item.code] = theirs.get(item.code, ZERO) + item.amount
    return [(code, _money(mine.get(code, ZERO)), _money(theirs.get(code, ZERO))) for code in sorted({*mine, *theirs})]


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _text(value: object) -> str:
    return "" if value is None else str(value)
