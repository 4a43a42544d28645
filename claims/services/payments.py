"""What clients paid, put against what clients owe.

A payment named for an appointment goes to that appointment's lines first, and stays unapplied while an insurer is
still to answer for them; what is left over, and payments without an appointment, go to the oldest open lines. Where a
client's share went back to an insurer (a reversal, a new secondary), what was applied there is taken back.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum

from claimcenter.practice.models import User
from claims.enums import Bucket, EntryKind
from claims.facts import ZERO
from claims.locks import lock_clients
from claims.lookups import keys
from claims.models import ChargeLineBalance, LedgerEntry
from claims.services.ledger import HELD, Book, Ties
from claims.services.refunds import clients_with_refund_tasks, follow_credits
from clients.models import ChargeLine, ClientPayment


@dataclass(slots=True)
class _Payment:
    payment_id: int
    client_id: int
    appointment_id: int | None
    received_on: date
    amount: Decimal
    applied: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    @property
    def open(self) -> Decimal:
        return self.amount - sum(self.applied.values(), ZERO)


@dataclass(frozen=True, slots=True)
class _Line:
    charge_line_id: int
    appointment_id: int
    day: date


@transaction.atomic(savepoint=False)
def settle_payments(*, client_ids: Iterable[int], by: User | None, now: datetime) -> int:
    """Brings what was applied in line with what is owed and paid; answers how many ledger entries that took.

    What is left over once every insurer has answered becomes a refund task. Idempotent: settling again writes nothing.
    A fixed number of statements, whatever the number of clients.
    """
    wanted = sorted(set(client_ids))
    lock_clients(wanted)
    payments = _payments(wanted)
    concerned = {payment.client_id for payment in payments} | clients_with_refund_tasks(wanted)
    written = _settle(payments, by=by, now=now) if payments else 0
    if concerned:
        follow_credits(client_ids=concerned, by=by, now=now)
    return written


def _settle(payments: list["_Payment"], *, by: User | None, now: datetime) -> int:
    lines = _lines(sorted({payment.client_id for payment in payments}))
    book = Book([line.charge_line_id for group in lines.values() for line in group], by=by, now=now)
    waiting = _appointments_waiting(payments)
    by_client: defaultdict[int, list[_Payment]] = defaultdict(list)
    for payment in payments:
        by_client[payment.client_id].append(payment)
    for client_id, own in by_client.items():
        _Settlement(book, own, lines.get(client_id, []), waiting).run()
    return book.write()


def _payments(client_ids: list[int]) -> list[_Payment]:
    """Payments less their refunds, with what each has applied to which line."""
    rows = (
        ClientPayment.objects.filter(client__any_of=keys(client_ids), refunds__isnull=True)
        .annotate(refunded=Sum("refunded_by__amount"))
        .order_by("received_on", "pk")
        .values_list("pk", "client_id", "appointment_id", "received_on", "amount", "refunded")
    )
    payments = {
        pk: _Payment(pk, client_id, appointment_id, day, amount + (refunded or ZERO))
        for pk, client_id, appointment_id, day, amount, refunded in rows
    }
    if payments:
        entries = LedgerEntry.objects.filter(payment__any_of=keys(payments), moved_to=Bucket.PATIENT_PAID)
        for pk, line_id, amount in entries.values_list("payment", "charge_line").annotate(total=Sum("amount")):
            payments[pk].applied[line_id] = amount
    return list(payments.values())


def _lines(client_ids: list[int]) -> dict[int, list[_Line]]:
    """The lines on which something is owed by the client, or was paid by them, oldest first."""
    touched = ~Q(balance__patient=0) | ~Q(balance__patient_paid=0)
    rows = ChargeLine.objects.filter(touched, client__any_of=keys(client_ids), balance__isnull=False)
    found: defaultdict[int, list[_Line]] = defaultdict(list)
    columns = ("client_id", "pk", "appointment_id", "date_of_service")
    for client_id, pk, appointment_id, day in rows.order_by("date_of_service", "pk").values_list(*columns):
        found[client_id].append(_Line(pk, appointment_id, day))
    return found


class _Settlement:
    """One client's payments against their lines."""

    def __init__(self, book: Book, payments: list[_Payment], lines: list[_Line], waiting: set[int]) -> None:
        self._book = book
        self._payments = payments
        self._lines = lines
        self._waiting = waiting

    def run(self) -> None:
        for line in self._lines:
            self._take_back(line, -self._owed(line))
        for payment in self._payments:
            self._shrink(payment)
        for line in self._lines:
            self._apply(line, [payment for payment in self._payments if payment.appointment_id == line.appointment_id])
        for line in self._lines:
            self._apply(line, [payment for payment in self._payments if payment.appointment_id not in self._waiting])

    def _owed(self, line: _Line) -> Decimal:
        return self._book.held(line.charge_line_id, Bucket.PATIENT)

    def _take_back(self, line: _Line, amount: Decimal) -> None:
        """Newest payments first; only what was applied to this line."""
        for payment in reversed(self._payments):
            part = min(amount, payment.applied[line.charge_line_id])
            if part > ZERO:
                self._move(payment, line.charge_line_id, -part)
                amount -= part

    def _shrink(self, payment: _Payment) -> None:
        """A refund took back more than lay unapplied."""
        for line_id, applied in reversed(list(payment.applied.items())):
            part = min(-payment.open, applied)
            if part > ZERO:
                self._move(payment, line_id, -part)

    def _apply(self, line: _Line, payments: list[_Payment]) -> None:
        for payment in payments:
            part = min(self._owed(line), payment.open)
            if part > ZERO:
                self._move(payment, line.charge_line_id, part)

    def _move(self, payment: _Payment, charge_line_id: int, amount: Decimal) -> None:
        payment.applied[charge_line_id] += amount
        self._book.move(
            charge_line_id,
            kind=EntryKind.PATIENT_PAYMENT,
            moved_from=Bucket.PATIENT,
            moved_to=Bucket.PATIENT_PAID,
            amount=amount,
            rule="client's payment" if amount > ZERO else "client's payment set free",
            ties=Ties(payment_id=payment.payment_id),
        )


def _appointments_waiting(payments: list[_Payment]) -> set[int]:
    """Appointments with a payment and an insurer still to answer: their payment waits for them."""
    named = {payment.appointment_id for payment in payments if payment.appointment_id}
    if not named:
        return set()
    held = Q()
    for bucket in HELD:
        held |= Q(**{f"{bucket}__gt": 0})
    rows = ChargeLineBalance.objects.filter(held, charge_line__appointment__in=named)
    return set(rows.values_list("charge_line__appointment", flat=True))
