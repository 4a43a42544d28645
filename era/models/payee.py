from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel


class PayeeIdentifier(TenantModel):
    """An NPI, tax id or payer-given number under which payers pay this practice, added by a person. Append-only.

    Beside the organizations' and providers' own numbers, which need no entry here.
    """

    identifier = models.CharField(max_length=80)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "identifier"], name="payee_identifier_once"),
            models.CheckConstraint(condition=~Q(identifier=""), name="payee_identifier_not_empty"),
        ]

    def __str__(self) -> str:
        return f"Payee identifier #{self.pk}"
