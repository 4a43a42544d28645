from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import StoredFile, TenantModel
from claims.enums import Frequency
from claims.models.claim import Claim


class Submission(TenantModel):
    """One transmission of a claim: its own patient control number, its exact bytes. Immutable but for `sent_at`.

    Frequency 7 and 8 are further submissions of the same claim, never new claims.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="submissions")
    ordinal = models.PositiveSmallIntegerField()
    patient_control_number = models.CharField(max_length=20)
    frequency_code = models.CharField(max_length=1, choices=Frequency)
    interchange_control_number = models.CharField(max_length=9)
    group_control_number = models.CharField(max_length=9)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    transport = models.CharField(max_length=30)
    transport_reference = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=80, blank=True)
    override_reason = models.CharField(max_length=400, blank=True)
    waived_edits = models.JSONField(default=list)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    filed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)  # when the transport took it; empty: the sweep sends it

    class Meta:
        indexes = [
            models.Index(fields=["practice", "id"], name="submission_unsent", condition=Q(sent_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["practice", "patient_control_number"], name="pcn_once"),
            models.UniqueConstraint(fields=["practice", "claim", "ordinal"], name="submission_ordinal_once"),
            models.UniqueConstraint(
                fields=["practice", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="submission_idempotency_key_once",
            ),
            models.CheckConstraint(
                condition=Q(patient_control_number__regex=r"^[A-Z0-9]{1,20}$"), name="pcn_letters_and_digits"
            ),
        ]
