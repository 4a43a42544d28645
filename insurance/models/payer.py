"""Payers: carriers as the clearinghouse knows them, each with the rules that are its own."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from claimcenter.practice import validators
from claimcenter.practice.history import keep_history
from claimcenter.practice.models import TenantModel
from clients.models.client import normalised
from insurance.enums import FilingIndicator

# NM109 travels between delimiters; which ones a partner uses is not known here, so none may stand in an id.
payer_id_form = RegexValidator(
    r"\A[0-9A-Z][0-9A-Z ._/-]*\Z", "A payer id has letters and digits, like 60054. Please check it on the payer list."
)
DAYS = [MinValueValidator(1), MaxValueValidator(3650)]


@keep_history()
class Payer(TenantModel):
    """A carrier as the clearinghouse knows it, and the rules that are this payer's own."""

    name = models.CharField(max_length=60, validators=[validators.plain_text])
    payer_id = models.CharField("payer id", max_length=80, validators=[payer_id_form])
    filing_indicator = models.CharField(max_length=2, choices=FilingIndicator, default=FilingIndicator.COMMERCIAL)
    aliases = models.JSONField(default=list, blank=True)  # other identifiers its ERAs carry (N1*PR, TRN03, REF*2U)
    line1 = models.CharField("address", max_length=55, blank=True, validators=[validators.plain_text])
    line2 = models.CharField("address, second line", max_length=55, blank=True, validators=[validators.plain_text])
    city = models.CharField(max_length=30, blank=True, validators=[validators.plain_text])
    state = models.CharField(max_length=2, blank=True, validators=[validators.state_code])
    zip = models.CharField("ZIP code", max_length=9, blank=True, validators=[validators.zip_code])
    is_offline = models.BooleanField(default=False)
    auto_coordinates = models.BooleanField(default=False)  # forwards by itself though CLP02 says 1 (X12 RFI 2365)
    sends_patient_paid = models.BooleanField(default=True)  # AMT*F5; Medicare pays the patient when it is sent
    always_bill_secondary = models.BooleanField(default=False)
    expects_telehealth_modifier = models.CharField(max_length=2, blank=True, validators=[validators.modifier])
    timely_filing_days = models.PositiveSmallIntegerField(null=True, blank=True, validators=DAYS)
    secondary_filing_days = models.PositiveSmallIntegerField(default=60, validators=DAYS)
    crossover_wait_days = models.PositiveSmallIntegerField(default=30, validators=DAYS)
    is_active = models.BooleanField(default=True)
    search_name = models.CharField(max_length=160, editable=False, db_collation="C")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["practice", "search_name", "id"], name="payer_search")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "payer_id"], name="payer_id_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(payer_id=""), name="payer_has_name_and_id"),
            models.CheckConstraint(
                condition=Q(filing_indicator__in=FilingIndicator.values), name="payer_filing_indicator_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = normalised(self.name)
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "search_name"}
        super().save(*args, **kwargs)

    @property
    def is_medicare(self) -> bool:
        return FilingIndicator(self.filing_indicator).is_medicare
