"""Addresses of the floor: probes, home, settings."""

from django.urls import URLPattern, path

from claimcenter.practice.probes import livez, readyz
from claimcenter.practice.views import audit, directory, home, settings, staff, status

app_name = "practice"

ACCOUNT = "settings/account"
CENTER = "settings/claims-center"

urlpatterns: list[URLPattern] = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("", home.home, name="home"),
    path("status/", status.status, name="status"),
    path("practices/", home.choose, name="choose"),
    path("practices/<int:practice_id>/switch/", home.switch, name="switch"),
    path("resume/<int:pk>/", home.resume, name="resume"),
    path("settings/", settings.overview, name="settings"),
    path(f"{ACCOUNT}/practice/insurance/", settings.insurance, name="insurance"),
    path(f"{ACCOUNT}/codes/", settings.codes, name="codes"),
    path(f"{ACCOUNT}/codes/add/", settings.code_add, name="code-add"),
    path(f"{ACCOUNT}/codes/<int:pk>/", settings.code_edit, name="code-edit"),
    path(f"{ACCOUNT}/staff/", staff.staff, name="staff"),
    path(f"{ACCOUNT}/staff/add/", staff.invite, name="staff-add"),
    path(f"{ACCOUNT}/staff/<int:pk>/role/", staff.role, name="staff-role"),
    path(f"{ACCOUNT}/staff/<int:pk>/activate/", staff.activate, name="staff-activate"),
    path(f"{ACCOUNT}/staff/<int:pk>/deactivate/", staff.deactivate, name="staff-deactivate"),
    path(f"{CENTER}/edi/", settings.edi, name="edi"),
    path(f"{CENTER}/providers/", directory.providers, name="providers"),
    path(f"{CENTER}/providers/add/", directory.provider_add, name="provider-add"),
    path(f"{CENTER}/providers/<int:pk>/", directory.provider_edit, name="provider-edit"),
    path(f"{CENTER}/organizations/", directory.organizations, name="organizations"),
    path(f"{CENTER}/organizations/add/", directory.organization_add, name="organization-add"),
    path(f"{CENTER}/organizations/<int:pk>/", directory.organization_edit, name="organization-edit"),
    path(f"{CENTER}/facilities/", directory.facilities, name="facilities"),
    path(f"{CENTER}/facilities/add/", directory.facility_add, name="facility-add"),
    path(f"{CENTER}/facilities/<int:pk>/", directory.facility_edit, name="facility-edit"),
    path("settings/audit/", audit.audit_trail, name="audit"),
    path("settings/audit.csv", audit.audit_csv, name="audit-csv"),
]
