"""Settings of one practice and its control numbers."""

from django.db import models
from django.db.models import Q

from claimcenter.practice import validators
from claimcenter.practice.history import keep_history
from claimcenter.practice.models.base import TenantModel


@keep_history()
class PracticeSettings(TenantModel):
    """One row a practice: the four automation switches, and how it introduces itself in EDI files."""

    class Usage(models.TextChoices):
        TEST = "T", "Test"
        PRODUCTION = "P", "Production"

    auto_file_claims = models.BooleanField("Auto File Claims", default=False)
    auto_update_patient_responsibility = models.BooleanField("Auto-Update Patient Responsibility", default=False)
    auto_post_payments_denials = models.BooleanField("Auto Post Insurance Payments & Denials", default=False)
    auto_post_writeoffs = models.BooleanField("Auto Post Insurance Write-offs", default=False)
    require_mfa = models.BooleanField("Staff must sign in with a second factor", default=False)
    submitter_name = models.CharField(max_length=60, blank=True, validators=[validators.plain_text])
    submitter_id = models.CharField(max_length=15, blank=True, validators=[validators.plain_text])
    receiver_name = models.CharField(max_length=60, blank=True, validators=[validators.plain_text])
    receiver_id = models.CharField(max_length=15, blank=True, validators=[validators.plain_text])
    contact_name = models.CharField(max_length=60, blank=True, validators=[validators.plain_text])
    contact_phone = models.CharField(max_length=10, blank=True, validators=[validators.phone])
    usage_indicator = models.CharField("files are", max_length=1, choices=Usage.choices, default=Usage.TEST)

    class Meta:
        verbose_name_plural = "practice settings"
        constraints = [
            models.UniqueConstraint(fields=["practice"], name="practice_settings_once"),
            models.CheckConstraint(condition=Q(usage_indicator__in=["T", "P"]), name="practice_settings_usage"),
        ]

    def __str__(self) -> str:
        return f"PracticeSettings #{self.pk}"


class ControlNumber(TenantModel):
    """The last number given out of one kind; `services.control_numbers.next_control_number` is the only writer."""

    kind = models.CharField(max_length=40)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "kind"], name="practice_controlnumber_once"),
            models.CheckConstraint(condition=Q(last__gte=0), name="practice_controlnumber_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"
