"""Questions about the practice: read only, inside `acting_in`."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from claimcenter.practice.models import (
    AuditEvent,
    Facility,
    Heartbeat,
    Membership,
    Organization,
    Practice,
    PracticeSettings,
    Provider,
    ServiceCode,
    User,
)
from claimcenter.practice.tenancy import current_practice_id


def practice_settings() -> PracticeSettings:
    """The settings of the current practice; made with every automation off where they do not exist yet."""
    found, _ = PracticeSettings.objects.get_or_create()
    return found


def practices_of(user: User) -> "QuerySet[Practice]":
    """Where this person works, by name."""
    return Practice.objects.filter(memberships__user=user, memberships__is_active=True).order_by("name")


def providers(*, active_only: bool = False) -> "QuerySet[Provider]":
    found = Provider.objects.select_related("supervisor", "user").order_by("last_name", "first_name", "pk")
    return found.filter(is_active=True) if active_only else found


def provider_of(user: User) -> Provider | None:
    """The provider this person is, if they are one."""
    return Provider.objects.filter(user=user).first()


def default_provider(on: date | None = None) -> Provider | None:
    """The only, or else the first, active provider."""
    found = Provider.objects.filter(is_active=True).order_by("pk")
    if on is not None:
        found = found.filter(Q(employed_to__isnull=True) | Q(employed_to__gte=on))
    return found.first()


def organizations() -> "QuerySet[Organization]":
    return Organization.objects.order_by("-is_default", "name", "pk")


def default_organization() -> Organization | None:
    """The organization that bills where nothing else is chosen."""
    return organizations().filter(is_active=True).first()


def facilities() -> "QuerySet[Facility]":
    return Facility.objects.order_by("name", "pk")


def service_codes() -> "QuerySet[ServiceCode]":
    return ServiceCode.objects.order_by("code")


def never_claim_codes() -> frozenset[str]:
    """Codes that by the practice's own choice make no claim encounter."""
    return frozenset(ServiceCode.objects.filter(never_claim=True).values_list("code", flat=True))


def staff() -> "QuerySet[Membership]":
    """The members of the current practice, portal users left out."""
    found = Membership.objects.filter(practice_id=current_practice_id()).exclude(role="portal")
    return found.select_related("user").order_by("-is_active", "user__name", "pk")


def heartbeats() -> dict[str, Heartbeat]:
    """The installation's signs of life, by name."""
    return {one.name: one for one in Heartbeat.objects.all()}


AUDIT_SORTS = {"at": "at", "user": "user_id", "client": "client_id", "action": "action", "object": "object_type"}


def audit_events(filters: dict[str, Any]) -> "QuerySet[AuditEvent]":
    """Audit rows by date, user, client, action, object and outcome; unset filters are left out."""
    found = AuditEvent.objects.all()
    lookups = {
        "since": "at__date__gte",
        "until": "at__date__lte",
        "user": "user_id",
        "client": "client_id",
        "action": "action__startswith",
        "object_type": "object_type__istartswith",
        "object_id": "object_id",
        "outcome": "outcome",
    }
    chosen = {lookups[name]: value for name, value in filters.items() if name in lookups and value not in (None, "")}
    return found.filter(**chosen)


def names_of(user_ids: set[int]) -> dict[int, str]:
    """Names of the people who acted in the current practice, by id; members only."""
    members = Membership.objects.filter(practice_id=current_practice_id(), user_id__in=user_ids)
    return {one.user_id: str(one.user) for one in members.select_related("user")}
