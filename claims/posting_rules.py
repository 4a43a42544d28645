"""From one line of an answer to movements between buckets. Pure: no database, and the same for a dry run.

The rule, after 005010X221A1 and the payers' practice:
- what was paid moves to the insurers' payments;
- CO with a reason on the write-off list is written off, never beyond what is still open (a secondary that repeats
  CO-45 for the whole charge is clipped);
- PR moves on: to the next payer where one is to be billed, else to the client; money the payer gave the client
  (PR-100) is the client's at once; OA-209 and the shares of a QMB client go to the next payer and never to the client;
- reason 23 tells what earlier payers did: information, never posted;
- everything else stays with that insurer for a person to review.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from claimcenter.x12.labels import WRITE_OFF
from claims.enums import Bucket, EntryKind
from claims.facts import PAID_TO_PATIENT, PRIOR_PAYER_EFFECT, ZERO, AdjudicationFacts, AdjustmentFacts

WRITE_OFF_REASONS = WRITE_OFF  # the one list stands with the code values, where each reason has its default action
QMB_REMARKS = frozenset({"N781", "N782", "N783"})
QMB_REASON = "209"
PAID_ABOVE_CHARGE = "94"
INCLUDED_ELSEWHERE = "97"


class Treatment(Enum):
    """What becomes of an adjustment; the value is said beside the posted amount."""

    WRITE_OFF = "written off"
    SHARE = "client's share: next payer, else client"
    CLIENT = "paid to the client: collect"
    NEXT_PAYER = "next payer only, never the client"
    OFFSET = "offset between bundled services"
    INFORMATION = "information about earlier payers, not posted"
    REVIEW = "stays with the payer for review"


@dataclass(frozen=True, slots=True)
class Move:
    """One amount from the answering insurer's bucket to another."""

    kind: EntryKind
    moved_to: Bucket
    amount: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class LinePosting:
    """What one charge line's answer does. `left` stays with the insurer; `notes` say why a person should look."""

    moves: list[Move]
    left: Decimal
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What one payer said of one charge line, all its parts summed. `estimated`: spread from claim-level figures."""

    paid: Decimal
    adjustments: Sequence[AdjustmentFacts]
    estimated: bool = False


def treatment(adjustment: AdjustmentFacts, *, bundled: bool = False, qmb: bool = False) -> Treatment:
    """The default rule for one adjustment. `bundled`: CO-97 that an OA-94 of the same answer takes up."""
    reason = adjustment.reason_code
    if reason == PRIOR_PAYER_EFFECT:
        return Treatment.INFORMATION
    if reason == QMB_REASON:
        return Treatment.NEXT_PAYER
    if reason == PAID_ABOVE_CHARGE or (bundled and reason == INCLUDED_ELSEWHERE):
        return Treatment.OFFSET
    if adjustment.group_code == "PR":
        return _share(reason, qmb=qmb)
    if adjustment.group_code == "CO" and reason in WRITE_OFF_REASONS:
        return Treatment.WRITE_OFF
    return Treatment.REVIEW


def _share(reason: str, *, qmb: bool) -> Treatment:
    if reason == PAID_TO_PATIENT:
        return Treatment.CLIENT
    return Treatment.NEXT_PAYER if qmb else Treatment.SHARE


def is_bundled(facts: AdjudicationFacts) -> bool:
    """Whether the payer moved a service's payment to another line: OA-94 and CO-97 of the answer cancel out."""
    raised = sum((item.amount for item in facts.all_adjustments if item.reason_code == PAID_ABOVE_CHARGE), ZERO)
    taken = sum((item.amount for item in facts.all_adjustments if item.reason_code == INCLUDED_ELSEWHERE), ZERO)
    return raised < ZERO and raised + taken == ZERO


def is_qmb(facts: AdjudicationFacts) -> bool:
    """A qualified Medicare beneficiary: nobody may bill the client Medicare's cost share."""
    return not QMB_REMARKS.isdisjoint(facts.all_remarks)


def post_line(
    answer: LineAnswer, *, held: Decimal, next_payer: Bucket | None, bundled: bool = False, qmb: bool = False
) -> LinePosting:
    """The movements of one line. `held` is what lies with the answering insurer before; conserved whatever is said.

    Shares come before write-offs: a write-off takes at most held - paid - shares and never less than nothing.
    """
    treated = [(item, treatment(item, bundled=bundled, qmb=qmb)) for item in answer.adjustments if item.amount]
    poster = _Poster(room=held, next_payer=next_payer, estimated=answer.estimated)
    if answer.paid:
        poster.move(EntryKind.INSURANCE_PAYMENT, Bucket.INSURANCE_PAID, answer.paid, "paid")
    for wanted in (Treatment.OFFSET, Treatment.CLIENT, Treatment.SHARE, Treatment.NEXT_PAYER, Treatment.WRITE_OFF):
        for item in (item for item, treated_as in treated if treated_as is wanted):
            poster.post(item, wanted)
    poster.review([item for item, treated_as in treated if treated_as is Treatment.REVIEW])
    return poster.result()


class _Poster:
    """Keeps what is still open with the insurer while the parts of an answer are posted one after the other."""

    def __init__(self, *, room: Decimal, next_payer: Bucket | None, estimated: bool) -> None:
        self._room = room
        self._next_payer = next_payer
        self._suffix = ", estimated" if estimated else ""
        self._moves: list[Move] = []
        self._notes: list[str] = []

    def post(self, item: AdjustmentFacts, treated_as: Treatment) -> None:
        if treated_as is Treatment.OFFSET:
            self.move(EntryKind.CONTRACTUAL_ADJUSTMENT, Bucket.ADJUSTED, item.amount, item.code)
        elif treated_as is Treatment.WRITE_OFF:
            self._within_room(EntryKind.CONTRACTUAL_ADJUSTMENT, Bucket.ADJUSTED, item)
        elif (target := self._target(treated_as)) is not None:
            self._within_room(EntryKind.TRANSFER, target, item)
        else:
            self._notes.append(f"{item.code} {item.amount} may go to a next payer only, and there is none")

    def _target(self, treated_as: Treatment) -> Bucket | None:
        if treated_as is Treatment.CLIENT:
            return Bucket.PATIENT
        if treated_as is Treatment.NEXT_PAYER:
            return self._next_payer
        return self._next_payer or Bucket.PATIENT

    def _within_room(self, kind: EntryKind, moved_to: Bucket, item: AdjustmentFacts) -> None:
        amount = item.amount if item.amount < ZERO else min(item.amount, max(self._room, ZERO))
        if amount:
            self.move(kind, moved_to, amount, item.code)
        if amount != item.amount:
            self._notes.append(f"{item.code} {item.amount} was more than was open: {amount} posted")

    def move(self, kind: EntryKind, moved_to: Bucket, amount: Decimal, rule: str) -> None:
        self._moves.append(Move(kind, moved_to, amount, f"{rule}{self._suffix}"))
        self._room -= amount

    def review(self, items: list[AdjustmentFacts]) -> None:
        self._notes.extend(f"{item.code} {item.amount} {Treatment.REVIEW.value}" for item in items)

    def result(self) -> LinePosting:
        if self._room < ZERO:
            self._notes.append(f"paid {-self._room} more than was open")
        elif self._room > ZERO and not self._notes:
            self._notes.append(f"{self._room} of the charge is not explained")
        return LinePosting(self._moves, self._room, self._notes)


def spread(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Splits an amount in proportion, in cents, by the largest remainder: the parts always add up to it."""
    whole = sum(weights, ZERO)
    if not weights or whole == ZERO:
        raise ValueError("Nothing to spread the amount over.")
    cents = int(abs(amount).scaleb(2))
    exact = [cents * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: cents - sum(parts)]:
        parts[index] += 1
    sign = -1 if amount < ZERO else 1
    return [sign * Decimal(part).scaleb(-2) for part in parts]
