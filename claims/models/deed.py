"""What a person decided about money in the ledger: one document for everything that one decision moved. Append-only.

A write-off and a release of the patient shield stand until another document takes them back. While they stand they
are put into the ledger anew whenever the answers below them change (`services.standing`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from claims.enums import RELEASE_GROUNDS, WRITE_OFF_GROUNDS, Bucket, DeedKind, Ground
from claims.models.claim import Claim
from clients.models import Client

_BY_A_PERSON = Q(by__isnull=False) & ~Q(reason="")
_BUCKETS = (Bucket.INSURER_1, Bucket.INSURER_2, Bucket.INSURER_3, Bucket.PATIENT)


class MoneyDeed(TenantModel):
    """Who, when and why. `bucket` and `amount`: what a write-off takes at most, and from where."""

    kind = models.CharField(max_length=16, choices=DeedKind)
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="money_deeds")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="money_deeds")
    ground = models.CharField(max_length=16, choices=Ground, blank=True)
    reason = models.CharField(max_length=300)
    bucket = models.CharField(max_length=16, choices=Bucket, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="taken_back_by")
    idempotency_key = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DeedKind.values), name="deed_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="deed_says_why"),
            models.CheckConstraint(
                condition=~Q(kind=DeedKind.WRITE_OFF)
                | Q(
                    _BY_A_PERSON,
                    claim__isnull=False,
                    client__isnull=False,
                    ground__in=WRITE_OFF_GROUNDS,
                    bucket__in=_BUCKETS,
                    amount__isnull=False,
                    amount__gt=0,
                ),
                name="write_off_names_who_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DeedKind.SHIELD_RELEASE)
                | Q(_BY_A_PERSON, claim__isnull=False, client__isnull=False, ground__in=RELEASE_GROUNDS),
                name="shield_release_names_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(kind=DeedKind.TAKEN_BACK, takes_back__isnull=False, by__isnull=False)
                | (~Q(kind=DeedKind.TAKEN_BACK) & Q(takes_back__isnull=True)),
                name="deed_taken_back_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["practice", "idempotency_key"], condition=~Q(idempotency_key=""), name="money_deed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Money deed #{self.pk}"
