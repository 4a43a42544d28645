from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from era.enums import JobKind, JobState
from era.models.file import EraFile

UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class EraJob(TenantModel):
    """Long work on a file: a row with a lease. Celery only nudges it, so no message's loss or repeat matters.

    Whoever holds the lease works; a lease that ran out (its worker was killed) is anybody's.
    """

    era_file = models.ForeignKey(EraFile, models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=4, choices=JobKind)
    state = models.CharField(max_length=9, choices=JobState, default=JobState.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=400, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "id"], name="era_job_unfinished", condition=Q(state__in=UNFINISHED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "era_file"], condition=Q(state__in=UNFINISHED), name="era_job_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="era_job_state_known"),
            models.CheckConstraint(condition=Q(kind__in=JobKind.values), name="era_job_kind_known"),
        ]

    def __str__(self) -> str:
        return f"ERA job #{self.pk}"
