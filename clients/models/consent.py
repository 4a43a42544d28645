from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claimcenter.practice.history import keep_history
from claimcenter.practice.models import TenantModel
from clients.enums import ConsentKind
from clients.models.client import Client


@keep_history()
class Consent(TenantModel):
    """A consent on file. In force from `given_on` until it expires or is revoked (that day itself no longer counts)."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind, default=ConsentKind.PART2_TPO)
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("given_on")), name="consent_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | Q(revoked_on__gte=F("given_on")),
                name="consent_revoked_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent #{self.pk}"
