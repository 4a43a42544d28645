"""What the client paid: written once, refunded by rows of their own, once per key."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from clients import selectors, signals
from clients.models import ClientPayment
from clients.services.payments import PaymentDetails, PaymentRefused, record_payment, refund_payment
from tests.factories.clients import NOW, ClientFactory, ClientPaymentFactory, book
from tests.factories.practice import UserFactory

pytestmark = pytest.mark.usefixtures("practice")

TWENTY = PaymentDetails(amount=Decimal("20.00"), received_on=date(2026, 9, 1))


@pytest.fixture
def heard():
    received = []

    def note(**kwargs):
        received.append((kwargs["payment_id"], kwargs["client_id"]))

    signals.payment_recorded.connect(note)
    yield received
    signals.payment_recorded.disconnect(note)


def refund(payment, amount="5.00", day=date(2026, 9, 2), **fields):
    return refund_payment(payment=payment, amount=Decimal(amount), refunded_on=day, by=UserFactory(), now=NOW, **fields)


def test_a_payment_is_recorded_and_told(heard, biller):
    client = ClientFactory()
    payment = record_payment(client=client, details=TWENTY, by=biller, now=NOW)
    assert (payment.amount, payment.method, payment.recorded_by) == (Decimal("20.00"), "card", biller)
    assert heard == [(payment.pk, client.pk)]


def test_the_same_key_is_the_same_payment(heard, biller):
    client = ClientFactory()
    first = record_payment(client=client, details=TWENTY, by=biller, now=NOW, idempotency_key="k1")
    again = record_payment(client=client, details=TWENTY, by=biller, now=NOW, idempotency_key="k1")
    assert first == again
    assert len(heard) == 1
    with pytest.raises(PaymentRefused, match="used for another payment"):
        record_payment(
            client=client, details=replace(TWENTY, amount=Decimal(1)), by=biller, now=NOW, idempotency_key="k1"
        )


@pytest.mark.parametrize("key", ["k" * 65, "a\x00b"])
def test_a_key_is_short_and_printable(key, biller):
    with pytest.raises(ValidationError):
        record_payment(client=ClientFactory(), details=TWENTY, by=biller, now=NOW, idempotency_key=key)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-20.00")}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal("9999999999.999")}, "amount"),
        ({"amount": Decimal("Infinity")}, "amount"),
        ({"received_on": date(2026, 11, 21)}, "received_on"),
        ({"received_on": date(1926, 9, 1)}, "received_on"),
        ({"method": "pigeon"}, "method"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fields, named, heard, biller):
    with pytest.raises(ValidationError) as error:
        record_payment(client=ClientFactory(), details=replace(TWENTY, **fields), by=biller, now=NOW)
    assert named in error.value.message_dict
    assert heard == []


def test_nobody_pays_for_anothers_session(biller):
    other = book()
    with pytest.raises(ValidationError, match="not billed to this client"):
        record_payment(client=ClientFactory(), details=replace(TWENTY, appointment=other), by=biller, now=NOW)


def test_refunds_never_exceed_what_was_paid():
    payment = ClientPaymentFactory()
    refund(payment, "15.00")
    with pytest.raises(PaymentRefused, match=r"At most 5\.00"):
        refund(payment, "5.01")
    refund(payment, "5.00")
    assert selectors.refunded(payment) == Decimal("20.00")
    assert selectors.paid_by(payment.client) == Decimal(0)


def test_a_refund_is_not_refunded_and_not_dated_back():
    payment = ClientPaymentFactory()
    with pytest.raises(PaymentRefused, match="cannot be refunded"):
        refund(refund(payment))
    with pytest.raises(ValidationError, match="before it came"):
        refund(payment, day=date(2026, 8, 31))


def test_a_refund_counts_once_per_key():
    payment = ClientPaymentFactory()
    assert refund(payment, idempotency_key="r") == refund(payment, idempotency_key="r")
    with pytest.raises(PaymentRefused):
        refund(payment, "6.00", idempotency_key="r")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("payment_positive_refund_negative", {"amount": Decimal("-1.00")}),
        ("payment_positive_refund_negative", {"amount": Decimal("0.00")}),
        ("payment_amount_bounded", {"amount": Decimal("100000000.00")}),
        ("payment_method_known", {"method": "pigeon"}),
    ],
)
def test_each_row_is_sound(constraint, fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ClientPaymentFactory(**fields)


def test_one_row_per_key_whoever_writes():
    ClientPaymentFactory(idempotency_key="k")
    with pytest.raises(IntegrityError, match="payment_recorded_once"), transaction.atomic():
        ClientPaymentFactory(idempotency_key="k")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_recorded_payment_stays(change):
    payment = ClientPaymentFactory()
    rows = ClientPayment.objects.filter(pk=payment.pk)
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.update(amount=Decimal(1)) if change == "update" else rows.delete()
