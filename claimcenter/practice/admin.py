"""What operators see of the floor."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claimcenter.practice.actors import Actor
from claimcenter.practice.admin_site import ScopedModelAdmin, site
from claimcenter.practice.models import (
    ApiKey,
    AuditEvent,
    Facility,
    Heartbeat,
    Membership,
    Organization,
    PracticeSettings,
    Provider,
    ServiceCode,
)
from claimcenter.practice.services.directory import save_record


class DirectoryAdmin(ScopedModelAdmin):
    """Saves by the same verb as the settings pages."""

    editable = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        actor: Actor = request.actor  # type: ignore[attr-defined]
        save_record(record=obj, changed=form.changed_data, by=actor.user)


@admin.register(Organization, site=site)
class OrganizationAdmin(DirectoryAdmin):
    list_display = ["name", "npi", "is_default", "is_active"]


@admin.register(Facility, site=site)
class FacilityAdmin(DirectoryAdmin):
    list_display = ["name", "npi", "place_of_service", "is_active"]


@admin.register(Provider, site=site)
class ProviderAdmin(DirectoryAdmin):
    list_display = ["last_name", "first_name", "npi", "is_active"]
    list_select_related = ["supervisor", "user"]
    exclude = ["user"]  # the settings page offers the practice's own members only


@admin.register(ServiceCode, site=site)
class ServiceCodeAdmin(DirectoryAdmin):
    list_display = ["code", "label", "default_charge", "never_claim", "is_active"]


@admin.register(PracticeSettings, site=site)
class PracticeSettingsAdmin(ScopedModelAdmin):
    list_display = ["id", "auto_file_claims", "usage_indicator"]


@admin.register(Membership, site=site)
class MembershipAdmin(ScopedModelAdmin):
    """A global table, so the practice is filtered by hand."""

    list_display = ["id", "user", "role", "is_active"]
    list_select_related = ["user"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        actor = request.actor  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(practice_id=actor.practice_id)


@admin.register(ApiKey, site=site)
class ApiKeyAdmin(ScopedModelAdmin):
    list_display = ["prefix", "user", "created_at", "last_used_at", "revoked_at"]
    list_select_related = ["user"]
    exclude = ["key_hash"]


@admin.register(AuditEvent, site=site)
class AuditEventAdmin(ScopedModelAdmin):
    list_display = ["id", "at", "user_id", "action", "object_type", "object_id", "outcome"]
    ordering = ["-pk"]


@admin.register(Heartbeat, site=site)
class HeartbeatAdmin(ScopedModelAdmin):
    list_display = ["name", "at"]
