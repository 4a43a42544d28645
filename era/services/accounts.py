"""The account with a payer: provider-level money (PLB) entered when a payment posts, taken back when it is undone."""

from datetime import datetime

from django.utils.timezone import localdate

from claimcenter.practice.models import User
from era.models import PayerAccountEntry, ProviderAdjustment, Remittance


def enter_provider_level(*, remittance: Remittance, by: User | None, now: datetime) -> int:
    """One entry a PLB amount of a payment that posts now; call in its transaction. Returns how many.

    PostgreSQL refuses the commit where an amount of a posted payment stands here not once.
    """
    found = ProviderAdjustment.objects.filter(remittance=remittance).exclude(amount=0).order_by("pk")
    entries = [
        PayerAccountEntry(
            remittance=remittance,
            provider_adjustment=adjustment,
            amount=adjustment.amount,
            booked_on=remittance.payment_date or localdate(now),
            entered_by=by,
            entered_at=now,
        )
        for adjustment in found
    ]
    PayerAccountEntry.objects.bulk_create(entries)
    return len(entries)


def reverse_provider_level(*, remittance: Remittance, by: User | None, now: datetime) -> int:
    """A contra-entry for each entry of a payment that is undone now; call in its transaction. Returns how many."""
    standing = PayerAccountEntry.objects.filter(remittance=remittance, reverses=None, reversed_by=None).order_by("pk")
    contra = [
        PayerAccountEntry(
            remittance=remittance,
            provider_adjustment_id=entry.provider_adjustment_id,
            amount=-entry.amount,
            booked_on=localdate(now),
            reverses=entry,
            entered_by=by,
            entered_at=now,
        )
        for entry in standing
    ]
    PayerAccountEntry.objects.bulk_create(contra)
    return len(contra)
