"""The remittance as received: one per ST, immutable. What became of it stands in `state` and in ClaimMatch."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from claimcenter.practice.models import TenantModel
from era.enums import Hold, RemittanceState
from era.models.file import EraFile
from insurance.models import Payer


class Remittance(TenantModel):
    """BPR, TRN and N1 of one 835 transaction, immutable (trigger) but for what is said of it: `payer` (who that is
    here), `state`, and who released, posted or undid it.
    """

    era_file = models.ForeignKey(EraFile, models.PROTECT, related_name="remittances")
    ordinal = models.PositiveIntegerField()
    control_number = models.CharField(max_length=20, blank=True)  # ST02
    payer_name = models.CharField(max_length=120, blank=True)
    payer_identifier = models.CharField(max_length=80, blank=True)  # N104
    payer_originating_id = models.CharField(max_length=30, blank=True)  # TRN03
    payer_identifiers = ArrayField(models.CharField(max_length=80), default=list)  # REF 2U EO HI NF
    payee_name = models.CharField(max_length=120, blank=True)
    payee_identifier = models.CharField(max_length=80, blank=True)
    payee_tax_id = models.CharField(max_length=30, blank=True)
    handling = models.CharField(max_length=2, blank=True)  # BPR01
    amount = models.DecimalField(max_digits=12, decimal_places=2)  # BPR02
    method = models.CharField(max_length=3, blank=True)  # BPR04
    payment_date = models.DateField(null=True)  # BPR16
    production_date = models.DateField(null=True)
    trace_number = models.CharField(max_length=60)  # TRN02
    claims_paid = models.DecimalField(max_digits=14, decimal_places=2)  # sum of CLP04
    provider_level = models.DecimalField(max_digits=14, decimal_places=2)  # sum of PLB amounts
    claims_digest = models.CharField(max_length=64)  # the same for the same set of claims, whatever their order
    balanced = models.BooleanField()  # BPR02 = sum of CLP04 - sum of PLB
    problems = models.JSONField(default=list)
    claim_count = models.PositiveIntegerField(default=0)

    payer = models.ForeignKey(Payer, models.PROTECT, null=True, blank=True, related_name="remittances")
    state = models.CharField(max_length=10, choices=RemittanceState, default=RemittanceState.OPEN)
    hold = models.CharField(max_length=20, choices=Hold, blank=True)
    state_reason = models.CharField(max_length=400, blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    release_reason = models.CharField(max_length=400, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["practice", "trace_number"], name="remittance_by_trace"),
            models.Index(fields=["practice", "state", "-id"], name="remittance_by_state"),
            models.Index("practice", Upper("trace_number"), name="remittance_by_trace_upper"),
            models.Index(
                fields=["practice", "payment_date"],
                name="remittance_with_money",
                condition=Q(amount__gt=0, method__in=["ACH", "CHK", "FWT"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["practice", "era_file", "ordinal"], name="remittance_ordinal_once"),
            models.UniqueConstraint(
                fields=["practice", "payer_originating_id", "trace_number", "amount", "payment_date"],
                condition=Q(state=RemittanceState.POSTED, part_of__isnull=True),
                nulls_distinct=False,
                name="payment_posted_once",
            ),
            models.CheckConstraint(condition=Q(state__in=RemittanceState.values), name="remittance_state_known"),
            models.CheckConstraint(condition=Q(hold__in=["", *Hold.values]), name="remittance_hold_known"),
            models.CheckConstraint(
                condition=~Q(state=RemittanceState.HELD) | ~Q(hold=""), name="remittance_held_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="remittance_released_at_by",
            ),
            models.CheckConstraint(
                condition=~Q(state=RemittanceState.POSTED) | Q(posted_at__isnull=False),
                name="remittance_posted_at_when_posted",
            ),
            models.CheckConstraint(
                condition=~Q(state=RemittanceState.UNDONE) | Q(undone_at__isnull=False),
                name="remittance_undone_at_when_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"Remittance #{self.pk}"


class RemittanceClaim(TenantModel):
    """CLP with everything of its loop. Append-only."""

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="claims")
    ordinal = models.PositiveIntegerField()
    patient_control_number = models.CharField(max_length=50, blank=True)  # CLP01
    status_code = models.CharField(max_length=2)  # CLP02
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    patient_responsibility = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # CLP05
    filing_indicator = models.CharField(max_length=2, blank=True)
    payer_claim_control_number = models.CharField(max_length=80, blank=True)  # CLP07
    frequency_code = models.CharField(max_length=1, blank=True)
    patient_last_name = models.CharField(max_length=80, blank=True)
    patient_first_name = models.CharField(max_length=60, blank=True)
    member_index = models.BinaryField(null=True)  # keyed hash of the member id, to suggest whose claim it is
    forwarded_to = models.CharField(max_length=80, blank=True)  # NM1*TT
    corrected_priority_payer = models.CharField(max_length=80, blank=True)  # NM1*PR
    corrected_patient = models.BooleanField(default=False)  # NM1*74
    remarks = ArrayField(models.CharField(max_length=10), default=list)
    moa = models.JSONField(default=list)
    service_from = models.DateField(null=True)
    service_to = models.DateField(null=True)
    balanced = models.BooleanField()
    problems = models.JSONField(default=list)
    details = models.JSONField(default=dict)  # AMT, QTY, REF, DTM, MIA as received
    fingerprint = models.CharField(max_length=64)  # what makes it the same claim again within one payment
    segment = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "patient_control_number"], name="remittance_claim_by_pcn"),
            models.Index(fields=["practice", "remittance", "fingerprint"], name="remittance_claim_again"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["practice", "remittance", "ordinal"], name="remittance_claim_once"),
        ]


class RemittanceLine(TenantModel):
    """SVC. Append-only."""

    remittance_claim = models.ForeignKey(RemittanceClaim, models.PROTECT, related_name="lines")
    ordinal = models.PositiveIntegerField()
    procedure = models.CharField(max_length=48)
    modifiers = ArrayField(models.CharField(max_length=2), default=list)
    submitted_procedure = models.CharField(max_length=48, blank=True)  # SVC06, when it differs
    submitted_modifiers = ArrayField(models.CharField(max_length=2), default=list)
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    allowed = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    units = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    service_date = models.DateField(null=True)
    line_control_number = models.CharField(max_length=50, blank=True)  # REF*6R
    remarks = ArrayField(models.CharField(max_length=10), default=list)
    balanced = models.BooleanField()
    segment = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "remittance_claim", "ordinal"], name="remittance_line_once"),
        ]


class RemittanceAdjustment(TenantModel):
    """CAS, one row a reason. `line` empty: claim level. Append-only."""

    remittance_claim = models.ForeignKey(RemittanceClaim, models.PROTECT, related_name="adjustments")
    line = models.ForeignKey(RemittanceLine, models.PROTECT, null=True, related_name="adjustments")
    group_code = models.CharField(max_length=2)
    reason_code = models.CharField(max_length=5)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    segment = models.CharField(max_length=400, blank=True)


class ProviderAdjustment(TenantModel):
    """PLB: money of the payment that belongs to no claim. Append-only; positive reduces the payment."""

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="provider_adjustments")
    reason_code = models.CharField(max_length=4)
    reference = models.CharField(max_length=80, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    provider_identifier = models.CharField(max_length=80, blank=True)
    fiscal_date = models.DateField(null=True)
