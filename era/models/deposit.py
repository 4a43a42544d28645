"""Money that came to the bank, and which remittances it pays."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.history import keep_history
from claimcenter.practice.models import TenantModel
from era.enums import DepositMethod, MatchedBy
from era.models.remittance import Remittance
from insurance.models import Payer


@keep_history()
class Deposit(TenantModel):
    """One payment of a payer as the bank shows it: an EFT, a check, a virtual card.

    Facts do not change once recorded (trigger); a wrong one is removed with a reason and recorded again. `payer` may
    be learned from the remittance it pays. Where no remittance will come (its EOB was typed from paper) a person
    settles it with the reason; it then pays none.
    """

    payer = models.ForeignKey(Payer, models.PROTECT, null=True, blank=True, related_name="deposits")
    trace_number = models.CharField(max_length=60, blank=True)  # TRN02, or the check's number; as it is compared
    originating_id = models.CharField(max_length=30, blank=True)  # TRN03 of the addenda, where the bank gives it
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    deposited_on = models.DateField()
    how = models.CharField(max_length=5, choices=DepositMethod, default=DepositMethod.EFT)
    bank_reference = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    record_key = models.CharField(max_length=80, blank=True)  # the same key again is the same deposit
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_reason = models.CharField(max_length=300, blank=True)  # why no remittance comes: its EOB was typed, say
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "-deposited_on", "-id"], name="deposit_list"),
            models.Index(fields=["practice", "trace_number"], name="deposit_by_trace"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "trace_number", "amount", "deposited_on"],
                condition=Q(removed_at__isnull=True) & ~Q(trace_number=""),
                name="deposit_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["practice", "record_key"],
                condition=Q(removed_at__isnull=True) & ~Q(record_key=""),
                name="deposit_key_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lt=Decimal(10_000_000_000)), name="deposit_amount_positive"
            ),
            models.CheckConstraint(condition=Q(how__in=DepositMethod.values), name="deposit_how_known"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_reason="")),
                name="deposit_removed_at_by",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settled_reason="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_reason="")),
                name="deposit_settled_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Deposit #{self.pk}"


@keep_history()
class DepositMatch(TenantModel):
    """One deposit pays one remittance. A remittance is paid by one deposit; a deposit may pay several.

    PostgreSQL holds at every commit: the remittances of a deposit come to its amount, to the cent, and are its payer's.
    """

    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="matches")
    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="deposit_matches")
    how = models.CharField(max_length=6, choices=MatchedBy)
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    matched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "remittance"], name="remittance_paid_by_one_deposit"),
            models.CheckConstraint(condition=Q(how__in=MatchedBy.values), name="deposit_match_how_known"),
            models.CheckConstraint(
                condition=~Q(how=MatchedBy.PERSON) | Q(matched_by__isnull=False), name="deposit_match_person_named"
            ),
        ]

    def __str__(self) -> str:
        return f"Deposit match #{self.pk}"
