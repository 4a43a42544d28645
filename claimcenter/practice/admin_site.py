"""The operators' admin: one practice at a time, scoped and audited like every other page.

The middleware has already asked for `admin.use` and opened the practice's transaction. This site takes away what
Django's admin would do otherwise: its own sign-in page, its model permissions, names in its log, deleting in bulk.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claimcenter.practice import audit
from claimcenter.practice.actors import Actor
from claimcenter.practice.permissions import Action, may


class ClaimCenterAdminSite(admin.AdminSite):
    site_header = "Claim Center, operators"
    site_title = "Claim Center"
    index_title = "Records of the practice you are in"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and may(request, Action.ADMIN_USE))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in, with its limits and second factor."""
        return redirect_to_login(reverse("admin:index"))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        actor = getattr(request, "actor", None)
        if actor is not None:
            context["site_header"] = f"{self.site_header}: {actor.practice}"
        return context


site = ClaimCenterAdminSite(name="admin")


class ScopedModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows the rows of the operator's practice only. By default nothing can be added, changed or deleted.

    `editable = True` lets an operator add and change; deleting is never offered here (deletion is PROTECT everywhere).
    """

    editable = False
    actions_selection_counter = True
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, Action.ADMIN_USE)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, Action.ADMIN_USE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.editable and may(request, Action.ADMIN_USE)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.editable and may(request, Action.ADMIN_USE)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return self._log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return self._log(request, obj, CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return [self._log(request, obj, DELETION, []) for obj in queryset]

    def _log(self, request: HttpRequest, obj: Model, flag: int, message: Any) -> LogEntry:
        """Django's log is a global table, so it holds numbers only; the audit trail of the practice gets the deed."""
        words = {ADDITION: "add", CHANGE: "change", DELETION: "delete"}
        fields = sorted({name for part in message if isinstance(part, dict) for name in _fields(part)})
        audit.record(action=f"admin.{words[flag]}", obj=obj, by=_person(request), detail={"fields": fields})
        return LogEntry.objects.create(
            user_id=_person(request),
            content_type_id=ContentType.objects.get_for_model(obj, for_concrete_model=False).pk,
            object_id=str(obj.pk),
            object_repr=f"{obj._meta.object_name} #{obj.pk}",
            action_flag=flag,
            change_message="",
        )


def _person(request: HttpRequest) -> int:
    actor: Actor = request.actor  # type: ignore[attr-defined] # the middleware lets nobody else in
    return actor.user.pk


def _fields(part: dict[str, Any]) -> list[str]:
    inner: Any = next(iter(part.values()), {})
    return list(inner.get("fields", [])) if isinstance(inner, dict) else []
