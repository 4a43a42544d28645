"""What a payer answered, as plain data, and what can be said of it without a database.

The same shape for an ERA and for a typed EOB. All money is Decimal with two places, as reported: a positive
adjustment reduces the payment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain

from claims.enums import Result, Source

ZERO = Decimal(0)

PREDETERMINATION = "25"  # CLP02: no payment, stored only
NOT_OURS_FORWARDED = "23"  # CLP02: not our claim, sent on; no adjudication
REVERSAL = "22"  # CLP02: taken back through `reverse_adjudication`
FORWARDED = frozenset({"19", "20", "21"})  # CLP02: processed as 1, 2, 3 and forwarded

PRIOR_PAYER_EFFECT = "23"  # CARC: what payers before this one did; information under any group
PAID_TO_PATIENT = "100"
PATIENT_SHARE = frozenset({"1", "2", "3", PAID_TO_PATIENT})
FEE_REDUCTIONS = frozenset({"24", "45", "59", "94", "131", "237", "253"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentFacts:
    """One triplet of a CAS."""

    group_code: str
    reason_code: str
    amount: Decimal
    quantity: Decimal | None = None
    segment: str = ""

    @property
    def code(self) -> str:
        return f"{self.group_code}-{self.reason_code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """One SVC. Several may name the same claim line (bundled, unbundled): whoever reads them sums them."""

    claim_line_id: int
    charge: Decimal
    paid: Decimal
    procedure: str
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    allowed: Decimal | None = None
    remarks: tuple[str, ...] = ()
    adjustments: tuple[AdjustmentFacts, ...] = ()
    segment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicationFacts:
    """One CLP with its loop, or one EOB as a person typed it. `adjustments` are those of the claim as a whole."""

    source: Source
    source_label: str
    charge: Decimal
    paid: Decimal
    adjudicated_on: date
    claim_status_code: str = "1"
    reported_patient_responsibility: Decimal | None = None
    trace_number: str = ""
    payer_claim_control_number: str = ""
    forwarded_to: str = ""
    corrected_priority_payer: str = ""
    remarks: tuple[str, ...] = ()
    moa: tuple[str, ...] = ()
    lines: tuple[LineFacts, ...] = field(default=())
    adjustments: tuple[AdjustmentFacts, ...] = ()

    @property
    def all_adjustments(self) -> Iterator[AdjustmentFacts]:
        return chain(self.adjustments, chain.from_iterable(line.adjustments for line in self.lines))

    @property
    def all_remarks(self) -> frozenset[str]:
        return frozenset(chain(self.remarks, chain.from_iterable(line.remarks for line in self.lines)))


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Where charge - paid is not what the adjustments say. `claim_line_id` empty: the claim as a whole."""

    claim_line_id: int | None
    missing: Decimal


def imbalances(facts: AdjudicationFacts) -> list[Imbalance]:
    """Every strip that does not add up; empty for a balanced answer.

    line: SVC03 = SVC02 - CAS; claim: CLP04 = CLP03 - all CAS, and with lines CLP03 = sum of SVC02
    (005010X221A1, balancing).
    """
    found = [
        Imbalance(line.claim_line_id, missing)
        for line in facts.lines
        if (missing := line.charge - line.paid - total(line.adjustments))
    ]
    missing = facts.charge - facts.paid - total(facts.all_adjustments)
    uncharged = facts.charge - sum((line.charge for line in facts.lines), ZERO) if facts.lines else ZERO
    if missing or uncharged:
        found.append(Imbalance(None, missing or uncharged))
    return found


def total(adjustments: Iterable[AdjustmentFacts]) -> Decimal:
    return sum((adjustment.amount for adjustment in adjustments), ZERO)


def patient_share(facts: AdjudicationFacts) -> Decimal:
    """PR of the CAS (CLP05 is only shown: it differs in real files)."""
    return sum((item.amount for item in facts.all_adjustments if item.group_code == "PR"), ZERO)


def is_denied(*, paid: Decimal, adjustments: Iterable[AdjustmentFacts]) -> bool:
    """Paid nothing, and part of the charge explained by more than the patient's share and fee reductions.

    Judged from the CAS, never from CLP02: an all-deductible answer pays nothing and is not denied.
    """
    return paid == ZERO and any(_refuses(adjustment) for adjustment in adjustments)


def result_of(facts: Iterable[AdjudicationFacts]) -> Result:
    """The result of a claim from all its posted answers together (a split claim has several)."""
    answers = list(facts)
    denials = [denied for answer in answers for denied in _denials(answer)]
    if denials and all(denials):
        return Result.DENIED
    if any(denials):
        return Result.PARTLY_DENIED
    paid = sum((answer.paid for answer in answers), ZERO)
    share = sum((patient_share(answer) for answer in answers), ZERO)
    return Result.PATIENT_RESPONSIBILITY if paid == ZERO and share > ZERO else Result.PAID


def _refuses(adjustment: AdjustmentFacts) -> bool:
    if adjustment.amount <= ZERO or adjustment.reason_code == PRIOR_PAYER_EFFECT:
        return False
    if adjustment.group_code == "PR" and adjustment.reason_code in PATIENT_SHARE:
        return False
    return adjustment.reason_code not in FEE_REDUCTIONS


def _denials(answer: AdjudicationFacts) -> list[bool]:
    """Per line whether it was denied; an answer without lines counts as one line."""
    if not answer.lines:
        return [is_denied(paid=answer.paid, adjustments=answer.adjustments)]
    whole = is_denied(paid=answer.paid, adjustments=answer.adjustments)
    by_line: dict[int, list[LineFacts]] = {}
    for line in answer.lines:
        by_line.setdefault(line.claim_line_id, []).append(line)
    return [whole or _line_denied(lines) for lines in by_line.values()]


def _line_denied(lines: list[LineFacts]) -> bool:
    adjustments = chain.from_iterable(line.adjustments for line in lines)
    return is_denied(paid=sum((line.paid for line in lines), ZERO), adjustments=adjustments)
