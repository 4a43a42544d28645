"""Settings: the overview, Practice Settings -> Insurance, EDI, and Codes & Metrics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from claimcenter.practice import selectors
from claimcenter.practice.forms import AutomationForm, EdiForm, ServiceCodeForm
from claimcenter.practice.models import PracticeSettings, ServiceCode
from claimcenter.practice.navigation import providers_tabs, settings_pages
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.views.editing import Page, edit


@requires(Action.SETTINGS_VIEW)
@require_http_methods(["GET", "HEAD"])
def overview(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "practice/settings.html",
        {
            "may_see_audit": may(request, Action.AUDIT_VIEW),
            "may_edit_staff": may(request, Action.STAFF_EDIT),
            "tabs": providers_tabs(""),
            "pages": settings_pages(),
        },
    )


@requires(Action.SETTINGS_VIEW, post=Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def insurance(request: HttpRequest) -> HttpResponse:
    """The four automation switches."""
    page = Page(
        template="practice/insurance_settings.html",
        title="Insurance",
        back="practice:insurance",
        cancel="practice:settings",
        above=("Account Settings", "Practice Settings"),
        saved="The insurance settings are saved.",
    )
    return edit(request, AutomationForm, _own_settings(request), page)


@requires(Action.SETTINGS_VIEW, post=Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edi(request: HttpRequest) -> HttpResponse:
    """How the practice introduces itself to the clearinghouse."""
    page = Page(
        title="Electronic claims",
        lede="How your practice introduces itself in the files it sends. Your clearinghouse gives you these values.",
        back="practice:edi",
        cancel="practice:settings",
        above=("Claims Center",),
        saved="The values for electronic claims are saved.",
    )
    return edit(request, EdiForm, _own_settings(request), page)


@requires(Action.SETTINGS_VIEW)
@require_http_methods(["GET", "HEAD"])
def codes(request: HttpRequest) -> HttpResponse:
    """Codes & Metrics."""
    return render(
        request,
        "practice/codes.html",
        {"codes": selectors.service_codes(), "may_edit": may(request, Action.SETTINGS_EDIT)},
    )


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def code_add(request: HttpRequest) -> HttpResponse:
    return edit(request, ServiceCodeForm, ServiceCode(), _code_page("Add a code"))


@requires(Action.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def code_edit(request: HttpRequest, pk: int) -> HttpResponse:
    code = get_object_or_404(ServiceCode.objects.select_for_update(no_key=True), pk=pk)
    return edit(request, ServiceCodeForm, code, _code_page(f"Code {code.code}"))


def _code_page(title: str) -> Page:
    lede = "The charge is what appears on a claim unless somebody types another."
    return Page(title=title, lede=lede, back="practice:codes", saved="The code is saved.", crumb="Codes & Metrics")


def _own_settings(request: HttpRequest) -> PracticeSettings:
    selectors.practice_settings()
    found = PracticeSettings.objects.all()
    return (found.select_for_update(no_key=True) if request.method == "POST" else found).get()
