from django.db import models
from django.db.models import Q

from claimcenter.practice.history import keep_history
from claimcenter.practice.models import TenantModel
from insurance.enums import FilingIndicator


@keep_history()
class Payer(TenantModel):
    """A carrier as the clearinghouse knows it, and the rules that are this payer's own."""

    name = models.CharField(max_length=60)
    payer_id = models.CharField(max_length=80)
    filing_indicator = models.CharField(max_length=2, choices=FilingIndicator, default=FilingIndicator.COMMERCIAL)
    aliases = models.JSONField(default=list, blank=True)  # other identifiers its ERAs carry (N1*PR, TRN03, REF*2U)
    line1 = models.CharField(max_length=55, blank=True)
    line2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=15, blank=True)
    is_offline = models.BooleanField(default=False)
    auto_coordinates = models.BooleanField(default=False)  # forwards by itself though CLP02 says 1 (X12 RFI 2365)
    sends_patient_paid = models.BooleanField(default=True)  # AMT*F5; Medicare pays the patient when it is sent
    always_bill_secondary = models.BooleanField(default=False)
    expects_telehealth_modifier = models.CharField(max_length=2, blank=True)
    timely_filing_days = models.PositiveSmallIntegerField(null=True, blank=True)
    secondary_filing_days = models.PositiveSmallIntegerField(default=60)
    crossover_wait_days = models.PositiveSmallIntegerField(default=30)
    is_active = models.BooleanField(default=True)
    search_name = models.CharField(max_length=160, editable=False, db_collation="C")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index("practice", "search_name", name="payer_search")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "payer_id"], name="payer_id_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(payer_id=""), name="payer_has_name_and_id"),
            models.CheckConstraint(
                condition=Q(filing_indicator__in=FilingIndicator.values), name="payer_filing_indicator_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
