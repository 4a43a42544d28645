"""Who is asking: a person (or key) in one practice with one role."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from claimcenter.practice.models import Membership, Practice, Provider, User
from claimcenter.practice.roles import Role

PortalLookup = Callable[[int], "int | None"]
_portal_lookups: list[PortalLookup] = []


@dataclass(frozen=True)
class Actor:
    """A member acting in a practice. `provider_id` and `client_id` are looked up inside `acting_in`, once."""

    user: User
    membership: Membership
    api_key_id: int | None = None

    @property
    def practice(self) -> Practice:
        return self.membership.practice

    @property
    def practice_id(self) -> int:
        return self.membership.practice_id

    @cached_property
    def role(self) -> Role:
        return Role(self.membership.role)

    @cached_property
    def provider_id(self) -> int | None:
        """The provider this person is; a clinician sees the clients of this provider only."""
        return Provider.objects.filter(user_id=self.user.pk).values_list("pk", flat=True).first()

    @cached_property
    def client_id(self) -> int | None:
        """The client a portal user stands for; None for everybody else and where access was taken away."""
        if self.role != Role.PORTAL:
            return None
        found = (lookup(self.user.pk) for lookup in _portal_lookups)
        return next((client_id for client_id in found if client_id is not None), None)

    @property
    def sees_all_clients(self) -> bool:
        """False for clinicians (own clients only) and portal users (themselves only)."""
        return self.role not in {Role.CLINICIAN, Role.PORTAL}

    @property
    def label(self) -> str:
        """How audit rows name the kind of actor; never a person's name."""
        return f"{self.role.value} by API key" if self.api_key_id else self.role.value


def register_portal_lookup(lookup: PortalLookup) -> None:
    """The clients app (above this one) says which client a portal user's id stands for in the current practice."""
    if lookup not in _portal_lookups:
        _portal_lookups.append(lookup)


def membership_of(user: User, practice_id: int | None) -> Membership | None:
    """The active membership in this practice; without one named, the only one there is."""
    if not user.is_active:
        return None
    found = Membership.objects.filter(user=user, is_active=True).select_related("practice")
    if practice_id is not None:
        return found.filter(practice_id=practice_id).first()
    first_two = list(found.order_by("pk")[:2])
    return first_two[0] if len(first_two) == 1 else None
