"""Settings -> Claims Center -> Providers & Payers: providers, organizations, facilities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from claimcenter.practice import selectors
from claimcenter.practice.forms import FacilityForm, OrganizationForm, ProviderForm
from claimcenter.practice.models import Facility, Organization, Provider
from claimcenter.practice.navigation import providers_tabs
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.views.editing import Page, edit

CRUMB = "Providers & Payers"


def _listed(request: HttpRequest, kind: str, rows: object) -> HttpResponse:
    context = {
        kind: rows,
        "kind": kind,
        "tabs": providers_tabs(f"practice:{kind}"),
        "may_edit": may(request, Action.SETTINGS_EDIT),
    }
    return render(request, f"practice/{kind}.html", context)


@requires(Action.SETTINGS_VIEW)
@require_http_methods(["GET", "HEAD"])
def providers(request: HttpRequest) -> HttpResponse:
    return _listed(request, "providers", selectors.providers())


@requires(Action.SETTINGS_VIEW)
@require_http_methods(["GET", "HEAD"])
def organizations(request: HttpRequest) -> HttpResponse:
    return _listed(request, "organizations", selectors.organizations())


@requires(Action.SETTINGS_VIEW)
@require_http_methods(["GET", "HEAD"])
def facilities(request: HttpRequest) -> HttpResponse:
    return _listed(request, "facilities", selectors.facilities())


def _provider_page(title: str) -> Page:
    lede = "The person who gives the session. Payers know them by their NPI."
    return Page(title=title, lede=lede, back="practice:providers", saved="The provider is saved.", crumb=CRUMB)


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def provider_add(request: HttpRequest) -> HttpResponse:
    return edit(request, ProviderForm, Provider(), _provider_page("Add Provider"))


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def provider_edit(request: HttpRequest, pk: int) -> HttpResponse:
    provider = get_object_or_404(Provider.objects.select_for_update(no_key=True), pk=pk)
    return edit(request, ProviderForm, provider, _provider_page(str(provider)))


def _organization_page(title: str) -> Page:
    lede = "Who bills and is paid: its name, NPI and tax id stand in box 33 of every claim."
    return Page(title=title, lede=lede, back="practice:organizations", saved="The organization is saved.", crumb=CRUMB)


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def organization_add(request: HttpRequest) -> HttpResponse:
    first = not selectors.organizations().exists()
    return edit(request, OrganizationForm, Organization(is_default=first), _organization_page("Create Organization"))


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.select_for_update(no_key=True), pk=pk)
    return edit(request, OrganizationForm, organization, _organization_page(str(organization)))


def _facility_page(title: str) -> Page:
    lede = "Where sessions take place, where that is not the billing address. It stands in box 32."
    return Page(title=title, lede=lede, back="practice:facilities", saved="The facility is saved.", crumb=CRUMB)


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def facility_add(request: HttpRequest) -> HttpResponse:
    return edit(request, FacilityForm, Facility(), _facility_page("Add facility"))


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def facility_edit(request: HttpRequest, pk: int) -> HttpResponse:
    facility = get_object_or_404(Facility.objects.select_for_update(no_key=True), pk=pk)
    return edit(request, FacilityForm, facility, _facility_page(str(facility)))
