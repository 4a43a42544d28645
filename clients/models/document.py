from django.conf import settings
from django.db import models
from django.db.models import Q

from claimcenter.practice.history import keep_history
from claimcenter.practice.models import StoredFile, TenantModel
from clients.enums import DocumentKind
from clients.models.client import Client


class Document(TenantModel):
    """A stored, encrypted file of a client; never reachable but through an authorised, audited view."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    needs_review = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["practice", "client", "-uploaded_at", "-id"], name="document_by_client")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.UniqueConstraint(fields=["practice", "file"], name="document_file_once"),
        ]

    def __str__(self) -> str:
        return f"Document #{self.pk}"


@keep_history()
class PortalAccess(TenantModel):
    """A portal user of one client; the user's membership carries the role `portal`."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="portal_access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    can_upload = models.BooleanField(default=True)
    can_see_balance = models.BooleanField(default=True)
    receives_alerts = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "user"], name="portal_user_has_one_client"),
        ]

    def __str__(self) -> str:
        return f"Portal access #{self.pk}"
