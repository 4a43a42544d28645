"""An insurance plan of a client. Its rules are held by PostgreSQL: constraints here, triggers in migration 0002."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value

from claimcenter.practice import validators
from claimcenter.practice.history import keep_history
from claimcenter.practice.models import StoredFile, TenantModel
from claimcenter.practice.vault import EncryptedTextField
from clients.enums import Sex
from clients.models import Client
from insurance.enums import Disclosure, MedicareSecondaryReason, Position, Relationship
from insurance.models.payer import Payer


class InForceDays(Func):
    """The days a plan is in force, both ends included."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("effective_from"), F("effective_to"), Value("[]"))


@keep_history()
class InsurancePlan(TenantModel):
    """A policy. `position` orders the plans of one client on their shared days (SBR01)."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="insurance_plans")
    payer = models.ForeignKey(Payer, models.PROTECT, related_name="plans")
    position = models.PositiveSmallIntegerField(choices=Position)
    member_id = EncryptedTextField()
    member_id_index = models.BinaryField(editable=False)
    group_number = models.CharField(max_length=50, blank=True, validators=[validators.plain_text])
    group_name = models.CharField(max_length=60, blank=True, validators=[validators.plain_text])
    relationship = models.CharField(max_length=10, choices=Relationship, default=Relationship.SELF)
    subscriber_first_name = models.CharField(max_length=35, blank=True, validators=[validators.plain_text])
    subscriber_middle_name = models.CharField(max_length=25, blank=True, validators=[validators.plain_text])
    subscriber_last_name = models.CharField(max_length=60, blank=True, validators=[validators.plain_text])
    subscriber_date_of_birth = models.DateField(null=True, blank=True)
    subscriber_sex = models.CharField(max_length=1, choices=Sex, blank=True)
    subscriber_line1 = models.CharField(max_length=55, blank=True, validators=[validators.plain_text])
    subscriber_line2 = models.CharField(max_length=55, blank=True, validators=[validators.plain_text])
    subscriber_city = models.CharField(max_length=30, blank=True, validators=[validators.plain_text])
    subscriber_state = models.CharField(max_length=2, blank=True, validators=[validators.state_code])
    subscriber_zip = models.CharField(max_length=9, blank=True, validators=[validators.zip_code])
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    copay = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    medicare_secondary_reason = models.CharField(
        "why Medicare is not first", max_length=2, choices=MedicareSecondaryReason, blank=True
    )
    disclosure = models.CharField(max_length=12, choices=Disclosure, default=Disclosure.BILL)
    is_offline = models.BooleanField(default=False)
    authorization_required = models.BooleanField(default=False)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["practice", "client", "position", "-effective_from"], name="plan_by_client")]
        constraints = [
            ExclusionConstraint(
                name="one_plan_of_a_position_a_day",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("client", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    (InForceDays(), RangeOperators.OVERLAPS),
                ],
                condition=Q(deactivated_at__isnull=True),
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="plan_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(position__in=Position.values), name="plan_position_known"),
            models.CheckConstraint(condition=Q(relationship__in=Relationship.values), name="plan_relationship_known"),
            models.CheckConstraint(condition=Q(disclosure__in=Disclosure.values), name="plan_disclosure_known"),
            models.CheckConstraint(condition=Q(copay__isnull=True) | Q(copay__gte=0), name="plan_copay_not_negative"),
            models.CheckConstraint(
                condition=Q(relationship=Relationship.SELF)
                | (~Q(subscriber_first_name="") & ~Q(subscriber_last_name="")),
                name="plan_subscriber_named",
            ),
            models.CheckConstraint(
                condition=Q(medicare_secondary_reason="") | Q(position__gt=1),
                name="plan_medicare_reason_only_when_not_first",
            ),
        ]

    def __str__(self) -> str:
        return f"Insurance plan #{self.pk}"

    @property
    def letter(self) -> str:
        return Position(self.position).letter

    @property
    def is_live(self) -> bool:
        """Neither deleted nor deactivated; it may be in force, over, or not begun."""
        return self.deactivated_at is None

    def in_force(self, on: dt.date) -> bool:
        return self.is_live and self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def shares_a_day(self, other: "InsurancePlan") -> bool:
        mine, theirs = self.effective_to or dt.date.max, other.effective_to or dt.date.max
        return self.effective_from <= theirs and other.effective_from <= mine


class PlanCard(TenantModel):
    """A picture of the insurance card, front or back, re-encoded and encrypted."""

    plan = models.ForeignKey(InsurancePlan, models.PROTECT, related_name="cards")
    side = models.CharField(max_length=5, choices=[("front", "Front"), ("back", "Back")])
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "plan", "side"],
                condition=Q(replaced_at__isnull=True),
                name="plan_card_side_once",
            ),
            models.CheckConstraint(condition=Q(side__in=["front", "back"]), name="plan_card_side_known"),
        ]

    def __str__(self) -> str:
        return f"Plan card #{self.pk}"
