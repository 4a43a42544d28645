"""Which remittances a deposit pays (CAQH CORE 370, reassociation): for certain, or perhaps and why. Pure.

Certain is the trace number (TRN02), the payer (ours, or TRN03 of the bank's addenda) and the amount (BPR02), all three,
within a month. Everything else is a suggestion that a person confirms, and only where the sums agree to the cent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from era.business_days import business_days_between
from era.lines import normal

NEAR = 10
"""Business days between BPR16 and the deposit beyond which an equal amount says nothing."""
SAME_MONTH = 31
"""Days within which an equal trace number is the same payment; payers use check numbers again after years."""
TOGETHER = 12
"""Payments of one payer among which sums are tried: 2 or 3 at a time, so a few hundred at most."""


@dataclass(frozen=True, slots=True)
class Money:
    """A deposit, or the payment of a remittance. `payer_id` is ours, None where it is not known."""

    key: int
    payer_id: int | None
    trace_number: str
    originating_id: str
    amount: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Remittances that come to the deposit's amount, and why it may pay them. The lowest rank is the surest."""

    remittances: tuple[int, ...]
    why: str
    rank: int


def certain(deposit: Money, payment: Money) -> bool:
    """Trace number, payer and amount agree, and nothing known contradicts it."""
    return (
        same_trace(deposit, payment)
        and deposit.amount == payment.amount
        and payment.payer_id is not None
        and _says_the_payer(deposit, payment)
        and _may_be_of(deposit, payment)
        and abs((deposit.day - payment.day).days) <= SAME_MONTH
    )


def pairs(deposits: Sequence[Money], payments: Sequence[Money]) -> list[tuple[int, int]]:
    """Deposit and remittance that are certain of each other, and of nobody else."""
    found = [(one.key, other.key) for one in deposits for other in payments if certain(one, other)]
    left, right = [pair[0] for pair in found], [pair[1] for pair in found]
    return [pair for pair in found if left.count(pair[0]) == 1 and right.count(pair[1]) == 1]


def suggestions(deposit: Money, payments: Iterable[Money], *, most: int = 5) -> list[Suggestion]:
    """What the deposit may pay, the surest first; at most `most`."""
    possible = [payment for payment in payments if _may_be_of(deposit, payment)]
    single = [found for payment in possible if (found := _single(deposit, payment)) is not None]
    several = [] if any(found.rank < 2 for found in single) else list(_together(deposit, possible))
    return sorted([*single, *several], key=lambda found: (found.rank, found.remittances))[:most]


def disagreement(deposit: Money, payments: Iterable[Money]) -> tuple[int, str] | None:
    """The remittance with the deposit's trace number and another amount, and by how much they differ."""
    for payment in payments:
        if same_trace(deposit, payment) and _may_be_of(deposit, payment) and deposit.amount != payment.amount:
            off = deposit.amount - payment.amount
            by = f"{abs(off):.2f} {'more' if off > 0 else 'less'}"
            return payment.key, f"{by} came to the bank than the remittance says ({payment.amount:.2f})."
    return None


def same_trace(one: Money, other: Money) -> bool:
    """Both have a trace number, and it is the same."""
    return bool(one.trace_number) and normal(one.trace_number) == normal(other.trace_number)


def _single(deposit: Money, payment: Money) -> Suggestion | None:
    if deposit.amount != payment.amount:
        return None
    apart = business_days_between(deposit.day, payment.day)
    when = _when(deposit, payment, apart)
    if same_trace(deposit, payment):
        return Suggestion((payment.key,), f"Same trace number and amount, {when}; {_doubt(deposit)}.", 0)
    if apart > NEAR:
        return None
    if _bare(deposit) and _bare(deposit) == _bare(payment):
        return Suggestion((payment.key,), f"Same amount, {when}; the trace number but for leading zeros.", 1)
    trace = "the trace number is another" if deposit.trace_number else "the bank gave no trace number"
    if _says_the_payer(deposit, payment):
        return Suggestion((payment.key,), f"Same payer and amount, {when}; {trace}.", 2)
    return Suggestion((payment.key,), f"Same amount, {when}; the payer is not known on both sides, {trace}.", 4)


def _when(deposit: Money, payment: Money, apart: int) -> str:
    if deposit.day == payment.day:
        return "on the same day"
    return f"{apart or 'no'} business day{'' if apart < 2 else 's'} apart"


def _doubt(deposit: Money) -> str:
    """Why what looks certain is not: the payer is not named, or the days lie too far apart."""
    named = deposit.payer_id is not None or deposit.originating_id
    return "please look at the days and the payer" if named else "the deposit does not name the payer"


def _together(deposit: Money, payments: Iterable[Money]) -> Iterator[Suggestion]:
    """Two or three payments of one payer, or all it made on one day, that come to the deposit."""
    by_payer: dict[int, list[Money]] = defaultdict(list)
    for payment in payments:
        near = business_days_between(deposit.day, payment.day) <= NEAR
        if near and payment.payer_id is not None and payment.amount < deposit.amount:
            by_payer[payment.payer_id].append(payment)
    for group in by_payer.values():
        for chosen in _sums(deposit.amount, group):
            keys = tuple(sorted(payment.key for payment in chosen))
            yield Suggestion(keys, f"{len(chosen)} payments of this payer come to it together.", 3)


def _sums(amount: Decimal, group: Sequence[Money]) -> list[tuple[Money, ...]]:
    by_day: dict[date, list[Money]] = defaultdict(list)
    for payment in group:
        by_day[payment.day].append(payment)
    whole_days = [tuple(ones) for ones in by_day.values() if len(ones) > 3]
    nearest = sorted(group, key=lambda payment: (payment.day, payment.key))[-TOGETHER:]
    tried = [*whole_days, *combinations(nearest, 2), *combinations(nearest, 3)]
    return [chosen for chosen in tried if sum(payment.amount for payment in chosen) == amount][:3]


def _says_the_payer(deposit: Money, payment: Money) -> bool:
    if deposit.payer_id is not None:
        return deposit.payer_id == payment.payer_id
    return bool(deposit.originating_id) and normal(deposit.originating_id) == normal(payment.originating_id)


def _may_be_of(deposit: Money, payment: Money) -> bool:
    """Whether what both say of the payer, if anything, is not at odds."""
    if deposit.payer_id is not None and payment.payer_id is not None and deposit.payer_id != payment.payer_id:
        return False
    one, other = normal(deposit.originating_id), normal(payment.originating_id)
    return not (one and other) or one == other


def _bare(money: Money) -> str:
    return normal(money.trace_number).lstrip("0")
