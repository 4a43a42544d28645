"""Deposits, the payments that wait for one, and what is late: constant queries for any number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Upper

from era.business_days import business_days_after, business_days_before
from era.enums import Hold, RemittanceState
from era.models import Deposit, DepositMatch, Remittance
from era.reassociation import NEAR, Money, Suggestion, disagreement, suggestions

WAIT = 4
"""Business days after which money without its remittance, or a remittance without its money, is late (domain 3.5)."""
MOVES_MONEY = ("ACH", "CHK", "FWT")
CANDIDATES = 500
HELD_BUT_PAID = (Hold.UNBALANCED, Hold.SAME_TRACE)
_COUNTS = Q(state__in=[RemittanceState.OPEN, RemittanceState.POSTED]) | Q(
    state=RemittanceState.HELD, hold__in=HELD_BUT_PAID
)
SUPERSEDED = Q(remittance__state__in=[RemittanceState.DUPLICATE, RemittanceState.UNDONE]) | Q(
    remittance__state=RemittanceState.HELD, remittance__hold__in=[Hold.FILE, Hold.SAME_PAYMENT]
)
"""Of a match: its remittance does not count any more, the same payment may have come again."""


@dataclass(frozen=True)
class DepositState:
    """What is known of a payment's money. `late_since` is set when it is late; `deposit` when it came."""

    expected: bool
    deposit: Deposit | None = None
    due: date | None = None
    late_since: date | None = None


@dataclass
class WaitingDeposit:
    """A deposit that pays nothing yet, with what it may pay."""

    deposit: Deposit
    late_since: date | None = None
    suggestions: list[Suggestion] = field(default_factory=list)
    disagreement: tuple[int, str] | None = None


@dataclass(frozen=True)
class Overdue:
    """How many wait too long, since when, and how much money that is."""

    number: int
    amount: Decimal
    oldest: date | None


def live_deposits() -> QuerySet[Deposit]:
    """Every deposit that was not removed."""
    return Deposit.objects.filter(removed_at__isnull=True)


def waiting_deposits() -> QuerySet[Deposit]:
    """Money whose remittance is not known."""
    matched = DepositMatch.objects.filter(deposit=OuterRef("pk"))
    waiting = live_deposits().filter(~Exists(matched), settled_at__isnull=True)
    return waiting.select_related("payer", "recorded_by")


def with_matches() -> QuerySet[Deposit]:
    """Every deposit with the remittances it pays, if any."""
    matches = DepositMatch.objects.select_related("remittance__era_file", "matched_by").order_by("remittance")
    return live_deposits().select_related("payer", "recorded_by").prefetch_related(Prefetch("matches", matches))


def matched_deposits() -> QuerySet[Deposit]:
    """Money with the remittances it pays, or with the reason why it pays none."""
    matched = DepositMatch.objects.filter(deposit=OuterRef("pk"))
    return with_matches().filter(Q(settled_at__isnull=False) | Exists(matched)).select_related("settled_by")


def payable() -> QuerySet[Remittance]:
    """Remittances that some money pays: not what moved none, another practice's, or what came twice."""
    moved = Remittance.objects.filter(amount__gt=0, method__in=MOVES_MONEY, payment_date__isnull=False)
    return moved.filter(_COUNTS, part_of__isnull=True).exclude(handling="H")


def awaiting_money() -> QuerySet[Remittance]:
    """Payable remittances without a deposit."""
    matched = DepositMatch.objects.filter(remittance=OuterRef("pk"))
    return payable().filter(~Exists(matched)).select_related("payer", "era_file")


def late_before(today: date) -> date:
    """What is dated before this day has waited more than four business days."""
    return business_days_before(today, WAIT)


def late_since(start: date, today: date) -> date | None:
    """The first day after the four business days, once it has come."""
    first_late = business_days_after(start, WAIT) + timedelta(days=1)
    return first_late if first_late <= today else None


def late_payments(today: date) -> QuerySet[Remittance]:
    """Remittances whose money has not been seen in four business days."""
    return awaiting_money().filter(payment_date__lt=late_before(today))


def late_deposits(today: date) -> QuerySet[Deposit]:
    """Money whose remittance has not come in four business days."""
    return waiting_deposits().filter(deposited_on__lt=late_before(today))


def overdue(today: date) -> tuple[Overdue, Overdue]:
    """Remittances without money, money without remittance. Two queries."""
    first = _overdue(late_payments(today), "payment_date")
    second = _overdue(late_deposits(today), "deposited_on")
    return first, second


def _overdue(rows: "QuerySet[Remittance] | QuerySet[Deposit]", day: str) -> Overdue:
    found = rows.order_by().aggregate(number=Count("pk"), total=Sum("amount"), oldest=Min(day))
    return Overdue(found["number"], found["total"] or Decimal(0), found["oldest"])


def is_followed() -> bool:
    """Whether this practice records deposits at all."""
    return Deposit.objects.exists()


def deposit_states(remittances: Iterable[Remittance], *, today: date) -> dict[int, DepositState]:
    """By remittance what is known of its money. One query for any number."""
    wanted = list(remittances)
    matches = DepositMatch.objects.filter(remittance__in=[one.pk for one in wanted]).select_related("deposit")
    deposits = {match.remittance_id: match.deposit for match in matches}
    return {one.pk: _state(deposits.get(one.pk), one, today) for one in wanted}


def is_payable(remittance: Remittance) -> bool:
    """As `payable`, of one that was read already."""
    moved = remittance.amount > 0 and remittance.method in MOVES_MONEY and remittance.payment_date is not None
    held = remittance.state == RemittanceState.HELD and remittance.hold in HELD_BUT_PAID
    counts = held or remittance.state in {RemittanceState.OPEN, RemittanceState.POSTED}
    return moved and counts and remittance.part_of_id is None and remittance.handling != "H"


def _state(deposit: Deposit | None, remittance: Remittance, today: date) -> DepositState:
    if deposit is not None:
        return DepositState(expected=True, deposit=deposit)
    paid_on = remittance.payment_date
    if paid_on is None or not is_payable(remittance):
        return DepositState(expected=False)
    return DepositState(True, None, business_days_after(paid_on, WAIT), late_since(paid_on, today))


def with_suggestions(deposits: Sequence[Deposit], *, today: date) -> list[WaitingDeposit]:
    """Waiting deposits with what they may pay. Two queries for any number."""
    payments = [payment_money(one) for one in _candidates(deposits)]
    rows = []
    for deposit in deposits:
        money = deposit_money(deposit)
        found = suggestions(money, payments)
        near = None if found else disagreement(money, payments)
        rows.append(WaitingDeposit(deposit, late_since(deposit.deposited_on, today), found, near))
    return rows


def _candidates(deposits: Sequence[Deposit]) -> list[Remittance]:
    """Payments that agree with one of the deposits in amount or trace number, and those near them that may add up."""
    if not deposits:
        return []
    days, reach = [deposit.deposited_on for deposit in deposits], timedelta(days=2 * NEAR)
    agree = Q(amount__in={deposit.amount for deposit in deposits}) | Q(
        trace__in={deposit.trace_number for deposit in deposits if deposit.trace_number}
    )
    near = Q(payment_date__range=(min(days) - reach, max(days) + reach))
    awaiting = awaiting_money().annotate(trace=Upper("trace_number")).order_by("-payment_date", "-pk")
    found = {one.pk: one for part in (agree, near) for one in awaiting.filter(part)[:CANDIDATES]}
    return list(found.values())


def deposit_money(deposit: Deposit) -> Money:
    """A deposit as the rules see it."""
    return Money(
        deposit.pk,
        deposit.payer_id,
        deposit.trace_number,
        deposit.originating_id,
        deposit.amount,
        deposit.deposited_on,
    )


def payment_money(remittance: Remittance) -> Money:
    """A remittance as the rules see it; only payable ones, so BPR16 is there."""
    assert remittance.payment_date is not None
    return Money(
        remittance.pk,
        remittance.payer_id,
        remittance.trace_number,
        remittance.payer_originating_id,
        remittance.amount,
        remittance.payment_date,
    )
