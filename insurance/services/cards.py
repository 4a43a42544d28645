"""Pictures of the insurance card, kept with the plan they belong to."""

from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import StoredFile, User
from clients.enums import DocumentKind
from clients.locks import lock_client
from clients.models import Document
from clients.services.documents import keep, mark_reviewed
from clients.uploads import cleaned_upload
from insurance.models import InsurancePlan, PlanCard

SIDE_OF = {DocumentKind.CARD_FRONT: "front", DocumentKind.CARD_BACK: "back"}
KIND_OF = {side: kind for kind, side in SIDE_OF.items()}


@transaction.atomic
def attach_card(
    *, plan: InsurancePlan, side: str, file: BinaryIO, name: str, size: int, by: User, now: datetime
) -> PlanCard:
    """Keeps a picture as the front or back of the plan's card; one kept before is marked replaced, never deleted.

    Raises ValidationError with a sentence for the form.
    """
    clean = cleaned_upload(file, name=name, size=size, pictures_only=True)
    return _put(plan, side, keep(clean, kind=KIND_OF[side], by=by), by, now)


@transaction.atomic
def accept_card(*, document: Document, plan: InsurancePlan, by: User, now: datetime) -> PlanCard:
    """Takes a picture the client uploaded as the plan's card; it no longer needs review."""
    side = SIDE_OF.get(DocumentKind(document.kind))
    if side is None or document.client_id != plan.client_id:
        raise ValidationError("This document is not a card of this client.", code="not_a_card")
    card = _put(plan, side, document.file, by, now)
    mark_reviewed(document=document, by=by)
    return card


def _put(plan: InsurancePlan, side: str, file: StoredFile, by: User, now: datetime) -> PlanCard:
    lock_client(plan.client_id)
    plan.cards.filter(side=side, replaced_at__isnull=True).update(replaced_at=now)
    card = PlanCard.objects.create(plan=plan, side=side, file=file)
    audit.record(action="plan.card", obj=card, by=by, client_id=plan.client_id, detail={"plan": plan.pk, "side": side})
    return card
