"""What somebody had typed when their session ended."""

from django.db import models

from claimcenter.practice.fields import EncryptedTextField
from claimcenter.practice.models.base import TenantModel


class Draft(TenantModel):
    """A form that was sent after the session had ended, kept (encrypted) for the same person's next sign-in."""

    user = models.ForeignKey("practice.User", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=500)
    body = EncryptedTextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "user", "created_at"], name="practice_draft_of_user")]

    def __str__(self) -> str:
        return f"Draft #{self.pk}"
