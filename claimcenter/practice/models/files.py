"""Stored files: written once, encrypted, in chunks. `vault.store` writes them and `vault.read` gives them back."""

from django.db import models
from django.db.models import Q

from claimcenter.practice.fields import EncryptedTextField
from claimcenter.practice.models.base import TenantModel


class StoredFile(TenantModel):
    """What is known of a file. Its name is somebody's words, so it is encrypted like the content."""

    kind = models.CharField(max_length=40)
    name_encrypted = EncryptedTextField()
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    created_by = models.ForeignKey("practice.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="practice_storedfile_size")]
        indexes = [models.Index(fields=["practice", "kind", "sha256"], name="practice_storedfile_bytes")]

    def __str__(self) -> str:
        return f"StoredFile #{self.pk}"


class StoredChunk(TenantModel):
    """One encrypted slice of a stored file."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="chunks")
    ordinal = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "ordinal"], name="practice_storedchunk_once")]

    def __str__(self) -> str:
        return f"StoredChunk #{self.pk}"
