"""Opening a practice."""

from django.db import transaction

from claimcenter.practice.models import Membership, Practice, PracticeSettings, User
from claimcenter.practice.roles import Role
from claimcenter.practice.tenancy import acting_in


@transaction.atomic
def open_practice(*, name: str, slug: str, by: User | None) -> Practice:
    """Makes a practice with its settings (every automation off); idempotent by its slug."""
    practice, _ = Practice.objects.get_or_create(slug=slug, defaults={"name": name})
    with acting_in(practice, by):
        PracticeSettings.objects.get_or_create()
    return practice


def add_member(*, practice: Practice, user: User, role: Role, by: User | None) -> Membership:
    """Makes the person a member with this role, or gives the member this role; idempotent."""
    membership, _ = Membership.objects.update_or_create(
        practice=practice, user=user, defaults={"role": role, "is_active": True}
    )
    return membership
