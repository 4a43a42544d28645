"""Who works here and as what. Every change counts from the person's next request."""

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from claimcenter.practice import audit
from claimcenter.practice.models import Membership, Practice, User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.roles import Role
from claimcenter.practice.tenancy import current_practice_id

APPOINTABLE = (Role.CLINICIAN, Role.BILLER, Role.ADMINISTRATOR, Role.AUDITOR)
"""Operators come from the operator's own admin, portal users from the client's chart."""


class LastAdministrator(Refusal):
    """A practice always keeps somebody who can change it."""

    code = "last_administrator"

    def __init__(self) -> None:
        super().__init__("This is the practice's only administrator. Make somebody else an administrator first.")


class AlreadyMember(Refusal):
    code = "already_member"

    def __init__(self) -> None:
        super().__init__("A person with this e-mail address already works here.")


class NotAppointable(Refusal):
    code = "not_appointable"

    def __init__(self) -> None:
        super().__init__("This role is not given here.")


@dataclass(frozen=True, slots=True)
class Invitation:
    """The membership, and for a new account the path where its person chooses a password (works once)."""

    membership: Membership
    password_path: str


@transaction.atomic
def invite(*, email: str, name: str, role: Role, by: User) -> Invitation:
    """Makes the person a member of the current practice; an address without an account gets one, without password."""
    _check_appointable(role)
    practice = _locked_practice()
    address = User.objects.normalize_email(email)
    user, is_new = User.objects.get_or_create(email=address, defaults={"name": name})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    membership, added = Membership.objects.get_or_create(practice=practice, user=user, defaults={"role": role})
    if not added:
        raise AlreadyMember
    _note("staff.invite", membership, by, role=role.value)
    return Invitation(membership, password_path(user) if is_new else "")


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User) -> Membership:
    """Gives the member another role; refuses to leave the practice without an administrator."""
    _check_appointable(role)
    _locked_practice()
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(membership)
    former, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    _note("staff.role", membership, by, former=former, role=role.value)
    return membership


@transaction.atomic
def set_active(*, membership: Membership, active: bool, by: User) -> Membership:
    """Ends or renews the membership: sessions and API keys of an ended one are refused from the next request."""
    _locked_practice()
    if not active:
        _keep_an_administrator(membership)
    membership.is_active = active
    membership.save(update_fields=["is_active"])
    _note("staff.activate" if active else "staff.deactivate", membership, by)
    return membership


def password_path(user: User) -> str:
    """Where this person sets a password; the key in it stops working once they have signed in or set one."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def _check_appointable(role: Role) -> None:
    if role not in APPOINTABLE:
        raise NotAppointable


def _locked_practice() -> Practice:
    # Two administrators who demote each other at the same moment would leave none: they queue here.
    return Practice.objects.select_for_update(no_key=True).get(pk=current_practice_id())


def _keep_an_administrator(leaving: Membership) -> None:
    if leaving.role != Role.ADMINISTRATOR or not leaving.is_active:
        return
    others = Membership.objects.filter(
        practice_id=leaving.practice_id, role=Role.ADMINISTRATOR, is_active=True, user__is_active=True
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise LastAdministrator


def _note(action: str, membership: Membership, by: User, **detail: str) -> None:
    audit.record(action=action, obj=membership, by=by, detail={"user": membership.user_id, **detail})
