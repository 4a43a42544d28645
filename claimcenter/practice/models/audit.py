"""Who did what to which record, when and from where. Append-only, and without foreign keys: nothing blocks it."""

import uuid

from django.db import models
from django.utils import timezone


class Outcome(models.TextChoices):
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    NOT_FOUND = "not_found", "Not found"
    INVALID = "invalid", "Not accepted"
    FAILED = "failed", "Failed"


class AuditEvent(models.Model):
    """One thing that was done, read or refused. `detail` never holds PHI: ids, counts and field names only."""

    practice_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    user_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=60)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    client_id = models.BigIntegerField(null=True)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.UUIDField(default=uuid.uuid4)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.DONE)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "at", "id"], name="practice_audit_at"),
            models.Index(fields=["practice_id", "user_id", "at"], name="practice_audit_user"),
            models.Index(fields=["practice_id", "client_id", "at"], name="practice_audit_client"),
            models.Index(fields=["practice_id", "object_type", "object_id"], name="practice_audit_object"),
        ]

    def __str__(self) -> str:
        return f"AuditEvent #{self.pk}"


class AuditLink(models.Model):
    """The seal of one audit row: a keyed hash over the row and the seal before it, numbered within the practice."""

    practice_id = models.BigIntegerField()
    ordinal = models.BigIntegerField()
    event_id = models.BigIntegerField(unique=True)
    seal = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "ordinal"], name="practice_auditlink_ordinal")]

    def __str__(self) -> str:
        return f"AuditLink #{self.pk}"
