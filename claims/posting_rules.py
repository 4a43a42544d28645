"""From one line of an answer to movements between buckets. Pure: no database, and the same for a dry run.

The defaults, after 005010X221A1 and the payers' practice:
- what was paid moves to the insurers' payments;
- CO with a reason on the write-off list is written off, never beyond what is still open (a secondary that repeats
  CO-45 for the whole charge is clipped);
- PR moves on: to the next payer where one is to be billed, else to the client; money the payer gave the client
  (PR-100) is the client's at once; OA-209 and the shares of a QMB client go to the next payer and never to the client;
- reason 23 tells what earlier payers did: information, never posted;
- any other CO or PI is a denial on a line that was not paid; everything else stays with that insurer for review.

A practice's own rules (`claims.rules`) come before the defaults, the payer's before the practice's. What may not be
overridden is decided here before any rule is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from claimcenter.x12.labels import WRITE_OFF
from claims.enums import Bucket, EntryKind, RuleAction, TaskKind
from claims.facts import PAID_TO_PATIENT, PRIOR_PAYER_EFFECT, ZERO, AdjudicationFacts, AdjustmentFacts
from claims.rules import FOR_EVERY_PAYER, NO_RULES, PAID_ABOVE_CHARGE, QMB_REASON, Rules, why_not

WRITE_OFF_REASONS = WRITE_OFF  # the one list stands with the code values, where each reason has its default action
QMB_REMARKS = frozenset({"N781", "N782", "N783"})
INCLUDED_ELSEWHERE = "97"
FROM_ACCOUNT = "187"  # paid from the client's health account: like a payment, and to be looked at
ALWAYS, DEFAULT, QMB = "always", "default", "QMB client"
RULE_LENGTH = 80
_NOBODYS = frozenset({ALWAYS, DEFAULT, QMB})


class Treatment(Enum):
    """What becomes of an adjustment; the value is said beside the posted amount."""

    WRITE_OFF = "written off"
    SHARE = "client's share"
    CLIENT = "paid to the client"
    NEXT_PAYER = "next payer only"
    OFFSET = "offset between services"
    INFORMATION = "earlier payers, not posted"
    DENIAL = "denied, a task for somebody"
    REVIEW = "stays with the payer for review"

    def __init__(self, value: str) -> None:
        self.mark = f": {value} ("
        """How the rule of a ledger entry says it: what a later look at the ledger may ask for."""


_BY_ACTION = {
    RuleAction.WRITE_OFF: Treatment.WRITE_OFF,
    RuleAction.PATIENT: Treatment.SHARE,
    RuleAction.NEXT_PAYER: Treatment.NEXT_PAYER,
    RuleAction.DENIAL: Treatment.DENIAL,
    RuleAction.REVIEW: Treatment.REVIEW,
}
STAYS = {Treatment.DENIAL: TaskKind.DENIAL, Treatment.REVIEW: TaskKind.REVIEW}
"""Treatments that leave the amount with the payer, and the task each asks for."""


@dataclass(frozen=True, slots=True)
class Treated:
    """What becomes of one adjustment, and whose rule says so."""

    treatment: Treatment
    origin: str = DEFAULT

    @property
    def is_by_rule(self) -> bool:
        """Whether a rule of the practice says so."""
        return self.origin not in _NOBODYS

    def words(self, code: str) -> str:
        """What the ledger, the dry run and the preview all say, like `CO-45: written off (Blue Sample rule)`."""
        said = f"{code}{self.treatment.mark}{self.origin})"
        return said if len(said) <= _ROOM else f"{said[: _ROOM - 1]})"


_ESTIMATED = ", estimated"
_ROOM = RULE_LENGTH - len(_ESTIMATED)
_SAID = re.compile(r"(?P<code>[A-Z]{2}-[0-9A-Z]{1,5}): [^(]+ \((?P<origin>.+)\)(, estimated)?")


@dataclass(frozen=True, slots=True)
class Said:
    """The rule of a ledger entry, read back: the adjustment it was, and whose rule it was."""

    code: str
    origin: str

    @property
    def is_by_rule(self) -> bool:
        return self.origin not in _NOBODYS

    @property
    def is_for_every_payer(self) -> bool:
        return self.origin == FOR_EVERY_PAYER


def said_of(words: str) -> Said | None:
    """The other way round of `Treated.words`; None for a payment and for what a person decided."""
    found = _SAID.fullmatch(words)
    return Said(found["code"], found["origin"]) if found else None


@dataclass(frozen=True, slots=True)
class Move:
    """One amount from the answering insurer's bucket to another."""

    kind: EntryKind
    moved_to: Bucket
    amount: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Look:
    """Why a person should look at a line: a denial to answer or something to review, about how much, and its name."""

    kind: TaskKind
    reference: str
    amount: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class LinePosting:
    """What one charge line's answer does. `left` stays with the insurer; `looks` say why a person should look."""

    moves: list[Move]
    left: Decimal
    looks: list[Look] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        return [look.text for look in self.looks]


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What one payer said of one charge line, all its parts summed. `estimated`: spread from claim-level figures."""

    paid: Decimal
    adjustments: Sequence[AdjustmentFacts]
    estimated: bool = False


def treatment(
    adjustment: AdjustmentFacts,
    *,
    rules: Rules = NO_RULES,
    paid: bool = True,
    bundled: bool = False,
    qmb: bool = False,
) -> Treated:
    """What becomes of one adjustment, and by whose rule: what nobody may override, the practice's rules, the default.

    `rules` are those of the answering payer (`RuleBook.of`). `paid`: whether the line was paid anything. `bundled`:
    CO-97 that an OA-94 of the same answer takes up. A rule that `why_not` refuses is passed over, wherever it is from.
    """
    fixed = _fixed(adjustment, bundled=bundled, qmb=qmb)
    if fixed is not None:
        return fixed
    rule = rules.get((adjustment.group_code, adjustment.reason_code)) if rules else None
    if rule is not None and not why_not(adjustment.group_code, adjustment.reason_code, rule.action):
        return Treated(_BY_ACTION[rule.action], rule.origin)
    return Treated(_default(adjustment, paid=paid))


def _fixed(adjustment: AdjustmentFacts, *, bundled: bool, qmb: bool) -> Treated | None:
    """What holds whatever a practice's rules say: the client's protection, and what is no money of this payer."""
    reason = adjustment.reason_code
    if reason == PRIOR_PAYER_EFFECT:
        return Treated(Treatment.INFORMATION, ALWAYS)
    if reason == QMB_REASON:
        return Treated(Treatment.NEXT_PAYER, ALWAYS)
    if reason == PAID_ABOVE_CHARGE or (bundled and reason == INCLUDED_ELSEWHERE):
        return Treated(Treatment.OFFSET, ALWAYS)
    if adjustment.group_code != "PR":
        return None
    if reason == PAID_TO_PATIENT:
        return Treated(Treatment.CLIENT, ALWAYS)
    return Treated(Treatment.NEXT_PAYER, QMB) if qmb else None


def _default(adjustment: AdjustmentFacts, *, paid: bool) -> Treatment:
    group = adjustment.group_code
    if group == "PR":
        return Treatment.SHARE
    if group == "CO" and adjustment.reason_code in WRITE_OFF_REASONS:
        return Treatment.WRITE_OFF
    refused = group in {"CO", "PI"} and not paid and adjustment.amount > ZERO and adjustment.reason_code != FROM_ACCOUNT
    return Treatment.DENIAL if refused else Treatment.REVIEW


def is_bundled(facts: AdjudicationFacts) -> bool:
    """Whether the payer moved a service's payment to another line: OA-94 and CO-97 of the answer cancel out."""
    raised = sum((item.amount for item in facts.all_adjustments if item.reason_code == PAID_ABOVE_CHARGE), ZERO)
    taken = sum((item.amount for item in facts.all_adjustments if item.reason_code == INCLUDED_ELSEWHERE), ZERO)
    return raised < ZERO and raised + taken == ZERO


def is_qmb(facts: AdjudicationFacts) -> bool:
    """A qualified Medicare beneficiary: nobody may bill the client Medicare's cost share.

    Said by remark, or by reason 209 in place of the client's share.
    """
    said = any(item.reason_code == QMB_REASON for item in facts.all_adjustments)
    return said or not QMB_REMARKS.isdisjoint(facts.all_remarks)


def post_line(
    answer: LineAnswer,
    *,
    held: Decimal,
    next_payer: Bucket | None,
    rules: Rules = NO_RULES,
    bundled: bool = False,
    qmb: bool = False,
) -> LinePosting:
    """The movements of one line. `held` is what lies with the answering insurer before; conserved whatever is said.

    `rules` are the practice's for this payer. Shares come before write-offs: a write-off takes at most
    held - paid - shares and never less than nothing.
    """
    paid = bool(answer.paid)
    treated = [
        (item, treatment(item, rules=rules, paid=paid, bundled=bundled, qmb=qmb))
        for item in answer.adjustments
        if item.amount
    ]
    poster = _Poster(room=held, next_payer=next_payer, estimated=answer.estimated)
    if answer.paid:
        poster.move(EntryKind.INSURANCE_PAYMENT, Bucket.INSURANCE_PAID, answer.paid, "paid")
    for item, by_rule in sorted(treated, key=_turn):
        poster.post(item, by_rule)
    return poster.result()


_TURNS = {
    treated_as: turn
    for turn, treated_as in enumerate(
        [
            Treatment.INFORMATION,
            Treatment.OFFSET,
            Treatment.CLIENT,
            Treatment.SHARE,
            Treatment.NEXT_PAYER,
            Treatment.WRITE_OFF,
            Treatment.DENIAL,
            Treatment.REVIEW,
        ]
    )
}


def _turn(treated: tuple[AdjustmentFacts, Treated]) -> int:
    return _TURNS[treated[1].treatment]


class _Poster:
    """Keeps what is still open with the insurer while the parts of an answer are posted one after the other."""

    def __init__(self, *, room: Decimal, next_payer: Bucket | None, estimated: bool) -> None:
        self._room = room
        self._next_payer = next_payer
        self._suffix = _ESTIMATED if estimated else ""
        self._moves: list[Move] = []
        self._looks: list[Look] = []

    def post(self, item: AdjustmentFacts, treated: Treated) -> None:
        treated_as = treated.treatment
        if treated_as is Treatment.INFORMATION:
            return
        if treated_as in STAYS:
            self._look(item.code, item.amount, treated.words(f"{item.code} {item.amount}"), STAYS[treated_as])
        elif treated_as is Treatment.OFFSET:
            self.move(EntryKind.CONTRACTUAL_ADJUSTMENT, Bucket.ADJUSTED, item.amount, treated.words(item.code))
        elif treated_as is Treatment.WRITE_OFF:
            self._within_room(EntryKind.CONTRACTUAL_ADJUSTMENT, Bucket.ADJUSTED, item, treated)
        elif (target := self._target(treated_as)) is not None:
            self._within_room(EntryKind.TRANSFER, target, item, treated)
        else:
            text = f"{item.code} {item.amount} may go to a next payer only, and there is none"
            self._look(item.code, item.amount, text)

    def _target(self, treated_as: Treatment) -> Bucket | None:
        if treated_as is Treatment.CLIENT:
            return Bucket.PATIENT
        if treated_as is Treatment.NEXT_PAYER:
            return self._next_payer
        return self._next_payer or Bucket.PATIENT

    def _within_room(self, kind: EntryKind, moved_to: Bucket, item: AdjustmentFacts, treated: Treated) -> None:
        amount = item.amount if item.amount < ZERO else min(item.amount, max(self._room, ZERO))
        if amount:
            self.move(kind, moved_to, amount, treated.words(item.code))
        if amount != item.amount:
            text = f"{item.code} {item.amount} was more than was open: {amount} posted"
            self._look(item.code, item.amount - amount, text)

    def move(self, kind: EntryKind, moved_to: Bucket, amount: Decimal, rule: str) -> None:
        self._moves.append(Move(kind, moved_to, amount, f"{rule}{self._suffix}"))
        self._room -= amount

    def _look(self, reference: str, amount: Decimal, text: str, kind: TaskKind = TaskKind.REVIEW) -> None:
        self._looks.append(Look(kind, reference, amount, text))

    def result(self) -> LinePosting:
        if self._room < ZERO:
            self._look("overpaid", -self._room, f"paid {-self._room} more than was open")
        elif self._room > ZERO and not self._looks:
            self._look("unexplained", self._room, f"{self._room} of the charge is not explained")
        return LinePosting(self._moves, self._room, self._looks)


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
