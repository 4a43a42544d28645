"""Who bills, who renders, where, and for which codes."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from claimcenter.practice import validators
from claimcenter.practice.fields import EncryptedTextField
from claimcenter.practice.history import keep_history
from claimcenter.practice.models.base import TenantModel

NPI_PATTERN = r"^[12][0-9]{9}$"


class Address(models.Model):
    """A US address as X12 N3 and N4 carry it."""

    line1 = models.CharField("address", max_length=55, validators=[validators.plain_text])
    line2 = models.CharField("address, second line", max_length=55, blank=True, validators=[validators.plain_text])
    city = models.CharField(max_length=30, validators=[validators.plain_text])
    state = models.CharField(max_length=2, validators=[validators.state_code])
    zip = models.CharField("ZIP code", max_length=9, validators=[validators.zip_code])

    class Meta:
        abstract = True


@keep_history()
class Organization(Address, TenantModel):
    """The billing provider (CMS-1500 box 33, loop 2010AA), with a pay-to address of its own where it has one."""

    class TaxIdKind(models.TextChoices):
        EIN = "EI", "Employer identification number"
        SSN = "SY", "Social security number"

    name = models.CharField(max_length=60, validators=[validators.plain_text])
    npi = models.CharField("NPI", max_length=10, validators=[validators.npi])
    tax_id = EncryptedTextField(validators=[validators.tax_id])  # may be somebody's social security number
    tax_id_kind = models.CharField(max_length=2, choices=TaxIdKind.choices, default=TaxIdKind.EIN)
    taxonomy = models.CharField("taxonomy code", max_length=10, blank=True, validators=[validators.taxonomy])
    pay_to_line1 = models.CharField("pay-to address", max_length=55, blank=True, validators=[validators.plain_text])
    pay_to_line2 = models.CharField(
        "pay-to address, second line", max_length=55, blank=True, validators=[validators.plain_text]
    )
    pay_to_city = models.CharField(max_length=30, blank=True, validators=[validators.plain_text])
    pay_to_state = models.CharField(max_length=2, blank=True, validators=[validators.state_code])
    pay_to_zip = models.CharField("pay-to ZIP code", max_length=9, blank=True, validators=[validators.zip_code])
    is_default = models.BooleanField("used where nothing else is chosen", default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(is_default=True), name="practice_organization_one_default"
            ),
            models.CheckConstraint(condition=Q(npi__regex=NPI_PATTERN), name="practice_organization_npi"),
            models.CheckConstraint(condition=Q(tax_id_kind__in=["EI", "SY"]), name="practice_organization_tax_kind"),
            models.CheckConstraint(
                condition=Q(pay_to_line1="", pay_to_city="", pay_to_state="", pay_to_zip="")
                | ~(Q(pay_to_line1="") | Q(pay_to_city="") | Q(pay_to_state="") | Q(pay_to_zip="")),
                name="practice_organization_pay_to_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """All but "one default": `save_record` takes the mark from the former one, so there is nothing to refuse."""
        wanted, self.is_default = self.is_default, False
        try:
            super().validate_constraints(exclude)
        finally:
            self.is_default = wanted


@keep_history()
class Facility(Address, TenantModel):
    """Where the service takes place (box 32, loop 2310C)."""

    name = models.CharField(max_length=60, validators=[validators.plain_text])
    npi = models.CharField("NPI", max_length=10, blank=True, validators=[validators.npi])
    place_of_service = models.CharField(max_length=2, default="11", validators=[validators.place_of_service])
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "facilities"
        constraints = [
            models.CheckConstraint(condition=Q(npi="") | Q(npi__regex=NPI_PATTERN), name="practice_facility_npi"),
            models.CheckConstraint(condition=Q(place_of_service__regex=r"^[0-9]{2}$"), name="practice_facility_pos"),
        ]

    def __str__(self) -> str:
        return self.name


@keep_history()
class Provider(TenantModel):
    """Who renders the service (box 24J, loop 2310B); billed under the supervisor where one is named."""

    first_name = models.CharField(max_length=35, validators=[validators.plain_text])
    last_name = models.CharField(max_length=60, validators=[validators.plain_text])
    credentials = models.CharField(max_length=20, blank=True, validators=[validators.plain_text])
    npi = models.CharField("NPI", max_length=10, validators=[validators.npi])
    taxonomy = models.CharField("taxonomy code", max_length=10, blank=True, validators=[validators.taxonomy])
    user = models.ForeignKey(
        "practice.User", verbose_name="sign-in", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supervisor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="supervised")
    employed_from = models.DateField(null=True, blank=True)
    employed_to = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "npi"], name="practice_provider_npi_once"),
            models.UniqueConstraint(
                fields=["practice", "user"], condition=Q(user__isnull=False), name="practice_provider_user_once"
            ),
            models.CheckConstraint(condition=Q(npi__regex=NPI_PATTERN), name="practice_provider_npi"),
            models.CheckConstraint(
                condition=Q(employed_from__isnull=True)
                | Q(employed_to__isnull=True)
                | Q(employed_to__gte=models.F("employed_from")),
                name="practice_provider_dates",
            ),
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True) | ~Q(supervisor=models.F("id")),
                name="practice_provider_not_own_supervisor",
            ),
        ]

    def __str__(self) -> str:
        name = f"{self.first_name} {self.last_name}"
        return f"{name}, {self.credentials}" if self.credentials else name


@keep_history()
class ServiceCode(TenantModel):
    """A CPT or HCPCS code with the practice's own charge.

    `never_claim`: an appointment whose lines all carry such codes makes no claim encounter.
    """

    code = models.CharField(max_length=5, validators=[validators.procedure_code])
    label = models.CharField("description", max_length=120, validators=[validators.plain_text])
    default_charge = models.DecimalField(
        "charge", max_digits=12, decimal_places=2, default=Decimal("0.00"), validators=[MinValueValidator(0)]
    )
    default_minutes = models.PositiveSmallIntegerField("minutes", null=True, blank=True)
    modifiers = ArrayField(
        models.CharField(max_length=2, validators=[validators.modifier]),
        size=4,
        default=list,
        blank=True,
        help_text="Up to four, with commas between.",
    )
    is_add_on = models.BooleanField("add-on code (only together with another)", default=False)
    never_claim = models.BooleanField("never make a claim encounter for this code", default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "code"], name="practice_servicecode_once"),
            models.CheckConstraint(condition=Q(default_charge__gte=0), name="practice_servicecode_charge"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{5}$"), name="practice_servicecode_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def clean(self) -> None:
        super().clean()
        self.code = self.code.upper()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = self.code.upper()
        super().save(*args, **kwargs)
