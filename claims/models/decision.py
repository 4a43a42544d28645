from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from claims.enums import Outcome


class SecondaryDecision(TenantModel):
    """What was decided about the next claim after this one, with the evidence; append-only.

    The current one is named by `Claim.current_decision`; a change of the inputs clears that pointer, never the row.
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, db_index=False, related_name="decisions")
    outcome = models.CharField(max_length=24, choices=Outcome)
    reasons = models.JSONField(default=list)  # [{"code", "text", "link"?, ...}]: no person's data
    next_claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["practice", "claim", "-id"], name="decision_by_claim")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.CREATED, Outcome.EXISTS]) | Q(next_claim__isnull=False),
                name="decision_names_the_claim_it_made",
            ),
        ]
