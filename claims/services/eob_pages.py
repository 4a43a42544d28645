"""Keeping the paper of an EOB: cleaned, encrypted, never overwritten; posting the EOB ties it to the answer."""

from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claims.locks import lock_claims
from claims.models import Adjudication, Claim, EobPage
from clients.services.documents import keep
from clients.uploads import cleaned_upload

KIND = "eob"
MAX_PAGES = 20
"""Files of one claim; an EOB has a page or two, and a mistaken click cannot fill the disk."""


@transaction.atomic
def keep_eob_page(*, claim_id: int, file: BinaryIO, name: str, size: int, by: User, now: datetime) -> EobPage:
    """Keeps a picture or PDF of the EOB with the claim. Raises ValidationError with a sentence for the form."""
    clean = cleaned_upload(file, name=name, size=size)
    claim = lock_claims([claim_id]).get(claim_id)
    if claim is None:
        raise Claim.DoesNotExist
    if EobPage.objects.filter(claim=claim).count() >= MAX_PAGES:
        raise ValidationError(f"There are already {MAX_PAGES} files with this claim.", code="quota")
    page = EobPage.objects.create(claim=claim, file=keep(clean, kind=KIND, by=by), added_by=by, added_at=now)
    audit.record(action="eob.page_kept", obj=page, by=by, client_id=claim.client_id, detail={"claim": claim.pk})
    return page


@transaction.atomic
def set_page_aside(*, page_id: int, by: User, now: datetime) -> EobPage:
    """Says that a file is not the EOB of this claim. Idempotent; one that belongs to an answer stays with it."""
    page = EobPage.objects.select_for_update(no_key=True, of=("self",)).select_related("claim").get(pk=page_id)
    if page.adjudication_id is None and page.set_aside_at is None:
        page.set_aside_at, page.set_aside_by = now, by
        page.save(update_fields=["set_aside_at", "set_aside_by"])
        audit.record(action="eob.page_set_aside", obj=page, by=by, client_id=page.claim.client_id)
    return page


def tie_pages(*, adjudication: Adjudication) -> int:
    """The waiting pages of the claim become the provenance of this answer; call in its transaction."""
    waiting = EobPage.objects.filter(claim=adjudication.claim_id, adjudication__isnull=True, set_aside_at__isnull=True)
    return waiting.update(adjudication=adjudication)
