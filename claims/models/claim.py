"""A claim: what we ask one payer for one set of lines at one position. Transmissions of it are Submissions."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When

from claimcenter.practice.models import Facility, Organization, Provider, TenantModel
from claims.enums import Frequency, Result, Stage, Status, WaitingOn
from clients.models import ChargeLine, Client
from insurance.enums import Position
from insurance.models import InsurancePlan, Payer


class Claim(TenantModel):
    """One live claim per charge line and position, one live next claim per claim: held by unique constraints.

    `live` follows the stage; claim lines carry it by a composite foreign key ON UPDATE CASCADE (see migrations).
    A completed claim of position 1 or 2 without a `current_decision` is work outstanding for the secondary rule:
    the table is its own outbox, behind the partial index `claim_undecided`.
    """

    number = models.BigIntegerField()  # shared by the claims of a chain; shown as 26-0123
    year = models.PositiveSmallIntegerField()
    client = models.ForeignKey(Client, models.PROTECT, db_index=False, related_name="claims")
    position = models.PositiveSmallIntegerField(choices=Position)
    plan = models.ForeignKey(InsurancePlan, models.PROTECT, null=True, blank=True, related_name="claims")
    payer = models.ForeignKey(Payer, models.PROTECT, null=True, blank=True, related_name="claims")
    previous_claim = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_claims")
    primary_claim = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="chain")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    supervising_provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    place_of_service = models.CharField(max_length=2, default="11")
    authorization_number = models.CharField(max_length=50, blank=True)
    frequency_code = models.CharField(max_length=1, choices=Frequency, default=Frequency.ORIGINAL)
    payer_claim_control_number = models.CharField(max_length=50, blank=True)
    delay_reason = models.CharField(max_length=2, blank=True)

    stage = models.CharField(max_length=12, choices=Stage, default=Stage.PENDING)
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT)
    result = models.CharField(max_length=24, choices=Result, default=Result.NONE, blank=True)
    waiting_on = models.CharField(max_length=16, choices=WaitingOn, default=WaitingOn.NOTHING, blank=True)
    waiting_until = models.DateField(null=True, blank=True)
    live = models.GeneratedField(
        expression=Case(When(stage=Value(Stage.VOID.value), then=Value(False)), default=Value(True)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_offline = models.BooleanField(default=False)
    current_decision = models.ForeignKey(
        "claims.SecondaryDecision", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    charge = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    balance = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    first_service_date = models.DateField()
    last_service_date = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    file_by = models.DateField(null=True, blank=True)  # the secondary filing clock
    prior_changed_at = models.DateTimeField(null=True, blank=True)  # what it was built on changed after it was filed
    version = models.PositiveIntegerField(default=1)
    auto_checked_version = models.PositiveIntegerField(default=0, editable=False)  # what Auto File looked at last

    class Meta:
        indexes = [
            # The sweep reads these two across practices, through functions that answer with ids only (migration 0002).
            models.Index(
                fields=["practice", "id"],
                name="claim_undecided",
                condition=Q(stage=Stage.COMPLETED, current_decision__isnull=True, position__lt=3),
            ),
            models.Index(
                fields=["waiting_until"],
                name="claim_payment_date_awaited",
                condition=Q(stage=Stage.PENDING, waiting_on=WaitingOn.PAYMENT_DATE),
            ),
            # The status page: who has not answered, and which next claims wait how long.
            models.Index(
                fields=["practice", "payer", "filed_at"], name="claim_at_payer", condition=Q(stage=Stage.PROCESSING)
            ),
            models.Index(
                fields=["practice", "created_at"],
                name="claim_next_pending",
                condition=Q(stage=Stage.PENDING, position__gt=1),
            ),
            models.Index(fields=["practice", "stage", "-last_service_date", "-id"], name="claim_by_stage"),
            models.Index(fields=["practice", "result", "-last_service_date", "-id"], name="claim_by_result"),
            models.Index(fields=["practice", "client", "-last_service_date", "-id"], name="claim_by_client"),
            models.Index(fields=["practice", "number"], name="claim_by_number"),
            models.Index(
                fields=["practice", "-last_service_date", "-id"], name="claim_offline", condition=Q(is_offline=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["previous_claim", "position"], condition=Q(live=True), name="one_live_next_claim"
            ),
            models.UniqueConstraint(
                fields=["practice", "number", "position"], condition=Q(live=True), name="claim_number_position_once"
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="claim_stage_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="claim_status_known"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="claim_result_known"),
            models.CheckConstraint(condition=Q(waiting_on__in=WaitingOn.values), name="claim_waiting_on_known"),
            models.CheckConstraint(condition=Q(position__in=Position.values), name="claim_position_known"),
            models.CheckConstraint(
                condition=Q(plan__isnull=False, payer__isnull=False)
                | Q(plan__isnull=True, payer__isnull=True, stage__in=[Stage.PENDING, Stage.VOID]),
                name="claim_without_plan_only_pending",
            ),
            models.CheckConstraint(
                condition=Q(position=1, previous_claim__isnull=True) | Q(position__gt=1, previous_claim__isnull=False),
                name="claim_previous_when_not_primary",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.COMPLETED, completed_at__isnull=False)
                | (~Q(stage=Stage.COMPLETED) & Q(completed_at__isnull=True)),
                name="claim_completed_at_when_completed",
            ),
            models.CheckConstraint(
                condition=Q(first_service_date__lte=models.F("last_service_date")), name="claim_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Claim #{self.pk}"

    @property
    def letter(self) -> str:
        """P, S or T."""
        return Position(self.position).letter

    @property
    def display_number(self) -> str:
        return f"{self.year % 100:02d}-{self.number:04d}"


class ClaimDiagnosis(TenantModel):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="diagnoses")
    ordinal = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=7)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "claim", "ordinal"], name="claim_diagnosis_ordinal_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1, ordinal__lte=12), name="claim_diagnosis_1_to_12"),
        ]


class ClaimLine(TenantModel):
    """A charge line on a claim, with what this payer wants otherwise.

    `position` and `live` mirror the claim (composite foreign key, ON UPDATE CASCADE) so that the unique constraint
    can say: a charge line lies on one live claim per position.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    charge_line = models.ForeignKey(ChargeLine, models.PROTECT, related_name="claim_lines")
    ordinal = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(choices=Position)
    live = models.BooleanField(default=True)
    modifiers = ArrayField(models.CharField(max_length=2), default=list, blank=True, size=4)
    place_of_service = models.CharField(max_length=2)
    diagnosis_pointers = ArrayField(models.PositiveSmallIntegerField(), default=list, size=4)
    rendering_provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["charge_line", "position"], condition=Q(live=True), name="one_live_claim_per_charge_line"
            ),
            models.UniqueConstraint(fields=["practice", "claim", "ordinal"], name="claim_line_ordinal_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1, ordinal__lte=50), name="claim_line_1_to_50"),
        ]


class ClaimEvent(TenantModel):
    """The claim's history: who did what when, in words a person reads. Append-only."""

    claim = models.ForeignKey(Claim, models.PROTECT, db_index=False, related_name="events")
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=400)
    stage = models.CharField(max_length=12)
    result = models.CharField(max_length=24, blank=True)
    detail = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice", "claim", "-at", "-id"], name="claim_event_by_claim")]
