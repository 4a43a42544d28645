"""What the client paid. Rows are written once; a refund is a row of its own that names what it refunds."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import current_practice_id
from clients.booking import check_amount
from clients.enums import PaymentMethod
from clients.locks import lock_client
from clients.models import Appointment, Client, ClientPayment
from clients.selectors import refunded
from clients.signals import payment_recorded
from clients.validation import Problems, check_near, check_not_ahead

MAX_PAYMENT = Decimal("99999999.99")


class PaymentRefused(Refusal):
    """Nothing was recorded; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class PaymentDetails:
    """`amount` in dollars, above zero."""

    amount: Decimal
    received_on: date
    method: str = PaymentMethod.CARD
    appointment: Appointment | None = None


@transaction.atomic
def record_payment(
    *, client: Client, details: PaymentDetails, by: User, now: datetime, idempotency_key: str = ""
) -> ClientPayment:
    """Records money received from a client. The same key again gives the same row and records nothing.

    Raises ValidationError by field, PaymentRefused when the key was used for something else.
    """
    client = lock_client(client.pk)
    known = _known(idempotency_key)
    if known is not None:
        return _same(known, client, details)
    _check(client, details, today=localdate(now))
    payment = ClientPayment.objects.create(
        client=client,
        appointment=details.appointment,
        amount=details.amount,
        received_on=details.received_on,
        method=details.method,
        recorded_by=by,
        idempotency_key=idempotency_key,
    )
    _tell(payment, by)
    return payment


@transaction.atomic
def refund_payment(
    *, payment: ClientPayment, amount: Decimal, refunded_on: date, by: User, now: datetime, idempotency_key: str = ""
) -> ClientPayment:
    """Gives back all or part of a payment (`amount` above zero). Never more in all than was paid."""
    client = lock_client(payment.client_id)
    details = PaymentDetails(
        amount=amount, received_on=refunded_on, method=payment.method, appointment=payment.appointment
    )
    known = _known(idempotency_key)
    if known is not None:
        return _same(known, client, details, refunds=payment)
    _check(client, details, today=localdate(now))
    _check_refund(payment, amount, refunded_on)
    refund = ClientPayment.objects.create(
        client=client,
        appointment=payment.appointment,
        amount=-amount,
        received_on=refunded_on,
        method=payment.method,
        refunds=payment,
        recorded_by=by,
        idempotency_key=idempotency_key,
    )
    _tell(refund, by)
    return refund


def _check(client: Client, details: PaymentDetails, *, today: date) -> None:
    problems = Problems()
    check_amount(details.amount, problems, "amount", maximum=MAX_PAYMENT)
    check_not_ahead(problems, "received_on", details.received_on, today=today, what="The day of the payment")
    check_near(problems, "received_on", details.received_on, today=today)
    if details.method not in PaymentMethod.values:
        problems.add("method", f"Please choose one of: {', '.join(PaymentMethod.values)}.", code="invalid_choice")
    if details.appointment is not None and details.appointment.client_id != client.pk:
        problems.add("appointment", "This appointment is not billed to this client.", code="other_client")
    problems.raise_if_any()


def _check_refund(payment: ClientPayment, amount: Decimal, refunded_on: date) -> None:
    if payment.refunds_id is not None:
        raise PaymentRefused("A refund cannot be refunded. Record a new payment instead.", code="is_refund")
    left = payment.amount - refunded(payment)
    if amount > left:
        raise PaymentRefused(f"At most {left:.2f} of this payment can still be given back.", code="refund_too_large")
    if refunded_on < payment.received_on:
        raise ValidationError({"received_on": "The money cannot go back before it came. Please check the date."})


def _known(idempotency_key: str) -> ClientPayment | None:
    if not idempotency_key:
        return None
    if len(idempotency_key) > 64 or not idempotency_key.isprintable():
        raise ValidationError({"idempotency_key": "A key has at most 64 printable characters."})
    return ClientPayment.objects.filter(idempotency_key=idempotency_key).first()


def _same(
    known: ClientPayment, client: Client, details: PaymentDetails, *, refunds: ClientPayment | None = None
) -> ClientPayment:
    wanted = -details.amount if refunds else details.amount
    if (known.client_id, known.amount, known.refunds_id) != (client.pk, wanted, refunds and refunds.pk):
        raise PaymentRefused("This idempotency key was used for another payment.", code="idempotency_key_reused")
    return known


def _tell(payment: ClientPayment, by: User) -> None:
    payment_recorded.send(
        sender=ClientPayment,
        practice_id=current_practice_id(),
        payment_id=payment.pk,
        client_id=payment.client_id,
        by=by.pk,
    )
