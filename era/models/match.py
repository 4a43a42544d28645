from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from claims.models import Adjudication, Claim
from era.enums import MatchState
from era.models.remittance import RemittanceClaim


class ClaimMatch(TenantModel):
    """Which claim of ours a remittance claim answers, how that is known, and what became of it."""

    remittance_claim = models.OneToOneField(RemittanceClaim, models.PROTECT, related_name="match")
    state = models.CharField(max_length=12, choices=MatchState)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="remittance_matches")
    how = models.CharField(max_length=40, blank=True)  # "patient control number", "crossover", "confirmed by a person"
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    adjudication = models.OneToOneField(
        Adjudication, models.PROTECT, null=True, blank=True, related_name="remittance_match"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("practice", "state", "-id", name="match_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="match_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[MatchState.MATCHED, MatchState.SUGGESTED, MatchState.POSTED])
                | Q(claim__isnull=False),
                name="match_names_its_claim",
            ),
        ]
