"""Opening a practice."""

from django.db import transaction

from claimcenter.practice import audit
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


@transaction.atomic
def add_member(*, practice: Practice, user: User, role: Role, by: User | None) -> Membership:
    """Makes the person a member with this role, or gives the member this role; idempotent, audited."""
    membership, _ = Membership.objects.update_or_create(
        practice=practice, user=user, defaults={"role": role, "is_active": True}
    )
    with acting_in(practice, by):
        audit.record(action="staff.add", obj=membership, by=by, detail={"user": user.pk, "role": role.value})
    return membership
