from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from clients.enums import PaymentMethod
from clients.models.appointment import Appointment
from clients.models.client import Client


class ClientPayment(TenantModel):
    """What the client paid (a refund is negative and names what it refunds); append-only."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="payments")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, blank=True, related_name="payments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    received_on = models.DateField()
    method = models.CharField(max_length=10, choices=PaymentMethod, default=PaymentMethod.CARD)
    refunds = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="refunded_by")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    idempotency_key = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "client", "-received_on", "-id"], name="payment_by_client")]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=PaymentMethod.values), name="payment_method_known"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, refunds__isnull=True) | Q(amount__lt=0, refunds__isnull=False),
                name="payment_positive_refund_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount__lt=Decimal(100_000_000), amount__gt=Decimal(-100_000_000)),
                name="payment_amount_bounded",
            ),
            models.UniqueConstraint(
                fields=["practice", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="payment_recorded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Client payment #{self.pk}"
