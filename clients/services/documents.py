"""Verbs on a client's documents. Bytes are cleaned, then kept encrypted in the vault; nothing is ever overwritten."""

from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from claimcenter.practice import audit, vault
from claimcenter.practice.models import StoredFile, User
from clients.enums import DocumentKind
from clients.locks import lock_client
from clients.models import Client, Document
from clients.uploads import CleanFile, cleaned_upload

MAX_FILES = 100
"""Documents a client may have; a portal user cannot fill the disk."""
PICTURES = frozenset({DocumentKind.CARD_FRONT, DocumentKind.CARD_BACK})


@transaction.atomic
def upload_document(
    *, client: Client, kind: DocumentKind, file: BinaryIO, name: str, size: int, by: User, needs_review: bool = False
) -> Document:
    """Keeps a file of a client. `needs_review`: it came from the portal and staff should look at it.

    Raises ValidationError with a sentence for the form (not a picture, too large, too many).
    """
    clean = cleaned_upload(file, name=name, size=size, pictures_only=kind in PICTURES)
    lock_client(client.pk)  # the quota holds when ten files come at once
    if Document.objects.filter(client=client).count() >= MAX_FILES:
        raise ValidationError(f"There are already {MAX_FILES} documents here. Please ask us to tidy up.", code="quota")
    document = Document.objects.create(
        client=client, kind=kind, file=keep(clean, kind=kind, by=by), uploaded_by=by, needs_review=needs_review
    )
    audit.record(action="document.upload", obj=document, by=by, client_id=client.pk)
    return document


def keep(clean: CleanFile, *, kind: str, by: User) -> StoredFile:
    """Puts cleaned bytes into the vault."""
    return vault.store(kind=kind, name=clean.name, content_type=clean.content_type, chunks=[clean.data], by=by)


@transaction.atomic
def mark_reviewed(*, document: Document, by: User) -> Document:
    """Somebody has looked at it. Idempotent."""
    lock_client(document.client_id)
    document.refresh_from_db()
    if document.needs_review:
        document.needs_review = False
        document.save(update_fields=["needs_review"])
        audit.record(action="document.reviewed", obj=document, by=by, client_id=document.client_id)
    return document
