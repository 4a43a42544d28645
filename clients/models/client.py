"""The client (the payer's word is patient), who treats them, and who they come with."""

import unicodedata
from typing import Any

from django.db import models
from django.db.models import F, Q

from claimcenter.practice import validators
from claimcenter.practice.history import keep_history
from claimcenter.practice.models import Provider, TenantModel
from clients.enums import Sex


def normalised(text: str) -> str:
    """How a name is searched: lower case, accents folded, one blank between words."""
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).lower().split())[:200]


@keep_history()
class Client(TenantModel):
    """Legal name and sex go on claims; the name used and the pronouns are what people read on screen."""

    first_name = models.CharField("legal first name", max_length=35, validators=[validators.plain_text])
    middle_name = models.CharField(max_length=25, blank=True, validators=[validators.plain_text])
    last_name = models.CharField("legal last name", max_length=60, validators=[validators.plain_text])
    suffix = models.CharField(max_length=10, blank=True, validators=[validators.plain_text])
    used_name = models.CharField("name used", max_length=60, blank=True, validators=[validators.plain_text])
    pronouns = models.CharField(max_length=40, blank=True, validators=[validators.plain_text])
    date_of_birth = models.DateField()
    sex = models.CharField("legal sex", max_length=1, choices=Sex)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=10, blank=True, validators=[validators.phone])
    line1 = models.CharField("address", max_length=55, blank=True, validators=[validators.plain_text])
    line2 = models.CharField("address, second line", max_length=55, blank=True, validators=[validators.plain_text])
    city = models.CharField(max_length=30, blank=True, validators=[validators.plain_text])
    state = models.CharField(max_length=2, blank=True, validators=[validators.state_code])
    zip = models.CharField("ZIP code", max_length=9, blank=True, validators=[validators.zip_code])
    part2_record = models.BooleanField("substance use treatment record (42 CFR Part 2)", default=False)
    self_pay_restriction = models.BooleanField("pays in full and asked us to tell no insurer", default=False)
    # Names in both orders, so that either is found by its beginning: trigram and LIKE indexes do not work under row
    # security, a prefix search on a C-collated column does.
    search_name = models.CharField(max_length=200, editable=False, db_collation="C")
    search_given = models.CharField(max_length=200, editable=False, db_collation="C")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "search_name", "id"], name="client_search"),
            models.Index(fields=["practice", "search_given", "id"], name="client_search_given"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="client_sex_known"),
            models.CheckConstraint(condition=~Q(first_name="") & ~Q(last_name=""), name="client_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"Client #{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = normalised(f"{self.last_name} {self.first_name}")
        self.search_given = normalised(f"{self.used_name or self.first_name} {self.last_name}")
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "search_name", "search_given"}
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        """What people on screen call the client: the name used, else the legal first name."""
        return f"{self.used_name or self.first_name} {self.last_name}"

    @property
    def legal_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name, self.suffix) if part)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


@keep_history()
class ClientAssignment(TenantModel):
    """A clinician sees a client only through one of these."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="assignments")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "client", "provider"], name="client_assigned_once"),
        ]

    def __str__(self) -> str:
        return f"Assignment #{self.pk}"


class ClientRelationship(TenantModel):
    """Two profiles that come together (a couple), one row each way; neither sees the other."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Client, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, default="partner")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "client", "other"], name="client_related_once"),
            models.CheckConstraint(condition=~Q(client=F("other")), name="client_not_related_to_itself"),
        ]

    def __str__(self) -> str:
        return f"Relationship #{self.pk}"
