"""What a person still has to do about money: a denial to answer, an amount to look at, a credit to refund."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from claims.enums import TaskKind, TaskOutcome
from claims.models.adjudication import Adjudication
from claims.models.claim import Claim
from clients.models import Client


class Task(TenantModel):
    """One piece of work. Open until somebody closes it with an outcome, or until its cause is gone.

    Never more than one open task per client, claim, kind and reference; closed ones stay as the record of who did
    what. `reference` tells two tasks of one kind apart ("CO-16"; for a refund: whose money it is). No person's data
    in `text`.
    """

    kind = models.CharField(max_length=8, choices=TaskKind)
    client = models.ForeignKey(Client, models.PROTECT, db_index=False, related_name="tasks")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="tasks")
    adjudication = models.ForeignKey(
        Adjudication, models.PROTECT, null=True, blank=True, db_index=False, related_name="tasks"
    )  # the answer that asks for it
    reference = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    text = models.CharField(max_length=400)  # what to do, in a sentence
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=TaskOutcome, blank=True)
    note = models.CharField(max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "due_on", "id"], name="task_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["practice", "-closed_at", "-id"], name="task_closed"),
            models.Index(fields=["practice", "adjudication"], name="task_by_adjudication"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "client", "claim", "kind", "reference"],
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="one_open_task",
            ),
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="task_kind_known"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="", closed_by__isnull=True)
                | Q(closed_at__isnull=False, outcome__in=TaskOutcome.values),
                name="task_closed_with_an_outcome",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="task_says_what_to_do"),
            models.CheckConstraint(
                condition=Q(claim__isnull=False) | Q(kind=TaskKind.REFUND), name="task_without_claim_only_refund"
            ),
        ]

    def __str__(self) -> str:
        return f"Task #{self.pk}"
