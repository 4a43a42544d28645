"""A payer's answer to a claim: from an ERA, or typed from a paper EOB. The same records either way.

`era` writes them and holds the reference from the remittance; nothing here knows of files. Facts are immutable
(guarded by trigger); only `state` and what goes with it moves: provisional -> posted -> reversed, or withdrawn.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from claims.enums import AdjudicationState, Source
from claims.models.claim import Claim, ClaimLine


class Adjudication(TenantModel):
    claim = models.ForeignKey(Claim, models.PROTECT, db_index=False, related_name="adjudications")
    state = models.CharField(max_length=12, choices=AdjudicationState, default=AdjudicationState.PROVISIONAL)
    source = models.CharField(max_length=5, choices=Source)
    source_label = models.CharField(max_length=120)  # "ERA EFT0012345" or "typed by Pat Biller, 11 Nov 2026"
    claim_status_code = models.CharField(max_length=2, default="1")  # CLP02
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    reported_patient_responsibility = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # CLP05, shown
    adjudicated_on = models.DateField()  # BPR16, the date for DTP*573
    trace_number = models.CharField(max_length=50, blank=True)
    payer_claim_control_number = models.CharField(max_length=50, blank=True)
    forwarded_to = models.CharField(max_length=60, blank=True)  # NM1*TT
    corrected_priority_payer = models.CharField(max_length=60, blank=True)  # NM1*PR in 2100
    remarks = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    moa = models.JSONField(default=list, blank=True)  # the elements of MOA as received, echoed in 2320
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "claim", "state"], name="adjudication_by_claim")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AdjudicationState.values), name="adjudication_state_known"),
            models.CheckConstraint(
                condition=Q(state=AdjudicationState.PROVISIONAL, posted_at__isnull=True)
                | Q(state=AdjudicationState.WITHDRAWN)
                | Q(state__in=[AdjudicationState.POSTED, AdjudicationState.REVERSED], posted_at__isnull=False),
                name="adjudication_posted_at_when_posted",
            ),
        ]


class AdjudicationLine(TenantModel):
    """SVC of the 835. Several of one claim line (bundled, unbundled, split) are summed by who reads them."""

    adjudication = models.ForeignKey(Adjudication, models.PROTECT, related_name="lines")
    claim_line = models.ForeignKey(ClaimLine, models.PROTECT, db_index=False, related_name="adjudications")
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    allowed = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # AMT*B6
    units = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(1))
    procedure = models.CharField(max_length=48)
    modifiers = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    remarks = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    segment = models.CharField(max_length=400, blank=True)  # as received, for provenance


class Adjustment(TenantModel):
    """One (group, reason, amount, quantity) of a CAS, at the level where it came."""

    adjudication = models.ForeignKey(Adjudication, models.PROTECT, db_index=False, related_name="adjustments")
    line = models.ForeignKey(
        AdjudicationLine, models.PROTECT, null=True, blank=True, db_index=False, related_name="adjustments"
    )  # empty: claim level
    group_code = models.CharField(max_length=2)
    reason_code = models.CharField(max_length=5)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    segment = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "adjudication"], name="adjustment_by_adjudication")]
        constraints = [
            models.CheckConstraint(
                condition=Q(group_code__in=["CO", "PR", "OA", "PI", "CR"]), name="adjustment_group_known"
            ),
        ]
