"""Saving the practice's own records: providers, organizations, facilities, codes, settings."""

from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import Organization, TenantModel, User


@transaction.atomic
def save_record(*, record: TenantModel, changed: list[str], by: User) -> TenantModel:
    """Saves one record of the directory or the settings, and notes which fields changed (never their values).

    A default organization takes the place of the former default in the same transaction.
    """
    is_new = record.pk is None
    record.full_clean()
    if isinstance(record, Organization) and record.is_default:
        Organization.objects.filter(is_default=True).exclude(pk=record.pk).update(is_default=False)
    record.save()
    action = "create" if is_new else "change"
    audit.record(action=f"settings.{action}", obj=record, by=by, detail={"fields": sorted(changed)})
    return record
