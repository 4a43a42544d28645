"""What a secondary or tertiary claim says of the payers before it: the adjustment grid of File Claim.

Copied from their adjudications at the level where the figures came, then a person's to edit; each figure keeps its
source and what it was. 005010X222A1 2320/2330 (PriorPayerAdjudication) and 2430 (PriorLineAdjudication).
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from claims.enums import Source
from claims.models.adjudication import Adjudication
from claims.models.claim import Claim, ClaimLine


class PriorPayerAdjudication(TenantModel):
    claim = models.ForeignKey(Claim, models.PROTECT, db_index=False, related_name="prior_payers")
    prior_claim = models.ForeignKey(Claim, models.PROTECT, db_index=False, related_name="+")
    adjudication = models.ForeignKey(
        Adjudication, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    claim_level_only = models.BooleanField(default=False)  # an EOB without lines: one strip, no 2430
    paid = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # AMT*D; empty until known
    adjudicated_on = models.DateField(null=True, blank=True)  # DTP*573
    payer_claim_control_number = models.CharField(max_length=50, blank=True)  # 2330B REF*F8
    remaining_patient_liability = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # AMT*EAF
    moa = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=5, choices=Source, blank=True)
    source_label = models.CharField(max_length=120, blank=True)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    touched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "claim", "prior_claim"], name="prior_payer_once"),
            models.CheckConstraint(
                condition=Q(touched_at__isnull=True, touched_by__isnull=True)
                | Q(touched_at__isnull=False, touched_by__isnull=False),
                name="prior_payer_touched_at_by",
            ),
        ]


class PriorLineAdjudication(TenantModel):
    prior_payer = models.ForeignKey(PriorPayerAdjudication, models.CASCADE, db_index=False, related_name="lines")
    claim_line = models.ForeignKey(ClaimLine, models.PROTECT, db_index=False, related_name="prior_adjudications")
    paid = models.DecimalField(max_digits=12, decimal_places=2)  # SVD02
    procedure = models.CharField(max_length=48)  # SVD03: as adjudicated
    modifiers = models.JSONField(default=list, blank=True)
    units = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(1))
    bundled_into = models.PositiveSmallIntegerField(null=True, blank=True)  # SVD06
    source = models.CharField(max_length=5, choices=Source)
    source_label = models.CharField(max_length=120, blank=True)
    paid_was = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # before a person overrode it
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    touched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "prior_payer", "claim_line"], name="prior_line_once"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="prior_line_paid_not_negative"),
        ]


class PriorAdjustment(TenantModel):
    prior_payer = models.ForeignKey(PriorPayerAdjudication, models.CASCADE, related_name="adjustments")
    line = models.ForeignKey(
        PriorLineAdjudication, models.CASCADE, null=True, blank=True, related_name="adjustments"
    )  # empty: claim level, 2320
    ordinal = models.PositiveSmallIntegerField()
    group_code = models.CharField(max_length=2)
    reason_code = models.CharField(max_length=5)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    source = models.CharField(max_length=5, choices=Source)
    source_label = models.CharField(max_length=120, blank=True)
    amount_was = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    touched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group_code__in=["CO", "PR", "OA", "PI", "CR"]), name="prior_adjustment_group_known"
            ),
            models.CheckConstraint(condition=~Q(reason_code=""), name="prior_adjustment_has_reason"),
        ]
