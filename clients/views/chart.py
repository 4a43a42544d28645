"""The chart: its head with the tabs, and the panels apps above put into it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may, requires
from clients import selectors
from clients.models import Client
from clients.views.shared import actor_of

View = Callable[[HttpRequest, int], HttpResponse]
PanelContext = Callable[[HttpRequest, Any], dict[str, Any]]

TABS: list[tuple[str, str | Promise, Action]] = [
    ("chart", _("Overview"), Action.CLIENT_VIEW),
    ("appointments", _("Appointments"), Action.APPOINTMENT_VIEW),
    ("claim-center", _("Claim Center"), Action.CLAIM_VIEW),
    ("billing", _("Billing"), Action.BALANCE_VIEW),
    ("documents", _("Documents"), Action.DOCUMENT_VIEW),
    ("portal", _("Client Portal"), Action.PORTAL_ACCESS_EDIT),
]
_claim_center: list[View] = []
_panels: dict[str, list[tuple[str, PanelContext]]] = {}


def show_claim_center_with(view: View) -> None:
    """An app above gives the Claim Center tab its page; the last one that does wins."""
    _claim_center[:] = [view]


def register_panel(place: str, template: str, context: PanelContext) -> None:
    """An app above adds to "overview", "billing" (given the client) or "appointment" (given the appointment)."""
    panels = _panels.setdefault(place, [])
    if (template, context) not in panels:
        panels.append((template, context))


def panels(request: HttpRequest, place: str, subject: Any) -> list[SafeString]:
    """What the apps above have to say in this place."""
    return [
        render_to_string(template, {**context(request, subject), "request": request}, request)
        for template, context in _panels.get(place, [])
    ]


def chart_context(request: HttpRequest, client: Client, current: str) -> dict[str, Any]:
    """What `clients/_chart_head.html` shows; notes in the audit trail that the chart was read."""
    record_reads(request, "clients.Client", [client.pk], client_id=client.pk)
    return {
        "client": client,
        "chart_tabs": [_tab(name, label, client, current) for name, label, action in TABS if may(request, action)],
        "crumbs": [
            {"label": _("Clients"), "url": reverse("clients:list")},
            {"label": client.display_name, "url": reverse("clients:chart", args=[client.pk])},
            {"label": next(label for name, label, _action in TABS if name == current), "url": ""},
        ],
        "may_edit_client": may(request, Action.CLIENT_EDIT),
    }


def _tab(name: str, label: str | Promise, client: Client, current: str) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"clients:{name}", args=[client.pk]), "current": name == current}


@requires(Action.CLIENT_VIEW)
@require_safe
def overview(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    context = {
        **chart_context(request, client, "chart"),
        "assignments": client.assignments.select_related("provider").order_by("provider__last_name", "pk"),
        "partners": selectors.partners_of(client),
        "consents": selectors.consents_of(client),
        "has_consent": client.pk in selectors.consents_on([client.pk], timezone.localdate()),
        "may_edit_consent": may(request, Action.CONSENT_EDIT),
        "panels": panels(request, "overview", client),
    }
    return render(request, "clients/overview.html", context)


@requires(Action.CLAIM_VIEW)
@require_safe
def claim_center(request: HttpRequest, client_id: int) -> HttpResponse:
    """The Claim Center tab: plans and claims. The page itself comes from the apps that own them."""
    if not _claim_center:
        raise Http404
    return _claim_center[0](request, client_id)
