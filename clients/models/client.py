"""The client (the payer's word is patient), who treats them, and who they come with."""

from django.db import models
from django.db.models import F, Q

from claimcenter.practice.history import keep_history
from claimcenter.practice.models import Provider, TenantModel
from clients.enums import Sex


@keep_history()
class Client(TenantModel):
    """Legal name and sex go on claims; the name used and the pronouns are what people read on screen."""

    first_name = models.CharField(max_length=60)
    middle_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=60)
    suffix = models.CharField(max_length=10, blank=True)
    used_name = models.CharField(max_length=60, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    line1 = models.CharField(max_length=55, blank=True)
    line2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=15, blank=True)
    part2_record = models.BooleanField(default=False)
    self_pay_restriction = models.BooleanField(default=False)
    search_name = models.CharField(max_length=200, editable=False, db_collation="C")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index("practice", "search_name", name="client_search"),
            models.Index("practice", "last_name", "first_name", "id", name="client_list"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="client_sex_known"),
            models.CheckConstraint(condition=~Q(first_name="") & ~Q(last_name=""), name="client_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"Client #{self.pk}"

    @property
    def display_name(self) -> str:
        """What people on screen call the client: the name used, else the legal first name."""
        return f"{self.used_name or self.first_name} {self.last_name}"

    @property
    def legal_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name, self.suffix) if part)


class ClientAssignment(TenantModel):
    """A clinician sees a client only through one of these."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="assignments")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "client", "provider"], name="client_assigned_once"),
        ]


class ClientRelationship(TenantModel):
    """Two profiles that come together (a couple); neither sees the other."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Client, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, default="partner")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "client", "other"], name="client_related_once"),
            models.CheckConstraint(condition=~Q(client=F("other")), name="client_not_related_to_itself"),
        ]
