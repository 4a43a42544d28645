from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from claims.models import Adjudication, Claim
from era.enums import WITH_CLAIM, Hold, MatchState
from era.models.remittance import Remittance, RemittanceClaim


class ClaimMatch(TenantModel):
    """Which claim of ours a remittance claim answers, how that is known, and what became of it.

    `adjudication` is the answer it made; `reverses` the earlier answer that this one (CLP02 22) took back;
    `settled_with` the other half where a payment and its own reversal met before either was posted.
    """

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="matches")
    remittance_claim = models.OneToOneField(RemittanceClaim, models.PROTECT, related_name="match")
    state = models.CharField(max_length=12, choices=MatchState)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="remittance_matches")
    how = models.CharField(max_length=80, blank=True)
    reason_code = models.CharField(max_length=20, choices=Hold, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    adjudication = models.OneToOneField(
        Adjudication, models.PROTECT, null=True, blank=True, related_name="remittance_match"
    )
    reverses = models.ForeignKey(Adjudication, models.PROTECT, null=True, blank=True, related_name="+")
    settled_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "state", "-id"], name="match_by_state"),
            models.Index(fields=["practice", "remittance", "state"], name="match_by_remittance"),
            models.Index(fields=["practice", "claim"], name="match_by_claim"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="match_state_known"),
            models.CheckConstraint(condition=Q(reason_code__in=["", *Hold.values]), name="match_reason_known"),
            models.CheckConstraint(
                condition=~Q(state__in=WITH_CLAIM) | Q(claim__isnull=False), name="match_names_its_claim"
            ),
            models.CheckConstraint(
                condition=~Q(state=MatchState.TAKEN_BACK)
                | (Q(claim__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="match_taken_back_names_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="match_decided_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Match #{self.pk}"
