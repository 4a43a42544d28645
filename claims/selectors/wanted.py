"""What the grid of a claim should say, going by the newest answers of the payers before it.

Posted answers count; where there is none yet, the newest provisional one, marked so. Figures stay at the level where
they came, verbatim, negative and zero ones too; answers of a split claim are summed by line. Where the claim bills
only some of the lines, totals follow those.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from claims.enums import AdjudicationState, Source
from claims.facts import ZERO, AdjudicationFacts, AdjustmentFacts, LineFacts, total
from claims.lookups import keys
from claims.models import Claim, ClaimLine
from claims.posting_rules import spread
from claims.selectors.answers import Answer, standing_answers

NOT_POSTED = ", not posted yet"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    """One line's strip."""

    claim_line_id: int
    charge: Decimal
    paid: Decimal
    procedure: str
    modifiers: tuple[str, ...]
    units: Decimal
    adjustments: tuple[AdjustmentFacts, ...]

    @property
    def is_balanced(self) -> bool:
        return self.charge == self.paid + total(self.adjustments)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPrior:
    """One payer before the claim. `paid` empty: it has not answered with figures yet."""

    prior_claim_id: int
    adjudication_id: int | None = None
    claim_level_only: bool = False
    paid: Decimal | None = None
    adjudicated_on: date | None = None
    payer_claim_control_number: str = ""
    moa: tuple[str, ...] = ()
    source: Source | str = ""
    source_label: str = ""
    adjustments: tuple[AdjustmentFacts, ...] = ()
    lines: tuple[WantedLine, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.paid is not None and self.adjudicated_on is not None

    def is_balanced(self, *, charge: Decimal, line_count: int) -> bool:
        """Whether charge = paid + adjustments for the claim, and for each of its lines unless it came without lines."""
        at_lines = sum((total(line.adjustments) for line in self.lines), ZERO)
        whole = charge == (self.paid or ZERO) + total(self.adjustments) + at_lines
        lines = self.claim_level_only or len(self.lines) == line_count
        return whole and lines and all(line.is_balanced for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Line:
    claim_line_id: int
    charge_line_id: int
    charge: Decimal
    procedure: str
    modifiers: list[str]
    units: Decimal


def wanted_priors(claims: Iterable[Claim]) -> dict[int, list[WantedPrior]]:
    """For each claim, the payers before it in their order. A fixed number of queries."""
    wanted = list(claims)
    before = _claims_before(wanted)
    prior_ids = {prior_id for ids in before.values() for prior_id in ids}
    lines = _lines_of({*before, *prior_ids})
    answers = standing_answers(prior_ids)
    return {
        claim.pk: [_prior(prior_id, lines[claim.pk], lines[prior_id], answers.get(prior_id, [])) for prior_id in ids]
        for claim in wanted
        if (ids := before[claim.pk])
    }


def _claims_before(claims: Sequence[Claim]) -> dict[int, list[int]]:
    """The ids of the claims before each, primary first; a chain has three at most."""
    previous = {claim.pk: claim.previous_claim_id for claim in claims}
    above = [claim_id for claim_id in previous.values() if claim_id is not None]
    grand = dict(Claim.objects.filter(pk__any_of=keys(above)).values_list("pk", "previous_claim"))
    return {
        claim_id: [one for one in (grand.get(prior_id), prior_id) if one is not None] if prior_id else []
        for claim_id, prior_id in previous.items()
    }


def _lines_of(claim_ids: set[int]) -> defaultdict[int, list[_Line]]:
    found: defaultdict[int, list[_Line]] = defaultdict(list)
    rows = ClaimLine.objects.filter(claim__any_of=keys(claim_ids)).order_by("claim", "ordinal")
    columns = ("charge_line__charge", "charge_line__procedure", "charge_line__modifiers", "charge_line__units")
    for claim_id, *values in rows.values_list("claim", "pk", "charge_line", *columns):
        found[claim_id].append(_Line(*values))
    return found


def _prior(prior_id: int, own: list[_Line], theirs: list[_Line], answers: Sequence[Answer]) -> WantedPrior:
    if not answers:
        return WantedPrior(prior_claim_id=prior_id)
    cut = _Cut(own, theirs)
    newest = answers[-1]
    posted = newest.state == AdjudicationState.POSTED
    label = newest.facts.source_label if posted else f"{newest.facts.source_label}{NOT_POSTED}"
    return WantedPrior(
        prior_claim_id=prior_id,
        adjudication_id=newest.adjudication_id,
        claim_level_only=not any(answer.facts.lines for answer in answers),
        paid=sum((cut.paid(answer.facts) for answer in answers), ZERO),
        adjudicated_on=newest.facts.adjudicated_on,
        payer_claim_control_number=_last(answer.facts.payer_claim_control_number for answer in answers) or "",
        moa=_last(answer.facts.moa for answer in answers) or (),
        source=newest.facts.source,
        source_label=label[:120],
        adjustments=tuple(item for answer in answers for item in cut.claim_level(answer.facts)),
        lines=tuple(cut.lines([answer.facts for answer in answers])),
    )


def _last(values: Iterable[T]) -> T | None:
    found = [value for value in values if value]
    return found[-1] if found else None


class _Cut:
    """The part of a prior payer's answer that concerns this claim's lines: all of it where the lines are the same."""

    def __init__(self, own: list[_Line], theirs: list[_Line]) -> None:
        self._own = {line.charge_line_id: line for line in own}
        self._theirs = {line.claim_line_id: line for line in theirs}
        self._covered = [line.charge_line_id in self._own for line in theirs]
        self._charges = [line.charge for line in theirs]

    def paid(self, facts: AdjudicationFacts) -> Decimal:
        if all(self._covered):
            return facts.paid
        if not facts.lines:
            return self._part(facts.paid)
        at_lines = sum((line.paid for line in facts.lines if self._own_line(line)), ZERO)
        return at_lines - total(self.claim_level(facts))

    def claim_level(self, facts: AdjudicationFacts) -> list[AdjustmentFacts]:
        if all(self._covered):
            return list(facts.adjustments)
        return [replace(item, amount=self._part(item.amount)) for item in facts.adjustments]

    def lines(self, answers: Sequence[AdjudicationFacts]) -> list[WantedLine]:
        parts: defaultdict[int, list[LineFacts]] = defaultdict(list)
        for answer in answers:
            for part in answer.lines:
                if (own := self._own_line(part)) is not None:
                    parts[own.charge_line_id].append(part)
        strips = [_strip(line, parts[key]) for key, line in self._own.items() if key in parts]
        # SVD02 cannot be negative (005010X222A1 2430): such a line is left for a person to fill.
        return [strip for strip in strips if strip.paid >= ZERO]

    def _own_line(self, part: LineFacts) -> _Line | None:
        theirs = self._theirs.get(part.claim_line_id)
        return self._own.get(theirs.charge_line_id) if theirs else None

    def _part(self, amount: Decimal) -> Decimal:
        parts = spread(amount, self._charges)
        return sum((part for part, covered in zip(parts, self._covered, strict=True) if covered), ZERO)


def _strip(line: _Line, parts: Sequence[LineFacts]) -> WantedLine:
    first = parts[0]
    return WantedLine(
        claim_line_id=line.claim_line_id,
        charge=line.charge,
        paid=sum((part.paid for part in parts), ZERO),
        procedure=first.procedure or line.procedure,
        modifiers=tuple(first.modifiers if first.procedure else line.modifiers),
        units=first.units if first.units > ZERO else line.units,  # a denied line is paid 0 units; SVD05 must not be 0
        adjustments=tuple(item for part in parts for item in part.adjustments),
    )
