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
    problem_count = models.PositiveIntegerField(default=0)
    claims_read = models.PositiveIntegerField(default=0)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice", "-loaded_at", "-id"], name="era_file_list")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "sha256"], name="era_file_bytes_once"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="era_file_state_known"),
            models.CheckConstraint(
                condition=Q(disposition__in=["", *Disposition.values]), name="era_file_disposition_known"
            ),
        ]

    def __str__(self) -> str:
        return f"ERA file #{self.pk}"
