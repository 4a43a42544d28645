"""What the claims app does when a claim is completed, and when something below it changes.

Receivers hold no rule: they call one verb, or ask for the rule after the commit.
"""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from claimcenter.practice.models import User
from claims.asking import ask_after_commit
from claims.enums import Stage
from claims.models import Claim
from claims.services.client_claims import sync_client_claims
from claims.services.payer_claims import sync_payer_claims
from claims.services.payments import settle_payments
from claims.services.sessions import sync_appointment_claim
from clients.signals import appointment_changed, client_changed, payment_recorded
from insurance.enums import Position
from insurance.signals import payer_changed, plan_changed


@receiver(post_save, sender=Claim, dispatch_uid="claims.ask_for_secondary")
def ask_for_secondary(sender: type[Claim], instance: Claim, *, raw: bool = False, **_kwargs: Any) -> None:
    """The one post_save receiver: a completed claim whose next claim is undecided is asked for after the commit."""
    undecided = instance.stage == Stage.COMPLETED and instance.current_decision_id is None
    if not raw and undecided and instance.position < Position.TERTIARY:
        ask_after_commit([instance.pk], practice_id=instance.practice_id)


@receiver(appointment_changed, dispatch_uid="claims.appointment_changed")
def on_appointment_changed(sender: object, *, appointment_id: int, by: int | None, **_kwargs: Any) -> None:
    sync_appointment_claim(appointment_id=appointment_id, by=_user(by), now=timezone.now())


@receiver(client_changed, dispatch_uid="claims.client_changed")
@receiver(plan_changed, dispatch_uid="claims.plan_changed")
def on_client_changed(sender: object, *, client_id: int, by: int | None, **_kwargs: Any) -> None:
    sync_client_claims(client_id=client_id, by=_user(by), now=timezone.now())


@receiver(payer_changed, dispatch_uid="claims.payer_changed")
def on_payer_changed(sender: object, *, payer_id: int, **_kwargs: Any) -> None:
    sync_payer_claims(payer_id=payer_id)


@receiver(payment_recorded, dispatch_uid="claims.payment_recorded")
def on_payment_recorded(sender: object, *, client_id: int, by: int | None, **_kwargs: Any) -> None:
    settle_payments(client_ids=[client_id], by=_user(by), now=timezone.now())


def _user(user_id: int | None) -> User | None:
    return User.objects.get(pk=user_id) if user_id is not None else None
