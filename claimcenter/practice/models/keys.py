"""Keys of the REST API."""

from django.db import models
from django.db.models import F, Q

from claimcenter.practice.models.base import TenantModel


class ApiKey(TenantModel):
    """Acts as its user in its practice. Only the SHA-256 of the key is kept; the prefix tells people which is which."""

    user = models.ForeignKey("practice.User", on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=12)
    key_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
                name="practice_apikey_revoked_after",
            ),
        ]

    def __str__(self) -> str:
        return f"API key {self.prefix}..."
