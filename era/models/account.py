"""The provider-level account with a payer: what its payments carried beside any claim (PLB), entry by entry."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import TenantModel
from era.models.remittance import ProviderAdjustment, Remittance


class PayerAccountEntry(TenantModel):
    """One PLB amount of a posted remittance, or its contra-entry after an undo. Append-only.

    The account is that of the remittance's payer. PostgreSQL holds at every commit: the entries of a provider
    adjustment come to its amount while its remittance is posted, and to nothing otherwise.
    """

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="account_entries")
    provider_adjustment = models.ForeignKey(ProviderAdjustment, models.PROTECT, related_name="account_entries")
    amount = models.DecimalField(max_digits=12, decimal_places=2)  # as the PLB: positive reduced the payment
    booked_on = models.DateField()  # BPR16; of a contra-entry the day of the undo
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice", "booked_on", "id"], name="payer_account_in_order")]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="payer_account_entry_not_zero")]

    def __str__(self) -> str:
        return f"Payer account entry #{self.pk}"
