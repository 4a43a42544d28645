"""The paper behind a typed EOB: its pictures or PDF, encrypted, beside the figures that were typed from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.models import StoredFile, TenantModel
from claims.models.adjudication import Adjudication
from claims.models.claim import Claim


class EobPage(TenantModel):
    """One kept file. Until an EOB is posted it waits with the claim; then it belongs to that answer for good.

    Never overwritten or deleted: a wrong one is set aside, by whom and when.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, db_index=False, related_name="eob_pages")
    adjudication = models.ForeignKey(Adjudication, models.PROTECT, null=True, blank=True, related_name="eob_pages")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    added_at = models.DateTimeField()
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "claim", "id"], name="eob_page_by_claim")]
        constraints = [
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True, set_aside_by__isnull=True)
                | Q(set_aside_at__isnull=False, set_aside_by__isnull=False, adjudication__isnull=True),
                name="eob_page_set_aside_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"EOB page #{self.pk}"

    @property
    def is_picture(self) -> bool:
        return str(self.file.content_type).startswith("image/")
