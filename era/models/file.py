from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import StoredFile, TenantModel
from era.enums import Disposition, FileState


class EraFile(TenantModel):
    """An 835 as it came: the exact bytes (encrypted) and what reading the whole of it said.

    The same bytes are loaded once per practice: the unique hash is the first of the three duplicate guards.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=FileState, default=FileState.READING)
    disposition = models.CharField(max_length=8, choices=Disposition, blank=True)
    problems = models.JSONField(default=list)
    claims_read = models.PositiveIntegerField(default=0)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("practice", "-loaded_at", "-id", name="era_file_list")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "sha256"], name="era_file_bytes_once"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="era_file_released_at_by",
            ),
        ]
