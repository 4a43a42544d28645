"""The ledger of each charge line: append-only, every entry moves one amount from one bucket to another.

So conservation holds by construction: the buckets of a line add up to its charge whatever is posted. The balance row
beside it is kept by a statement-level trigger on insert (set-wise, see migrations) and CHECKed once more.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claimcenter.practice.models import TenantModel
from claims.enums import Bucket, EntryKind
from claims.models.adjudication import Adjudication
from claims.models.claim import Claim
from claims.models.deed import MoneyDeed
from clients.models import ChargeLine, ClientPayment


class LedgerEntry(TenantModel):
    charge_line = models.ForeignKey(ChargeLine, models.PROTECT, db_index=False, related_name="ledger")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, db_index=False, related_name="ledger")
    kind = models.CharField(max_length=24, choices=EntryKind)
    moved_from = models.CharField(max_length=16, choices=Bucket)
    moved_to = models.CharField(max_length=16, choices=Bucket)
    amount = models.DecimalField(max_digits=12, decimal_places=2)  # negative for a takeback
    adjudication = models.ForeignKey(
        Adjudication, models.PROTECT, null=True, blank=True, db_index=False, related_name="ledger"
    )
    payment = models.ForeignKey(ClientPayment, models.PROTECT, null=True, blank=True, related_name="ledger")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    deed = models.ForeignKey(
        MoneyDeed, models.PROTECT, null=True, blank=True, db_index=False, related_name="entries"
    )  # the decision of a person that moved it, or the undo it belongs to
    rule = models.CharField(max_length=80, blank=True)  # which posting rule, or which reason
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["practice", "charge_line", "id"], name="ledger_by_charge_line"),
            models.Index(fields=["practice", "adjudication"], name="ledger_by_adjudication"),
            models.Index(fields=["practice", "deed"], name="ledger_by_deed", condition=Q(deed__isnull=False)),
            # What people and decisions moved, beside the answers: few rows, looked at whenever an answer is posted.
            models.Index(
                fields=["practice", "charge_line"],
                name="ledger_decided",
                condition=Q(
                    adjudication__isnull=True, payment__isnull=True, kind__in=[EntryKind.TRANSFER, EntryKind.WRITE_OFF]
                ),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_amount_not_zero"),
            models.CheckConstraint(condition=~Q(moved_from=F("moved_to")), name="ledger_moves_somewhere"),
            models.CheckConstraint(
                condition=Q(moved_from__in=Bucket.values, moved_to__in=Bucket.values), name="ledger_buckets_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="ledger_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.WRITE_OFF) | (Q(deed__isnull=False, by__isnull=False) & ~Q(rule="")),
                name="ledger_write_off_names_who_and_why",
            ),
        ]


def _money() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))


class ChargeLineBalance(TenantModel):
    """Where the charge lies now. `balance` = what somebody still owes = insurers + client."""

    charge_line = models.OneToOneField(ChargeLine, models.PROTECT, related_name="balance")
    charge = _money()
    insurer_1 = _money()
    insurer_2 = _money()
    insurer_3 = _money()
    patient = _money()
    insurance_paid = _money()
    adjusted = _money()
    patient_paid = _money()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    charge=F("insurer_1")
                    + F("insurer_2")
                    + F("insurer_3")
                    + F("patient")
                    + F("insurance_paid")
                    + F("adjusted")
                    + F("patient_paid")
                ),
                name="ledger_conserves_the_charge",
            ),
        ]
