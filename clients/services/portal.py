"""Who may open the client portal for which client, and what they may do there."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import Membership, User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.roles import Role
from claimcenter.practice.services.staff import password_path
from claimcenter.practice.tenancy import current_practice_id
from clients.locks import lock_client
from clients.models import Client, PortalAccess


class AccessRefused(Refusal):
    """No access was given; the sentence says why."""


@dataclass(frozen=True)
class Granted:
    """The access, and for a new account the path where its person chooses a password (works once)."""

    access: PortalAccess
    password_path: str


@dataclass(frozen=True, kw_only=True)
class Rights:
    can_upload: bool = True
    can_see_balance: bool = True
    receives_alerts: bool = False


@transaction.atomic
def grant_portal_access(*, client: Client, name: str, email: str, by: User) -> Granted:
    """Gives a person the portal of one client. Raises AccessRefused for staff and for another client's person.

    The first person of a client receives the alerts.
    """
    lock_client(client.pk)
    user, is_new = User.objects.get_or_create(email=User.objects.normalize_email(email), defaults={"name": name})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    _make_member(user)
    if PortalAccess.objects.filter(user=user).exists():
        raise AccessRefused("This address opens a client portal of this practice already.", code="already_has_access")
    first = not PortalAccess.objects.filter(client=client, revoked_at__isnull=True).exists()
    access = PortalAccess.objects.create(client=client, user=user, receives_alerts=first)
    audit.record(action="portal.grant", obj=access, by=by, client_id=client.pk, detail={"user": user.pk})
    return Granted(access, password_path(user) if is_new else "")


@transaction.atomic
def change_rights(*, access: PortalAccess, rights: Rights, by: User) -> PortalAccess:
    """Sets what the person may do. One person per client receives the alerts: choosing another moves them."""
    lock_client(access.client_id)
    if rights.receives_alerts:
        for other in PortalAccess.objects.filter(client=access.client_id, receives_alerts=True).exclude(pk=access.pk):
            other.receives_alerts = False
            other.save(update_fields=["receives_alerts"])
    access.can_upload, access.can_see_balance = rights.can_upload, rights.can_see_balance
    access.receives_alerts = rights.receives_alerts
    access.save(update_fields=["can_upload", "can_see_balance", "receives_alerts"])
    audit.record(action="portal.rights", obj=access, by=by, client_id=access.client_id)
    return access


@transaction.atomic
def revoke_portal_access(*, access: PortalAccess, by: User, now: datetime) -> PortalAccess:
    """Ends the access with the person's next request. Idempotent."""
    return _set_revoked(access, now, by)


@transaction.atomic
def restore_portal_access(*, access: PortalAccess, by: User) -> PortalAccess:
    """Opens a revoked access again. Idempotent."""
    return _set_revoked(access, None, by)


def _set_revoked(access: PortalAccess, at: datetime | None, by: User) -> PortalAccess:
    lock_client(access.client_id)
    if (access.revoked_at is None) != (at is None):
        access.revoked_at = at
        access.save(update_fields=["revoked_at"])
        membership = Membership.objects.filter(practice_id=current_practice_id(), user_id=access.user_id)
        membership.filter(role=Role.PORTAL).update(is_active=at is None)
        word = "restore" if at is None else "revoke"
        audit.record(action=f"portal.{word}", obj=access, by=by, client_id=access.client_id)
    return access


def _make_member(user: User) -> None:
    membership, _ = Membership.objects.get_or_create(
        practice_id=current_practice_id(), user=user, defaults={"role": Role.PORTAL}
    )
    if membership.role != Role.PORTAL:
        raise AccessRefused("This address belongs to somebody who works here.", code="is_staff")
