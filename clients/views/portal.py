"""The Client Portal tab: who may open the portal for this client."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claimcenter.practice.permissions import Action, requires
from clients import selectors
from clients.forms import PortalAccessForm, PortalRightsForm
from clients.models import PortalAccess
from clients.services import portal
from clients.views.chart import chart_context
from clients.views.shared import actor_of, status_of, tried, user_of


@requires(Action.PORTAL_ACCESS_EDIT)
@require_safe
def portal_tab(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    people = client.portal_access.select_related("user").order_by("revoked_at", "pk")
    return render(request, "clients/portal.html", {**chart_context(request, client, "portal"), "people": people})


@requires(Action.PORTAL_ACCESS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def portal_add(request: HttpRequest, client_id: int) -> HttpResponse:
    """+ Add New User. A new person's way to a password is shown once, to be handed over."""
    client = selectors.client_for(actor_of(request), client_id)
    form = PortalAccessForm(
        request.POST if request.method == "POST" else None,
        initial={"name": client.display_name, "email": client.email},
    )
    context = {**chart_context(request, client, "portal"), "form": form}
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        granted = tried(form, lambda: portal.grant_portal_access(client=client, **typed, by=user_of(request)))
        if granted is not None:
            path = granted.password_path
            context |= {"granted": granted, "link": request.build_absolute_uri(path) if path else ""}
            return render(request, "clients/portal_added.html", context)
    return render(request, "clients/portal_form.html", context, status=status_of(form))


@requires(Action.PORTAL_ACCESS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def portal_rights(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    access = get_object_or_404(PortalAccess.objects.select_related("user"), pk=pk, client=client)
    names = ("can_upload", "can_see_balance", "receives_alerts")
    initial = {name: getattr(access, name) for name in names}
    form = PortalRightsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        portal.change_rights(access=access, rights=portal.Rights(**form.cleaned_data), by=user_of(request))
        messages.success(request, _("The rights are saved."))
        return redirect("clients:portal", client.pk)
    context = {**chart_context(request, client, "portal"), "form": form, "access": access}
    return render(request, "clients/portal_rights.html", context, status=status_of(form))


@requires(Action.PORTAL_ACCESS_EDIT)
@require_POST
def portal_revoke(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    """Ends the access, or opens it again."""
    client = selectors.client_for(actor_of(request), client_id)
    access = get_object_or_404(PortalAccess, pk=pk, client=client)
    if request.POST.get("restore"):
        portal.restore_portal_access(access=access, by=user_of(request))
        messages.success(request, _("The portal is open again for this person."))
    else:
        portal.revoke_portal_access(access=access, by=user_of(request), now=timezone.now())
        messages.success(request, _("This person can no longer open the portal."))
    return redirect("clients:portal", client.pk)
